"""Pages of a list and their cursors."""

import base64
import json

import pytest

from app import paging
from app.errors import InvalidInput
from app.limits import limits

NUMBERS = [str(number) for number in range(5)]


def page(found: list[str], size: int) -> paging.Page[str]:
    return paging.page_of(found, size, card=lambda each: f"<{each}>", position=lambda each: (each, "x"))


def test_page_gives_what_fits_and_a_cursor_behind_it():
    first = page(NUMBERS[:3], 2)

    assert first.items == ["<0>", "<1>"]
    assert paging.position_in(first.next_cursor, parts=2) == ("1", "x")


def test_last_page_has_no_cursor():
    assert page(NUMBERS[:2], 2).next_cursor == ""
    assert page([], 2) == paging.Page(items=[])


def test_no_limit_means_the_largest_page():
    assert (paging.size_of(0), paging.size_of(7)) == (limits().page_rows, 7)


@pytest.mark.parametrize("limit", [-1, limits().page_rows + 1, 2**63])
def test_size_beyond_the_limit_is_refused(limit):
    with pytest.raises(InvalidInput) as refused:
        paging.size_of(limit)

    assert refused.value.field == "limit"


def encoded(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "nothing",
        "é",
        "a" * 2_000,
        encoded({"seq": 1}),
        encoded(["1"]),
        encoded(["1", 2]),
        encoded(["1", "\x00"]),
        encoded([["1"], "2"]),
        encoded("12"),
        base64.urlsafe_b64encode(b"[" * 600).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(InvalidInput) as refused:
        paging.position_in(cursor, parts=2)

    assert refused.value.field == "cursor"
