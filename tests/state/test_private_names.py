"""Names of Reflex that are private and used all the same: an upgrade that changes one fails here, by name."""

import inspect

import pytest
from reflex.app import EventNamespace
from reflex.istate.data import _PRIVATE_HEADERS
from reflex.state import BaseState, FrontendEventExceptionState, State
from reflex_base.event.processor.base_state_processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

from app.edge import Edge
from app.state.session import SESSION_HEADER


@pytest.mark.parametrize("name", ["_get_root_state", "_get_resolved_delta", "_clean", "reset", "get_state"])
def test_state_has(name):
    assert callable(getattr(BaseState, name))


@pytest.mark.parametrize("name", ["on_event", "emit_update", "token_to_sid", "sid_to_token"])
def test_event_namespace_has(name):
    assert hasattr(EventNamespace, name)


@pytest.mark.parametrize("name", ["_token_manager", "_static_router_data"])
def test_event_namespace_of_the_app_has(app, name):
    assert hasattr(app.event_namespace, name)


def test_connected_tokens_can_be_asked_for(app):
    assert inspect.iscoroutinefunction(app.event_namespace._token_manager.is_token_connected)


def test_event_namespace_calls_on_event_by_its_name_on_the_instance(app):
    assert "getattr(self, handler_name)" in inspect.getsource(type(app.event_namespace).trigger_event)


def test_boot_event_goes_through_on_event():
    assert "await self.on_event(sid, boot_event)" in inspect.getsource(EventNamespace.on_connect)


def test_every_event_passes_the_middleware():
    assert "self.middleware._preprocess(state, event)" in inspect.getsource(
        BaseStateEventProcessor._execute_event
    )


def test_header_of_the_session_is_kept_from_browsers():
    assert SESSION_HEADER in _PRIVATE_HEADERS


def test_pages_can_be_told_not_to_reload_themselves():
    assert isinstance(FrontendEventExceptionState.auto_reload_on_errors, list)


def test_registry_knows_handlers_by_name_with_their_state(app):
    with app.set_contexts():
        registered = RegistrationContext.get().event_handlers["reflex___state____state.hydrate"]

    assert registered.states == (State,)
    assert registered.handler.fn.__qualname__ == "State.hydrate"


def test_edge_is_outside_of_everything_that_reflex_adds(app, monkeypatch):
    monkeypatch.setattr("reflex.app.App.__call__", lambda _self: "the app of Reflex")

    made = app()

    assert isinstance(made, Edge)
    assert made.inner == "the app of Reflex"


def test_app_shows_no_overlay_that_runs_script(app):
    assert app.toaster is None
    assert "Overlay" not in {name for _, name in app.app_wraps}
