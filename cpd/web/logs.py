"""How a process of ours keeps its log: on stderr, each line with its time and its source."""

import logging


def to_stderr(least: int) -> None:
    """Write what is at least this grave; Python by itself would say neither time nor source."""
    logging.basicConfig(level=least, format="%(asctime)s %(levelname)s %(name)s %(message)s")
