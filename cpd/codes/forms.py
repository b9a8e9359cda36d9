"""The text of a code as it arrives, chosen as a file or pasted."""

import codecs
import unicodedata
from contextlib import closing

from wtforms import FileField, Form, HiddenField, TextAreaField, ValidationError

from cpd.codes.checking import MAX_BYTES, decode
from cpd.codes.service import look
from cpd.kernel.errors import RuleError
from cpd.kernel.tokens import sha256

TOO_LARGE = "This is larger than 512 KB. No code is so long: take out what does not belong to it."
NOT_TEXT = (
    "This is not a plain text. Open it in a program that reads it, and save it as plain text in"
    " UTF-8, or copy the words and paste them below."
)
# How files begin that hold words but are no plain text.
_OTHER_KINDS = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a Word or packed file",
    b"{\\rtf": "a rich text file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
}
_KEPT_CONTROLS = "\t\n"


def text_in(content: bytes) -> str:
    """Read a file as text, or say why it cannot be read."""
    if not content.strip():
        raise RuleError("The file is empty.")
    if len(content) > MAX_BYTES:
        raise RuleError(TOO_LARGE)
    kind = next((what for start, what in _OTHER_KINDS.items() if content.startswith(start)), None)
    if kind:
        raise RuleError(f"This is {kind}, not a plain text. Copy its words and paste them below.")
    text = decode(content)
    if "\x00" in text:
        raise RuleError(NOT_TEXT)
    return tidy(text)


def tidy(text: str) -> str:
    """Bring a text to one kind of line end, as it is after a browser has sent it back."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if _is_control(letter) else letter for letter in lines)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc" and letter not in _KEPT_CONTROLS


def says_how_it_is_stored(content: bytes) -> bool:
    """Tell UTF-8, and UTF-16 with its mark, from what can only be guessed."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class WordingForm(Form):
    """A file fills the text, so that what is looked at and what is kept are the same words."""

    file = FileField("Text file")
    text = TextAreaField("The text of the code")
    seen = HiddenField()

    was_guessed = False

    def validate_file(self, field: FileField) -> None:
        if not field.data:
            return
        with closing(field.data) as file:
            content = file.read(MAX_BYTES + 1)
        try:
            self.text.data = text_in(content)
        except RuleError as error:
            raise ValidationError(str(error)) from error
        self.was_guessed = not says_how_it_is_stored(content) or "\ufffd" in self.text.data

    def validate_text(self, field: TextAreaField) -> None:
        typed = field.data or ""
        field.data = tidy(typed)
        if self.file.errors:
            return
        if "\x00" in typed:
            raise ValidationError(NOT_TEXT)
        if not typed.strip():
            raise ValidationError("Choose a text file, or paste the text of a code.")
        if len(typed.encode()) > MAX_BYTES:
            raise ValidationError(TOO_LARGE)
        if not any(found.wording for found in look(field.data).found):
            raise ValidationError(
                "No code of ethics was recognised in this text. It must hold the whole code as its"
                " publisher has it: the title, and every clause beginning on a line of its own."
            )

    def parsed(self) -> str:
        return self.text.data or ""

    @property
    def fingerprint(self) -> str:
        """Tell a text apart from any other, so that only what was looked at is kept."""
        return sha256(self.parsed())

    @property
    def was_looked_at(self) -> bool:
        return self.seen.data == self.fingerprint
