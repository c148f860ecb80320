"""How large a picture is, read from the first bytes of its file."""

import struct
from typing import NamedTuple

# Frames of a JPEG that tell its size; the others in this range are tables.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# The tables of a JPEG, profiles and previews among them, stand before its size.
_LOOK_INTO_BYTES = 1_000_000
# Airtable fits small and large thumbnails to a height, and full ones into a square.
_SMALL_HEIGHT, _LARGE_HEIGHT, _FULL_SIDE = 36, 512, 3000


class Size(NamedTuple):
    """Pixels."""

    width: int
    height: int


def size_of(content: bytes) -> Size | None:
    """The size of a PNG, GIF, JPEG or WebP; None for anything else, or a broken one."""
    try:
        found = _read(content)
    except (struct.error, IndexError):
        return None
    return found if found is not None and found.width > 0 and found.height > 0 else None


def thumbnail_sizes(size: Size) -> dict[str, Size]:
    """The sizes in which Airtable shows a picture; none is larger than the picture."""
    full = min(1.0, _FULL_SIDE / max(size))
    return {
        "small": _scaled(size, min(1.0, _SMALL_HEIGHT / size.height)),
        "large": _scaled(size, min(1.0, _LARGE_HEIGHT / size.height)),
        "full": _scaled(size, full),
    }


def _scaled(size: Size, factor: float) -> Size:
    return Size(max(1, round(size.width * factor)), max(1, round(size.height * factor)))


def _read(content: bytes) -> Size | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return Size(*struct.unpack_from(">II", content, 16))
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Size(*struct.unpack_from("<HH", content, 6))
    if content.startswith(b"\xff\xd8"):
        return _read_jpeg(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _read_webp(content)
    return None


def _read_jpeg(content: bytes) -> Size | None:
    place = 2
    while place < _LOOK_INTO_BYTES and content[place] == 0xFF:
        marker = content[place + 1]
        (length,) = struct.unpack_from(">H", content, place + 2)
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return Size(width, height)
        place += 2 + max(2, length)
    return None


def _read_webp(content: bytes) -> Size | None:
    kind = content[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return Size(width & 0x3FFF, height & 0x3FFF)
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return Size(width, int.from_bytes(content[27:30], "little") + 1)
    return None
