"""Prints the figures: `make bench`. Nothing passes or fails here; read the ratios."""

import os
import platform
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from tests.bench.certificates import certificate_figures
from tests.bench.everybody import everybody_figures
from tests.bench.issuing import issuing_figures
from tests.bench.judging import judging_figures
from tests.bench.outbox import letter_figures
from tests.bench.pages import page_figures
from tests.bench.served import served_figures
from tests.bench.site import Site, a_site
from tests.postgres import throw_away

A_FEW = 1_000  # members judged; `make bench-everybody` judges twenty times as many
PREFACE = """\
Medians of interleaved rounds. CPU is that of the Python process alone: what PostgreSQL computes
shows only in the wall time. A ratio above 1 is quicker than the yardstick of the same run."""


def main() -> None:
    began = time.perf_counter()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(PREFACE)
    folder = Path(tempfile.mkdtemp(prefix="cpd-bench-"))
    try:
        certificate_figures(folder)
        issuing_figures(folder / "issuing")
        judging_figures(folder)
        with throw_away(is_durable=True) as url:
            sites = {
                "SQLite": a_site(folder / "sqlite", f"sqlite:///{folder / 'bench.sqlite'}"),
                "PostgreSQL": a_site(folder / "postgresql", url),
            }
            figures(sites)
            for site in sites.values():
                site.engine.dispose()
        everybody_figures(A_FEW, rounds=3)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\nAll of this took {time.perf_counter() - began:.0f} seconds.")


def figures(sites: dict[str, Site]) -> None:
    for name, site in sites.items():
        print(f"\nPages on {name}, one request at a time, no server in between; even a bare hello")
        print("costs seven times as much under one, so compare with targets further down")
        page_figures(site)
    served_figures(sites)
    letter_figures(sites)


if __name__ == "__main__":
    main()
