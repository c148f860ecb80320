"""The decorator of every handler: errors become a sentence and a code, in the tab they happened in."""

from typing import Any

import pytest

from app import auth
from app.actor import Role
from app.errors import NotFound, TooMany
from app.state.session import SessionState, handler
from tests.state.conftest import SESSION

TROUBLED = f"{SESSION}.tests___state___test_session____troubled"


class Troubled(SessionState):
    """Handlers that fail in each way."""

    count: int = 0

    @handler(need=Role.VIEWER)
    async def count_up(self, step: int = 1) -> None:
        self.count += step

    @handler(need=Role.ADMIN)
    async def for_admins(self) -> None:
        self.count = 100

    @handler(need=None)
    async def not_there(self) -> None:
        raise NotFound("No thread with that id.", what_to_do="Open it from the list.")

    @handler(need=None)
    async def too_many(self) -> None:
        raise TooMany("Slowly.", retry_after_seconds=3)

    @handler(need=None)
    async def broken(self) -> None:
        raise ZeroDivisionError("canary-in-the-message")

    @handler(need=None)
    async def broken_steps(self) -> Any:
        self.count = 1
        yield
        raise NotFound("It went away.")

    @handler(need=None, background=True)
    async def broken_behind(self) -> None:
        async with self:
            self.count = 5
        raise NotFound("It went away.")

    @handler(need=None)
    async def sign_out_and_go_on(self) -> None:
        actor = await self._actor()
        auth.revoke_session(actor, actor.session_id)
        await self._actor()
        self.count = 100

    @handler(need=None)
    async def who(self) -> None:
        actor = await self._actor()
        self.count = len(actor.person_id)


async def test_known_error_is_its_sentence_and_code(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{TROUBLED}.not_there")

    seq = tab.notice.pop("seq")
    assert seq > 0
    assert {**tab.notice, "seq": 0} == {
        "seq": 0,
        "kind": "error",
        "title": "No thread with that id.",
        "text": "Open it from the list.",
        "code": "not_found",
    }


async def test_error_that_passes_by_itself_is_a_warning(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{TROUBLED}.too_many")

    assert (tab.notice["kind"], tab.notice["code"]) == ("warning", "too_many")


async def test_unexpected_error_is_a_reference_and_not_its_words(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{TROUBLED}.broken")

    assert tab.notice["code"] == "internal"
    assert "canary" not in "".join(tab.frames)
    assert "reference" in tab.notice["text"]


@pytest.mark.parametrize("name", ["broken_steps", "broken_behind"])
async def test_steps_and_background_handlers_tell_their_errors_too(owner, tab_of, name):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{TROUBLED}.{name}")

    assert tab.notice["title"] == "It went away."
    assert tab.see("troubled")["count"] in {1, 5}


async def test_each_notice_has_a_higher_number(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()
    numbers = []
    for _ in range(3):
        await tab.fire(f"{TROUBLED}.not_there")
        numbers.append(tab.notice["seq"])

    assert numbers == sorted(set(numbers))


async def test_role_below_need_is_refused_before_the_handler(editor, tab_of):
    tab = tab_of(editor)
    await tab.open()

    await tab.fire(f"{TROUBLED}.for_admins")

    assert tab.notice["code"] == "forbidden"
    assert tab.see("troubled").get("count") == 0


async def test_role_at_need_passes(admin, tab_of):
    tab = tab_of(admin)
    await tab.open()

    await tab.fire(f"{TROUBLED}.for_admins")

    assert tab.see("troubled")["count"] == 100


@pytest.mark.parametrize(
    "payload",
    [{"step": "1"}, {"step": 1.5}, {"step": True}, {"step": None}, {"other": 1}, {"step": 1, "x": 2}],
)
async def test_payload_that_does_not_fit_never_reaches_the_handler(owner, tab_of, payload):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{TROUBLED}.count_up", payload)

    assert tab.notice["code"] == "invalid_input"
    assert tab.see("troubled").get("count") == 0


async def test_argument_with_a_default_may_be_left_out(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{TROUBLED}.count_up", {})
    await tab.fire(f"{TROUBLED}.count_up", {"step": 4})

    assert tab.see("troubled")["count"] == 5


async def test_actor_is_the_person_of_the_session(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{TROUBLED}.who")

    assert tab.see("troubled")["count"] == 32


async def test_person_is_sent_again_only_when_something_changed(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()
    tab.frames.clear()

    await tab.fire(f"{TROUBLED}.count_up")

    assert "Olivia" not in "".join(tab.frames)


async def test_session_that_ends_while_a_handler_runs_ends_the_tab(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{TROUBLED}.sign_out_and_go_on")

    assert tab.see("session_state")["ended"] is True
    assert tab.see("troubled")["count"] == 0


@pytest.mark.parametrize("arguments", ["*rest", "**more", "untyped"])
def test_handler_whose_arguments_cannot_be_checked_is_a_mistake_at_import(arguments):
    spaces: dict[str, Any] = {}
    exec(f"async def odd(self, {arguments}): ...", spaces)

    with pytest.raises(TypeError):
        handler(need=None)(spaces["odd"])
