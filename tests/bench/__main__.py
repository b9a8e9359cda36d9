"""Prints the figures: `make bench`. Pages in process, without the network: CPU per request."""

import platform
import shutil
import sqlite3
import tempfile
from pathlib import Path

from tests.bench.certificates import certificate_figures
from tests.bench.pages import page_figures
from tests.bench.site import a_site
from tests.postgres import throw_away


def main() -> None:
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; medians of")
    print("interleaved runs, CPU milliseconds of one process; ratios against the yardstick.")
    folder = Path(tempfile.mkdtemp(prefix="cpd-bench-"))
    try:
        print("\nPages on SQLite (yardstick: a bare Flask hello in the same run)")
        page_figures(a_site(folder / "sqlite", f"sqlite:///{folder / 'bench.sqlite'}"))
        with throw_away() as url:
            print("\nPages on PostgreSQL")
            page_figures(a_site(folder / "postgresql", url))
        print("\nCertificates (yardstick: WeasyPrint alone, the same page, nothing kept)")
        certificate_figures()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
