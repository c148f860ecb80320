"""The guard: nobody and nobody else's role gets past it, whatever the event (bars R-3, R-4 and R-5)."""

import inspect
from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reflex_base.registry import RegistrationContext

from app import auth
from app.actor import Role
from app.auth import SignedIn
from app.errors import Forbidden, InvalidInput
from app.state import guard
from tests.sessions import begin_session
from tests.state.conftest import HYDRATE, ROOT, SESSION

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def handlers(app) -> dict[str, Any]:
    with app.set_contexts():
        return dict(RegistrationContext.get().event_handlers)


def person(role: Role) -> SignedIn:
    return SignedIn(
        session_id="0" * 64,
        person_id="1" * 32,
        person_name="Vera",
        person_email="vera@example.test",
        team_id="2" * 32,
        team_name="Northwind",
        role=role,
    )


def is_ours(registered: Any) -> bool:
    return registered.handler.fn.__module__.startswith("app.")


def test_every_handler_declares_who_may_call_it(handlers):
    undeclared = [
        name
        for name, registered in handlers.items()
        if is_ours(registered) and not getattr(registered.handler.fn, "is_handler", False)
    ]

    assert undeclared == []
    assert sum(is_ours(registered) for registered in handlers.values()) > 5


def test_handlers_of_the_framework_are_on_the_list_or_refused(app, handlers):
    refused = set()
    with app.set_contexts():
        for name, registered in handlers.items():
            if not is_ours(registered):
                try:
                    guard.allow(name, {}, person(Role.OWNER))
                except Forbidden:
                    refused.add(registered.handler.fn.__qualname__)
                except InvalidInput:
                    pass

    assert refused == {"EventHandlerSetVar.setvar"}


async def test_nobody_reaches_any_handler(database, handlers, tab_of):
    for name in handlers:
        tab = tab_of(None)
        deltas = await tab.fire(name, {})

        assert tab.see("session_state").get("ended") is True, name
        assert len(deltas) == 1, name
        assert tab.see("session_state").get("person_name", "") == ""


def test_viewer_reaches_no_handler_above(app, handlers):
    with app.set_contexts():
        for name, registered in handlers.items():
            need = getattr(registered.handler.fn, "handler_need", None)
            if need is not None and not Role.VIEWER.reaches(need):
                with pytest.raises(Forbidden):
                    guard.allow(name, {}, person(Role.VIEWER))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=st.dictionaries(st.text(max_size=12), JSON, min_size=1, max_size=4))
def test_made_up_payload_is_invalid_input_for_every_handler(app, handlers, payload):
    with app.set_contexts():
        for name, registered in handlers.items():
            if is_ours(registered):
                with pytest.raises(InvalidInput):
                    guard.allow(name, payload, person(Role.OWNER))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_right_names_with_wrong_types_never_reach_a_handler(app, handlers, data):
    takes_text = {
        name: list(inspect.signature(registered.handler.fn).parameters)[1:]
        for name, registered in handlers.items()
        if is_ours(registered) and str in get_type_hints(registered.handler.fn).values()
    }
    name = data.draw(st.sampled_from(sorted(takes_text)))
    payload = {
        argument: data.draw(JSON.filter(lambda value: not isinstance(value, str)))
        for argument in takes_text[name]
    }

    with app.set_contexts(), pytest.raises(InvalidInput):
        guard.allow(name, payload, person(Role.OWNER))


async def test_refused_payload_is_a_calm_notice_without_the_value(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()

    deltas = await tab.fire(
        f"{SESSION}.app___state___chat____chat_state.rename", {"thread_id": 7, "title": "canary-x"}
    )

    assert tab.notice["code"] == "invalid_input"
    assert tab.notice["kind"] == "error"
    assert "canary-x" not in repr(deltas)


@pytest.mark.parametrize("name", ["setvar", "app___state___session____session_state.setvar"])
async def test_vars_cannot_be_set_from_a_page(owner, tab_of, name):
    tab = tab_of(owner)
    await tab.open()

    await tab.fire(f"{ROOT}.{name}", {"var_name": "role", "value": "owner"})

    assert tab.notice["code"] == "forbidden"


@pytest.mark.parametrize("state", [ROOT, SESSION])
async def test_values_from_the_browsers_storage_reach_no_plain_var(viewer, tab_of, state):
    tab = tab_of(viewer)

    await tab.fire(HYDRATE, {"vars": {f"{state}.role_rx_state_": "owner", f"{state}._actor_key": "x"}})

    assert tab.notice["code"] == "invalid_input"
    assert tab.see("session_state")["role"] == "viewer"


async def test_page_shows_the_person_of_the_session(owner, tab_of):
    tab = tab_of(owner)

    await tab.open()

    seen = tab.see("session_state")
    assert (seen["person_name"], seen["person_email"], seen["initials"]) == (
        "Olivia",
        "olivia@example.test",
        "O",
    )
    assert (seen["role"], seen["team_name"], seen["ended"]) == ("owner", "Northwind", False)


async def test_somebody_else_at_the_tab_sees_nothing_of_the_one_before(owner, stranger, tab_of):
    tab = tab_of(owner)
    await tab.open()
    tab.session_id = begin_session(stranger).session_id
    tab.state.clear()

    deltas = await tab.open()

    assert tab.see("session_state")["person_name"] == "Sasha"
    assert "Olivia" not in repr(deltas)
    assert "Northwind" not in repr(deltas)


async def test_revoked_session_is_refused_at_the_next_event_and_the_tab_is_emptied(owner, tab_of):
    tab = tab_of(owner)
    await tab.open()
    auth.revoke_session(owner, tab.session_id)

    await tab.fire(f"{SESSION}.app___state___shell____shell_state.load_palette")

    seen = tab.see("session_state")
    assert (seen["ended"], seen["person_name"], seen["role"]) == (True, "", "")


async def test_lowered_role_counts_at_the_next_event(owner, admin, tab_of):
    tab = tab_of(admin)
    await tab.open()
    auth.change_role(owner, admin.person_id, Role.VIEWER)

    await tab.fire(f"{SESSION}.look_again")

    assert tab.see("session_state")["role"] == "viewer"


async def test_session_id_stays_out_of_every_frame(owner, tab_of):
    tab = tab_of(owner)

    await tab.open()

    assert tab.session_id not in "".join(tab.frames)


async def test_database_that_is_away_is_a_notice(owner, tab_of, monkeypatch):
    from app.auth import _sessions
    from app.errors import Unavailable

    tab = tab_of(owner)
    await tab.open()
    auth.forget(session_id=tab.session_id)

    def away(_session_id: str) -> None:
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(_sessions, "_read", away)
    await tab.fire(f"{SESSION}.look_again")

    assert tab.notice["code"] == "unavailable"
