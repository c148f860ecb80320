"""Small files for the demo data, the same bytes on every machine."""

import hashlib
import struct
import zlib

_SIDE = 64


def contract(company: str) -> bytes:
    """A PDF of one page that names the company."""
    lines = ["Master service agreement", f"with {company}", "Signed on both sides."]
    shown = " ".join(f"({_escaped(line)}) Tj 0 -28 Td" for line in lines)
    stream = f"BT /F1 18 Tf 72 720 Td {shown} ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    content = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(content),
    )
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, trailer)


def logo(company: str) -> bytes:
    """A PNG of 64 by 64 pixels: a mirrored pattern in a colour, both taken from the name."""
    digest = hashlib.sha256(company.encode()).digest()
    rows = []
    for row in range(8):
        half = digest[row] >> 4
        mirrored = half << 4 | int(f"{half:04b}"[::-1], 2)
        pixels = b"".join(b"\xff" if mirrored >> bit & 1 else b"\0" for bit in range(7, -1, -1))
        rows += [b"\0" + pixels] * 8
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 1, 3, 0, 0, 0)
    palette = b"\xff\xff\xff" + bytes(each // 2 for each in digest[8:11])
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", _stored(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _stored(data: bytes) -> bytes:
    """A zlib stream without compression: how zlib compresses differs between machines."""
    length = struct.pack("<HH", len(data), len(data) ^ 0xFFFF)
    return b"\x78\x01\x01" + length + data + struct.pack(">I", zlib.adler32(data))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
