"""How large pictures are, from the first bytes of files as cameras and editors write them."""

import struct

import pytest

from app.sandbox.pictures import Size, size_of, thumbnail_sizes

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 640, 480) + bytes(5)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480) + bytes(3)
# A table and a comment stand before the frame.
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + bytes(9) + b"\xff\xc4\x00\x04ab" + b"\xff\xc2\x00\x11\x08"
    + struct.pack(">HH", 480, 640) + bytes(10)
)  # fmt: skip
VP8 = b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 640 | 1 << 14, 480)
VP8L = b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f" + struct.pack("<I", 639 | 479 << 14)
VP8X = b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")


@pytest.mark.parametrize("content", [PNG, GIF, JPEG, VP8, VP8L, VP8X])
def test_the_size_is_read(content: bytes) -> None:
    assert size_of(content) == Size(640, 480)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        PNG[:20],
        GIF[:8],
        JPEG[:12],
        JPEG[:2] + b"\xff\xe0\xff\xff",
        VP8[:20],
        VP8L[:18],
        b"GIF89a" + bytes(9),
    ],
)
def test_what_is_broken_has_no_size(content: bytes) -> None:
    assert size_of(content) is None


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (Size(10, 10), [(10, 10), (10, 10), (10, 10)]),
        (Size(2000, 1000), [(72, 36), (1024, 512), (2000, 1000)]),
        (Size(6000, 100), [(2160, 36), (6000, 100), (3000, 50)]),
        (Size(1, 9000), [(1, 36), (1, 512), (1, 3000)]),
    ],
)
def test_thumbnails_fit_their_heights(size: Size, expected: list[tuple[int, int]]) -> None:
    assert list(thumbnail_sizes(size).values()) == expected
