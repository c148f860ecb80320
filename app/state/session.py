"""Who sits at this tab, and the decorator that every handler wears."""

import inspect
import secrets
import time
from collections.abc import AsyncIterator, Callable
from functools import wraps
from typing import Any, ClassVar, TypedDict

import reflex as rx
from reflex.event import event as reflex_event
from reflex.istate.proxy import StateProxy
from reflex.state import OnLoadInternalState

from app import auth, config
from app.actor import Actor, Role
from app.auth import SignedIn
from app.errors import InternalError, NotSignedIn, PlatformError, TooMany
from app.state import payloads
from app.telemetry import logger

# The edge puts the session's id here. Reflex keeps this header from the browser, like a cookie.
SESSION_HEADER = "authorization"
DOOR = "page"
log = logger(__name__)


class Notice(TypedDict):
    """Something to tell; `seq` rises with each, `kind` is ok, info, warning or error."""

    seq: int
    kind: str
    title: str
    text: str
    code: str


def handler(*, need: Role | None, background: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Make a method callable by the browser, for people whose role reaches `need` (None: anybody signed in).

    The guard has looked the session up and checked the payload before the method runs. An error of the tree
    becomes a notice with its sentence and code; any other a notice with a reference that is in the log.
    """

    def declare(fn: Callable[..., Any]) -> Any:
        payloads.check_signature(fn)
        made = _translating_generator(fn) if inspect.isasyncgenfunction(fn) else _translating(fn)
        made.handler_need = need
        made.is_handler = True
        made.__signature__ = inspect.signature(fn)
        return reflex_event(made, background=True) if background else reflex_event(made)

    return declare


def _translating(fn: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(fn)
    async def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await fn(self, *args, **kwargs)
        except Exception as exc:
            await _tell(self, fn, exc)
            return None

    return call


def _translating_generator(fn: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(fn)
    async def call(self: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        try:
            async for news in fn(self, *args, **kwargs):
                yield news
        except Exception as exc:
            await _tell(self, fn, exc)

    return call


async def _tell(state: Any, fn: Callable[..., Any], exc: Exception) -> None:
    """Turn what went wrong into something to read, in the tab it happened in."""
    known = exc if isinstance(exc, PlatformError) else _unexpected(fn, exc)
    if not isinstance(state, StateProxy):
        _show(state, known)
        return
    # A background handler holds a proxy, which may be written inside its lock only.
    async with state:
        _show(state, known)


def _show(state: Any, exc: PlatformError) -> None:
    if isinstance(exc, NotSignedIn):
        state.ended = True
    else:
        state._say_error(exc)


def _unexpected(fn: Callable[..., Any], exc: Exception) -> InternalError:
    reference = secrets.token_hex(4)
    log.error("handler_failed", handler=fn.__qualname__, reference=reference, exc_info=exc)
    return InternalError(reference)


class SessionState(rx.State):
    """The person of this tab. The guard fills it, and empties the whole tab when somebody else sits down.

    `ended` turns true when the session is over: the tab's data is gone then, and the page must leave with
    `location.assign("/sign-in?next=...")`, a full load, so that nothing stays in the browser's memory.
    A state below with `need` is emptied when the person's role sinks below it.
    """

    need: ClassVar[Role | None] = None

    person_id: str = ""
    person_name: str = ""
    person_email: str = ""
    email_is_verified: bool = False
    reads_mail: bool = False
    initials: str = ""
    role: str = ""
    team_name: str = ""
    sandbox: bool = False
    ended: bool = False
    notice: Notice = Notice(seq=0, kind="info", title="", text="", code="")

    _actor_key: str = ""
    _has_other_role: bool = False

    @handler(need=None)
    async def look_again(self) -> Any:
        """Sent by the server when the session may have changed: the guard does the looking.

        With another role the page is opened again, because there is more or less to see on it.
        """
        is_other, self._has_other_role = self._has_other_role, False
        return OnLoadInternalState.on_load_internal() if is_other else None

    @handler(need=None)
    async def slow_down(self) -> None:
        """Sent by the server when events of this session were dropped."""
        raise TooMany(
            "That was too much at once.", what_to_do="Some of it was not done. Wait a second and try again."
        )

    async def _actor(self) -> Actor:
        """The person as an actor, looked up now. Raises NotSignedIn once the session is over."""
        signed_in = await auth.look_up(_session_id(self))
        if signed_in is None or _key(signed_in) != self._actor_key:
            raise NotSignedIn("You are not signed in any more.", what_to_do="Sign in again.")
        return auth.actor_of(signed_in, DOOR, address=self.router.session.client_ip)

    def _say(self, kind: str, title: str, text: str = "", code: str = "") -> None:
        """Show a notice in this tab."""
        # A time never repeats a number that the page has shown before a reload of its state.
        seq = max(self.notice["seq"] + 1, time.time_ns() // 1_000_000)
        self.notice = Notice(seq=seq, kind=kind, title=title, text=text, code=code)

    def _say_error(self, exc: PlatformError) -> None:
        kind = "warning" if exc.retry == "after" else "error"
        self._say(kind, exc.what_happened, exc.what_to_do, exc.code)

    def _show_person(self, signed_in: SignedIn | None) -> None:
        """Put the person of the session on the page; without one, say that it is over."""
        shown = {"_actor_key": _key(signed_in), "ended": signed_in is None, **_facts(signed_in)}
        for name, value in shown.items():
            # What is assigned is sent, changed or not.
            if getattr(self, name) != value:
                setattr(self, name, value)


async def bind(root: rx.State) -> SignedIn | None:
    """Make the tab the session's: look it up, and empty the tab's state when it was somebody else's."""
    mine = await root.get_state(SessionState)
    signed_in = await auth.look_up(_session_id(root))
    if mine._actor_key != _key(signed_in):
        root.reset()
    elif signed_in is not None and mine.role != signed_in.role.value:
        mine._has_other_role = True
        await _empty_above(root, signed_in.role)
    mine._show_person(signed_in)
    return signed_in


async def _empty_above(root: rx.State, role: Role) -> None:
    """Take out of the tab what this role may not see (any more)."""
    for cls in SessionState.get_substates():
        if cls.need is not None and not role.reaches(cls.need):
            (await root.get_state(cls)).reset()


def _session_id(state: rx.State) -> str:
    return str(state.router.headers.raw_headers.get(SESSION_HEADER, ""))


def _key(signed_in: SignedIn | None) -> str:
    return f"{signed_in.person_id} {signed_in.team_id}" if signed_in else ""


def _facts(signed_in: SignedIn | None) -> dict[str, Any]:
    if signed_in is None:
        return {}
    settings = config.settings()
    return {
        "person_id": signed_in.person_id,
        "person_name": signed_in.person_name,
        "person_email": signed_in.person_email,
        "email_is_verified": signed_in.email_is_verified,
        "reads_mail": signed_in.is_operator and not settings.smtp_url.get_secret_value(),
        "initials": "".join(word[0] for word in signed_in.person_name.split()[:2]).upper(),
        "role": signed_in.role.value,
        "team_name": signed_in.team_name,
        "sandbox": bool(settings.sandbox_url),
    }
