"""What a browser can call, and what it is sent: read from Reflex's own registry, after every page was imported."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from reflex_base.registry import RegistrationContext

from app import pages
from app.state.guard import FRAMEWORK_HANDLERS
from app.telemetry import SECRET_FIELD


@pytest.fixture(scope="module")
def registry() -> RegistrationContext:
    assert pages.add_to is not None
    return RegistrationContext.get()


def undeclared(handlers: Mapping[str, Any]) -> list[str]:
    """Handlers of ours that do not say who may call them."""
    functions = {name: registered.handler.fn for name, registered in handlers.items()}
    return sorted(
        f"{name} needs @handler(need=Role...)"
        for name, function in functions.items()
        if not function.__module__.startswith("reflex") and not hasattr(function, "handler_need")
    )


def secret_vars(states: Mapping[str, Any]) -> list[str]:
    """Vars that go to the browser and are named like a secret."""
    return sorted(
        f"{name}.{var} is sent to the browser. Keep it on the server, in a name with _."
        for name, state in states.items()
        if not state.__module__.startswith("reflex")
        for var in state.get_fields()
        if not var.startswith("_") and SECRET_FIELD.search(var)
    )


def test_every_handler_declares_its_need(registry: RegistrationContext) -> None:
    assert undeclared(registry.event_handlers) == []


def test_handlers_of_pages_are_in_the_registry_at_all(registry: RegistrationContext) -> None:
    ours = [name for name, r in registry.event_handlers.items() if r.handler.fn.__module__.startswith("app.")]

    assert [name for name in ours if name.endswith("chat_state.ask")] != []


def test_framework_handlers_that_are_let_through_still_exist(registry: RegistrationContext) -> None:
    known = {r.handler.fn.__qualname__ for r in registry.event_handlers.values()}

    assert sorted(FRAMEWORK_HANDLERS - known) == []


def test_no_var_that_is_sent_to_the_browser_is_named_like_a_secret(registry: RegistrationContext) -> None:
    assert secret_vars(registry.base_states) == []


def test_planted_handler_without_a_need_is_found() -> None:
    def send(self: object) -> None:
        """A handler that anybody could call."""

    planted = {"state.send": SimpleNamespace(handler=SimpleNamespace(fn=send))}

    assert undeclared(planted) == ["state.send needs @handler(need=Role...)"]


def test_planted_secret_var_is_found() -> None:
    planted = SimpleNamespace(
        __module__="app.state.planted", get_fields=lambda: {"api_key": str, "_api_key": str}
    )

    assert len(secret_vars({"planted": planted})) == 1
