"""Which failed attempt is worth another one: the table of the policy, cell by cell."""

import pytest

from app.airtable._call import Call, Effect
from app.airtable._failures import Failed, Fate
from app.airtable._retries import MAX_ATTEMPTS, is_outcome_unknown, pause_before_retry
from app.airtable._shapes import Lane
from app.errors import Unavailable

YES, NO = True, False
# fate -> may be sent again by: a person's read, bulk read, a person's create, bulk create
POLICY: dict[Fate, tuple[bool, bool, bool, bool]] = {
    "unsent": (YES, YES, YES, YES),
    "lost": (YES, YES, NO, NO),
    "timeout": (NO, YES, NO, NO),
    "limited": (NO, YES, NO, YES),
    "gone": (NO, NO, NO, NO),
    "refused": (NO, NO, NO, NO),
    "unauthorized": (NO, NO, NO, NO),
    "used_up": (NO, NO, NO, NO),
    "garbled": (NO, NO, NO, NO),
}


def failed(fate: Fate, retry_after: float | None = None) -> Failed:
    return Failed(Unavailable("No."), fate, retry_after=retry_after)


@pytest.mark.parametrize("fate", POLICY)
def test_what_may_be_sent_again(fate: Fate) -> None:
    lanes: tuple[Lane, Lane] = ("interactive", "bulk")
    found = tuple(
        pause_before_retry(Call("x", effect, lane=lane), failed(fate), 1) is not None
        for effect in ("read", "create")
        for lane in lanes
    )

    assert found == POLICY[fate]


@pytest.mark.parametrize("effect", ["read", "set", "delete"])
def test_what_gives_the_same_twice_is_treated_like_a_read(effect: Effect) -> None:
    for fate, (person, bulk, _, _) in POLICY.items():
        lanes: tuple[Lane, Lane] = ("interactive", "bulk")
        found = [
            pause_before_retry(Call("x", effect, lane=lane), failed(fate), 1) is not None for lane in lanes
        ]
        assert found == [person, bulk], fate


def test_pauses_grow_and_end() -> None:
    call = Call("x", "read")
    first = [pause_before_retry(call, failed("lost"), 1) or 0 for _ in range(50)]
    second = [pause_before_retry(call, failed("lost"), 2) or 0 for _ in range(50)]

    assert 0.125 <= min(first) < max(first) <= 0.375
    assert 0.25 <= min(second) < max(second) <= 0.75
    assert pause_before_retry(call, failed("lost"), MAX_ATTEMPTS) is None


@pytest.mark.parametrize(
    ("lane", "seconds", "pause"),
    [("interactive", 5.0, 5.0), ("interactive", 6.0, None), ("bulk", 120.0, 120.0), ("bulk", 121.0, None)],
)
def test_the_pause_that_the_service_asks_for_is_kept_or_told(
    lane: Lane, seconds: float, pause: float | None
) -> None:
    assert pause_before_retry(Call("x", "read", lane=lane), failed("lost", seconds), 1) == pause


@pytest.mark.parametrize("fate", POLICY)
def test_only_a_create_that_may_have_happened_has_an_unknown_outcome(fate: Fate) -> None:
    assert is_outcome_unknown(Call("x", "create"), failed(fate)) is (fate in {"lost", "timeout", "garbled"})
    assert is_outcome_unknown(Call("x", "set"), failed(fate)) is False
