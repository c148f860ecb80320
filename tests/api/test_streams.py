"""Long replies that are sent piece by piece."""

import pytest

from app.actor import Actor
from app.api import streams
from app.errors import Forbidden


def three_pieces(actor: Actor):
    yield from (b"one ", b"two ", b"three")


def refused(actor: Actor):
    raise Forbidden("No.")
    yield b""


def nothing(actor: Actor):
    yield from ()


async def body_of(export) -> bytes:
    reply = await streams.download(
        export, Actor.anonymous("test"), file_name="a.txt", media_type="text/plain"
    )
    return b"".join([piece async for piece in reply.body_iterator])


async def test_pieces_come_one_after_the_other():
    assert await body_of(three_pieces) == b"one two three"


async def test_export_of_nothing_is_empty():
    assert await body_of(nothing) == b""


async def test_refusal_comes_before_anything_is_sent():
    with pytest.raises(Forbidden):
        await streams.download(refused, Actor.anonymous("test"), file_name="a.txt", media_type="text/plain")
