"""A file that somebody sends, for whichever slice keeps it."""

from contextlib import closing
from datetime import timedelta
from io import SEEK_END

from werkzeug.datastructures import FileStorage

from cpd.evidence.cleaning import cleaned
from cpd.evidence.rules.files import MEGABYTE, Clean, refuse_too_large
from cpd.kernel.errors import RuleError
from cpd.web.limits import Limit

CHOOSE = "Choose a file."
# More than is kept, so that who chose too much is told so on the form and not by a broken line.
LARGEST_UPLOAD = 32 * MEGABYTE
ADDITIONS = Limit("evidence", most=60, window=timedelta(hours=1))


def cleaned_upload(upload: object) -> Clean:
    """Make a sent file anew, which takes a moment: hold no transaction meanwhile."""
    if not isinstance(upload, FileStorage) or not upload.filename:
        raise RuleError(CHOOSE)
    return cleaned(content_of(upload))


def content_of(upload: FileStorage) -> bytes:
    """Read a file, unless it is too large."""
    with closing(upload) as file:
        file.stream.seek(0, SEEK_END)
        refuse_too_large(file.stream.tell())
        file.stream.seek(0)
        return file.stream.read()
