"""Pictures, drawn anew from their pixels: the only module that knows Pillow."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageFile, ImageOps

from cpd.evidence.rules.files import Clean, Media
from cpd.kernel.errors import RuleError

MOST_PIXELS = 60_000_000
LONGEST_SIDE = 4000  # an A4 page at 340 dots an inch
JPEG_QUALITY = 85
WORD_IS_16_BITS = 256
BROKEN = "This picture is damaged or cut off. Open it, save it anew, and choose the new one."
TOO_MANY_PIXELS = (
    f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. Make it smaller first."
)


def redrawn(content: bytes, media: Media) -> Clean:
    """Return the picture as it is seen: turned the right way up, and nothing but its pixels."""
    with reading_errors(), to_the_end(), warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(BytesIO(content), formats=(media.name,)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise RuleError(TOO_MANY_PIXELS)
            shrink_while_reading(opened)
            picture = plain(ImageOps.exif_transpose(opened), media)
        return Clean(media, written(picture, media))


@contextmanager
def reading_errors() -> Iterator[None]:
    """Say in words whatever a picture that is none makes of its reader."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RuleError(TOO_MANY_PIXELS) from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, Warning) as error:
        raise RuleError(BROKEN) from error


@contextmanager
def to_the_end() -> Iterator[None]:
    """Take no half picture for a whole one, even where another library has made that the rule."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def shrink_while_reading(opened: Image.Image) -> None:
    """Let a JPEG be read at a half or a quarter, where that is still large enough."""
    longest = max(opened.size)
    if longest > LONGEST_SIDE:
        wanted = tuple(max(1, side * LONGEST_SIDE // longest) for side in opened.size)
        opened.draft(None, (wanted[0], wanted[1]))


def plain(picture: Image.Image, media: Media) -> Image.Image:
    """Return a picture of a plain mode and a bounded size that remembers nothing."""
    plainer = in_mode(picture, media)
    if max(plainer.size) > LONGEST_SIDE:
        plainer.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(plainer.mode, plainer.size)
    bare.paste(plainer)
    return bare


def in_mode(picture: Image.Image, media: Media) -> Image.Image:
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda word: word * (1 / WORD_IS_16_BITS)).convert("L")
    if media is Media.JPEG:
        return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")


def written(picture: Image.Image, media: Media) -> bytes:
    target = BytesIO()
    if media is Media.JPEG:
        picture.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)
    else:
        picture.save(target, "PNG", optimize=False)
    return target.getvalue()
