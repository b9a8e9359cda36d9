"""Reads what is to be printed from its standard input, and writes the page to its standard output.

Runs as a process of its own, with little memory and time and none of the site's secrets: a page
that takes long, or a fault in what draws it, harms nobody else. Ends with REFUSED and a sentence
if it may not be printed.
"""

import json
import sys
from datetime import datetime
from typing import BinaryIO

from cpd.apart import hold_back
from cpd.certificates.documents import Sheet, press, render
from cpd.certificates.rules.facts import Facts
from cpd.kernel.errors import RuleError

REFUSED = 3
MEMORY = 1024 * 1024 * 1024
SECONDS = 20


def packed(sheet: Sheet) -> bytes:
    """Write a sheet without a credential as a line of JSON, and its logo after that."""
    told = {
        "facts": sheet.facts.to_dict(),
        "base_url": sheet.base_url,
        "made_at": sheet.made_at.isoformat(),
    }
    return json.dumps(told).encode() + b"\n" + (sheet.logo or b"")


def unpacked(source: BinaryIO) -> Sheet:
    told = json.loads(source.readline())
    facts, made_at = Facts.from_dict(told["facts"]), datetime.fromisoformat(told["made_at"])
    return Sheet(facts, told["base_url"], made_at, logo=source.read() or None)


def main() -> int:
    sheet = unpacked(sys.stdin.buffer)
    press(sheet.facts.design)  # the fonts are written where its libraries find them
    hold_back(MEMORY, SECONDS)
    try:
        page = render(sheet)
    except RuleError as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
