"""Long replies that are sent piece by piece."""

import pytest

from app.actor import Actor
from app.api import streams
from app.errors import Forbidden


def three_pieces(actor: Actor):
    yield from (b"one ", b"", b"two ", b"three")


def refused(actor: Actor):
    raise Forbidden("No.")
    yield b""


def nothing(actor: Actor):
    yield from ()


def large(actor: Actor):
    yield from (bytes([number]) * 40_000 for number in range(5))


async def blocks_of(export) -> list[bytes]:
    reply = await streams.download(
        export, Actor.anonymous("test"), file_name="a.txt", media_type="text/plain"
    )
    return [block async for block in reply.body_iterator]


async def test_small_pieces_come_together():
    assert await blocks_of(three_pieces) == [b"one two three"]


async def test_much_is_sent_in_blocks():
    blocks = await blocks_of(large)

    assert [len(block) for block in blocks] == [80_000, 80_000, 40_000]
    assert b"".join(blocks) == b"".join(large(Actor.anonymous("test")))


async def test_export_of_nothing_is_empty():
    assert await blocks_of(nothing) == []


async def test_refusal_comes_before_anything_is_sent():
    with pytest.raises(Forbidden):
        await streams.download(refused, Actor.anonymous("test"), file_name="a.txt", media_type="text/plain")
