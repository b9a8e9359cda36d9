"""An issuer's logo, made anew from whatever picture was handed in."""

from io import BytesIO

from PIL import Image

from cpd.evidence.rules.files import MEGABYTE, Clean, Media
from cpd.kernel.errors import RuleError

LARGEST_LOGO = 5 * MEGABYTE
LONGEST_SIDE = 1200
SHORTEST_SIDE = 32
WIDEST = 8  # times as wide as high, or the other way round
ONLY_PICTURES = "Choose a picture: PNG or JPEG."
LARGEST_KEPT = 1 * MEGABYTE


def logo_of(clean: Clean) -> bytes:
    """Return a small PNG of a picture that was cleaned already; raise RuleError in words."""
    if clean.media is Media.PDF:
        raise RuleError(ONLY_PICTURES)
    with Image.open(BytesIO(clean.content), formats=(clean.media.name,)) as picture:
        refuse_shape(*picture.size)
        plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if max(plain.size) > LONGEST_SIDE:
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    target = BytesIO()
    plain.save(target, "PNG", optimize=True)
    if len(target.getvalue()) > LARGEST_KEPT:
        raise RuleError("This picture is too rich for a logo: use a simpler or smaller one.")
    return target.getvalue()


def refuse_shape(width: int, height: int) -> None:
    if min(width, height) < SHORTEST_SIDE:
        raise RuleError(f"This picture is too small: use at least {SHORTEST_SIDE} dots a side.")
    if max(width, height) > WIDEST * min(width, height):
        raise RuleError(f"This picture is too long: at most {WIDEST} times as long as wide.")
