"""A scheduler's issuing on a machine of its own, until nothing is left; it says how many."""

import sys
import time
from functools import partial
from pathlib import Path

from cpd.app import create_app
from cpd.certificates import service
from cpd.web.context import job
from tests.conftest import settings
from tests.factories.minting import SITE, Canned, canned


def slowly(order):
    """Leave the other process time to come between."""
    time.sleep(0.02)
    return canned(order)


def main(folder, url):
    app = create_app(settings(Path(folder), url))
    print("ready", flush=True)  # noqa: T201 - the test waits for it
    sys.stdin.readline()
    with app.app_context():
        issued = service.issue_waiting(partial(job, service.JOB), Canned(slowly), SITE, longest=60)
    print(issued, flush=True)  # noqa: T201 - and reads this


if __name__ == "__main__":
    main(*sys.argv[1:])
