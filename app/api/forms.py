"""Plain forms: how they are read, shown again when something is wrong, and answered with a session.

Passwords travel this way only and never as events.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from app import auth
from app.api import light_pages, problem, visitor
from app.auth import NewSession
from app.errors import Busy, InvalidInput, NotFound, PlatformError
from app.hops import to_room

R = TypeVar("R")
Form = dict[str, str]
START = "/chat/"
SEE_OTHER = 303
MAX_FIELDS = 20
WAITING_LIMIT = 64
FORM_TYPE = "application/x-www-form-urlencoded"


class Doorway:
    """Lets two people at a time have their password hashed; the others wait here and not in a thread."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(2)
        self._waiting = 0

    async def pass_through(self, verb: Callable[..., R], *args: object, **kwargs: object) -> R:
        if self._waiting >= WAITING_LIMIT:
            raise Busy(
                "Many people are signing in.", what_to_do="Try again in a moment.", retry_after_seconds=5
            )
        self._waiting += 1
        try:
            async with self._slots:
                return await to_room(verb, *args, **kwargs)
        finally:
            self._waiting -= 1


doorway = Doorway()


async def hashing(verb: Callable[..., R], *args: object, **kwargs: object) -> R:
    """Run a verb that hashes a password, two at a time. Raises Busy when too many wait, and what the verb raises."""
    return await doorway.pass_through(verb, *args, **kwargs)


async def read(request: Request) -> Form:
    """The fields of a form, each once. Raises InvalidInput for what is not a form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise InvalidInput("A form is expected here.", what_to_do="Open the page and use its form.")
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as exc:
        raise InvalidInput("The form cannot be read.", what_to_do="Open the page again.") from exc
    form: Form = {}
    for name, value in pairs:
        form.setdefault(name, value)
    return form


def own_path(text: str, *, otherwise: str = START) -> str:
    """Where to go afterwards: a path of ours, whatever was asked for."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return otherwise
    is_ours = text.startswith("/") and not text.startswith("//") and not parts.netloc and not parts.scheme
    is_plain = text.isprintable() and "\\" not in text and len(text) <= 2_000
    return text if is_ours and is_plain else otherwise


def circumstances(request: Request) -> dict[str, str]:
    """Where a request comes from, as the verbs of `auth` take it."""
    return {"address": visitor.address(request), "user_agent": request.headers.get("user-agent", "")}


def device(request: Request) -> str:
    """What the cookie of a known device says; empty without one."""
    return auth.device_cookie_value(request.headers.get("cookie", ""))


def go(place: str) -> Response:
    """To another page of ours."""
    return RedirectResponse(place, SEE_OTHER)


async def signed_in(request: Request, made: NewSession, place: str) -> Response:
    """To a page of ours with the cookies of a new session; the session that the browser brought ends."""
    brought = auth.cookie_value(request.headers.get("cookie", ""))
    if brought:
        await to_room(auth.sign_out, brought)
    done = go(place)
    done.headers.append("set-cookie", auth.cookie_header(made.cookie_value))
    if made.device_value:
        done.headers.append("set-cookie", auth.device_cookie_header(made.device_value))
    return done


def again(
    template: str, form: Form, exc: PlatformError, *, keep: tuple[str, ...], **values: object
) -> Response:
    """The form once more with what was typed, never the password, and with what is wrong."""
    kept = {name: form.get(name, "") for name in keep}
    if "next" in kept:
        kept["next"] = own_path(kept["next"])
    reply = light_pages.page(template, exc.status, form=kept, problem=exc, **values)
    if exc.retry_after_seconds is not None:
        reply.headers["retry-after"] = str(max(1, round(exc.retry_after_seconds)))
    return problem.marked(reply)


def dead_link(text: str, *, place: str, label: str) -> Response:
    """The page of a link that opens nothing (any more): why, and where to get another."""
    reply = light_pages.page("dead_link.html", NotFound.status, text=text, place=place, label=label)
    return problem.marked(reply)
