"""A JPEG as its segments: what tells of the camera, the place and the time can be left out."""

START = b"\xff\xd8"
SCAN = 0xDA
BARE = {0x01, *range(0xD0, 0xDA)}  # markers without a length
# JFIF says how to show it, Adobe's how its colours are meant; other APPn and comments only tell.
KEPT_NOTES = {0xE0, 0xEE}
NOTES = {*range(0xE0, 0xF0), 0xFE}


def without_notes(content: bytes) -> bytes:
    """Return the same picture without Exif, XMP, thumbnails and comments, pixel by pixel alike.

    What is not built like a JPEG comes back as it is: there is nothing to find in it.
    """
    if not content.startswith(START):
        return content
    kept, at = bytearray(START), 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # a byte of filling
            at += 1
            continue
        if marker in BARE:
            kept += content[at : at + 2]
            at += 2
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if marker == SCAN:
            return bytes(kept + content[at:])
        if marker not in NOTES or marker in KEPT_NOTES:
            kept += content[at:end]
        at = end
    return content
