"""Reads an untrusted file on its standard input and writes it, made anew, to its standard output.

Runs as a process of its own, with little memory and time and none of the site's secrets, so that
a file made to harm its reader harms nobody else. Ends with REFUSED and a sentence if it may not be.
"""

import sys

from cpd.apart import hold_back
from cpd.evidence.pdfs import rewritten
from cpd.evidence.pictures import redrawn
from cpd.evidence.rules.files import LARGEST_FILE, Clean, Media, media_of, refuse_too_large
from cpd.kernel.errors import RuleError

REFUSED = 3
MEMORY = 1536 * 1024 * 1024
SECONDS = 30
LARGEST_RESULT = 2 * LARGEST_FILE
TOO_LARGE_MADE_ANEW = "Made anew, this file is too large to be kept. Save it smaller first."


def clean(content: bytes) -> Clean:
    """Return the file made anew, or raise RuleError in words for who chose it."""
    refuse_too_large(len(content))
    media = media_of(content)
    result = rewritten(content) if media is Media.PDF else redrawn(content, media)
    if len(result.content) > LARGEST_RESULT:
        raise RuleError(TOO_LARGE_MADE_ANEW)
    return result


def main() -> int:
    hold_back(MEMORY, SECONDS)
    try:
        result = clean(sys.stdin.buffer.read(LARGEST_FILE + 1))
    except RuleError as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(result.content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
