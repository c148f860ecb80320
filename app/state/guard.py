"""The guard before every event: deny by default, whoever sent it and however it got into the queue."""

from typing import Any

import reflex as rx
from reflex.istate.storage import ClientStorageBase
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from app import auth, telemetry
from app.actor import Role
from app.auth import SignedIn
from app.errors import Forbidden, InvalidInput, PlatformError
from app.state import payloads, tabs
from app.state.session import DOOR, SessionState, bind

# Handlers of Reflex that a page needs. Everything else of the framework, `setvar` above all, is refused.
FRAMEWORK_HANDLERS = frozenset(
    {
        "State.hydrate",
        "State.hydrate_and_load",
        "State.set_is_hydrated",
        "OnLoadInternalState.on_load_internal",
        "OnLoadInternalState.set_is_hydrated",
        "UpdateVarsInternalState.update_vars_internal",
        "FrontendEventExceptionState.handle_frontend_exception",
    }
)


class Guard(Middleware):
    """Looks the session up, empties the tab of somebody else, checks role and payload."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002
        """None lets the event through; an update is sent in its place."""
        root = state._get_root_state()
        session = await root.get_state(SessionState)
        token = state.router.session.client_token
        try:
            signed_in = await bind(root)
        except PlatformError as exc:
            session._say_error(exc)
            return await _instead(root)
        if signed_in is None:
            tabs.ended(token)
            telemetry.events.labels("signed_out").inc()
            return await _instead(root)
        tabs.seen(token, signed_in)
        try:
            allow(event.name, event.payload, signed_in)
        except PlatformError as exc:
            telemetry.events.labels(exc.code).inc()
            session._say_error(exc)
            return await _instead(root)
        telemetry.events.labels("ok").inc()
        return None


def allow(name: str, payload: dict[str, Any], signed_in: SignedIn) -> None:
    """Raises Forbidden or InvalidInput unless this person may call this handler with this payload."""
    registered = RegistrationContext.get().event_handlers[name]
    fn = registered.handler.fn
    if fn.__module__.split(".")[0] == "reflex":
        if fn.__qualname__ not in FRAMEWORK_HANDLERS:
            raise _not_for_browsers()
        _check_storage(payload)
    elif not getattr(fn, "is_handler", False):
        raise _not_for_browsers()
    need: Role | None = getattr(fn, "handler_need", None)
    if need is not None:
        auth.actor_of(signed_in, DOOR).require(need)
    payloads.check(fn, payload)


def _not_for_browsers() -> Forbidden:
    return Forbidden("This cannot be called from a page.")


def _check_storage(payload: dict[str, Any]) -> None:
    """Values from the browser's storage are taken for vars that live there, and for no other."""
    given = payload.get("vars") or {}
    if given and (not isinstance(given, dict) or not given.keys() <= _storage_vars()):
        raise InvalidInput(
            "The page sent values for what is not kept in the browser.", what_to_do="Reload it."
        )


def _storage_vars() -> set[str]:
    return {
        f"{cls.get_full_name()}.{name}{suffix}"
        for cls in RegistrationContext.get().base_states.values()
        for name, field in cls.get_fields().items()
        if isinstance(field.default, ClientStorageBase)
        for suffix in ("", "_rx_state_")
    }


async def _instead(root: BaseState) -> StateUpdate:
    """What changed in the tab, sent in place of the event's own doing."""
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta)
