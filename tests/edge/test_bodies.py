"""No body above its limit is kept (bar R-6)."""

import pytest

from app.edge import Edge

MEGABYTE = 1_000_000


class Upload:
    """A body that is made while it is read, and counts how much was."""

    def __init__(self, size: int, chunk: int = 65_536) -> None:
        self.left, self.chunk, self.read = size, chunk, 0

    async def receive(self):
        step = min(self.chunk, self.left)
        self.left -= step
        self.read += step
        return {"type": "http.request", "body": b"x" * step, "more_body": self.left > 0}


async def send_to(edge: Edge, upload: Upload, headers: list[tuple[bytes, bytes]]):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/sign-in",
        "raw_path": b"/sign-in",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1:8000"), *headers],
        "client": ("127.0.0.1", 50_000),
    }
    await edge(scope, upload.receive, send)
    return sent[0]["status"], sent[1]["body"]


async def test_announced_300_megabytes_are_refused_unread(edge, inner):
    upload = Upload(300 * MEGABYTE)

    status, _ = await send_to(edge, upload, [(b"content-length", b"300000000")])

    assert (status, upload.read) == (413, 0)
    assert inner.scopes == []


async def test_unannounced_300_megabytes_are_cut_within_one_chunk_of_the_limit(edge, inner):
    upload = Upload(300 * MEGABYTE)

    status, body = await send_to(edge, upload, [(b"transfer-encoding", b"chunked")])

    assert status == 413
    assert b"too_large" in body
    assert upload.read <= MEGABYTE + 65_536
    assert inner.body_bytes <= MEGABYTE


async def test_length_that_lies_does_not_help(edge):
    upload = Upload(2 * MEGABYTE)

    status, _ = await send_to(edge, upload, [(b"content-length", b"10")])

    assert status == 413


@pytest.mark.parametrize("length", [b"-1", b"1e9", "１".encode(), b"0x10", b"99999999999999999999"])
async def test_length_that_is_no_number_is_refused(edge, length):
    upload = Upload(10)

    status, _ = await send_to(edge, upload, [(b"content-length", length)])

    assert (status, upload.read) == (413, 0)


async def test_body_at_the_limit_passes(edge, inner):
    status, _ = await send_to(edge, Upload(MEGABYTE), [(b"content-length", b"1000000")])

    assert (status, inner.body_bytes) == (200, MEGABYTE)
