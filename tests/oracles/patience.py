"""How many logs a property is tried on; CPD_TEST_TIMES=20 tries twenty times as many."""

import os

from hypothesis import settings


def examples(usual):
    return settings(max_examples=usual * int(os.environ.get("CPD_TEST_TIMES", "1")), deadline=None)
