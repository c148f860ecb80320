"""Plain forms: where they lead, and what their cookies are. How they are read is tested with the sign-in."""

import asyncio

import pytest

from app.api import forms
from app.errors import Busy


@pytest.mark.parametrize(
    "asked", ["//evil.example", "/\\evil.example", "https://evil.example", "//[", "\x00", ""]
)
def test_page_elsewhere_becomes_the_one_that_was_meant(asked):
    assert forms.own_path(asked) == "/chat/"
    assert forms.own_path(asked, otherwise="/settings/") == "/settings/"


async def test_two_hash_and_the_others_wait_until_too_many_do(monkeypatch):
    import threading

    monkeypatch.setattr(forms, "WAITING_LIMIT", 3)
    doorway, go_on = forms.Doorway(), threading.Event()
    waiting = [asyncio.create_task(doorway.pass_through(go_on.wait)) for _ in range(3)]
    await asyncio.sleep(0)

    with pytest.raises(Busy):
        await doorway.pass_through(go_on.wait)

    go_on.set()
    assert await asyncio.gather(*waiting) == [True] * 3
    assert await doorway.pass_through(go_on.wait)
