"""Set-up, sign-in and sign-out: plain pages and plain POST, so that passwords never travel as events."""

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app import auth
from app.api import light_pages, problem, visitor
from app.auth import NewSession
from app.errors import Busy, InvalidInput, NotFound, PlatformError
from app.hops import to_room

START = "/chat/"
SEE_OTHER = 303
MAX_FIELDS = 20
WAITING_LIMIT = 64
FORM_TYPE = "application/x-www-form-urlencoded"
router = APIRouter(include_in_schema=False)
Form = dict[str, str]


class _Doorway:
    """Lets two people at a time have their password hashed; the others wait here and not in a thread."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(2)
        self._waiting = 0

    async def pass_through(self, verb: Callable[..., NewSession], *args: str, **kwargs: str) -> NewSession:
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


_doorway = _Doorway()


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    """The sign-in form; whoever is signed in goes on at once."""
    after = own_path(request.query_params.get("next", ""))
    if await auth.look_up(visitor.session_id(request)):
        return RedirectResponse(after, SEE_OTHER)
    return light_pages.page("sign_in.html", form={"next": after}, problem=None)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Begin a session, always a new one; the one that the browser brought ends."""
    form = await read_form(request)
    try:
        made = await _doorway.pass_through(
            auth.sign_in, form.get("email", ""), form.get("password", ""), **_circumstances(request)
        )
    except PlatformError as exc:
        return _again("sign_in.html", form, exc, keep=("email", "next"))
    return await _signed_in(request, made, own_path(form.get("next", "")))


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session in every tab."""
    await to_room(auth.sign_out, auth.cookie_value(request.headers.get("cookie", "")))
    done = RedirectResponse("/sign-in", SEE_OTHER)
    done.headers.append("set-cookie", auth.cookie_header(""))
    return done


@router.get("/setup")
async def show_set_up(request: Request) -> Response:
    """The form behind the one-time link; without a token, where to find the link."""
    token = request.query_params.get("token", "")
    if not token:
        has_owner = await to_room(auth.has_owner)
        return light_pages.page("set_up_hint.html", has_owner=has_owner)
    if not await to_room(auth.is_setup_token, token):
        return _dead_link()
    return light_pages.page("set_up.html", form={"token": token}, problem=None)


@router.post("/setup")
async def set_up(request: Request) -> Response:
    """Make the owner and the first team, and sign in. The link works once."""
    form = await read_form(request)
    told = {name: form.get(name, "") for name in ("name", "email", "password", "team_name")}
    try:
        made = await _doorway.pass_through(
            auth.set_up, form.get("token", ""), **told, **_circumstances(request)
        )
    except NotFound:
        return _dead_link()
    except PlatformError as exc:
        return _again("set_up.html", form, exc, keep=("token", "name", "email", "team_name"))
    return await _signed_in(request, made, START)


def own_path(text: str) -> str:
    """Where to go after sign-in: a path of ours, whatever was asked for."""
    parts = urlsplit(text)
    is_ours = text.startswith("/") and not text.startswith("//") and not parts.netloc and not parts.scheme
    is_plain = text.isprintable() and "\\" not in text and len(text) <= 2_000
    return text if is_ours and is_plain else START


async def read_form(request: Request) -> Form:
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


def _circumstances(request: Request) -> dict[str, str]:
    return {"address": visitor.address(request), "user_agent": request.headers.get("user-agent", "")}


async def _signed_in(request: Request, made: NewSession, place: str) -> Response:
    brought = auth.cookie_value(request.headers.get("cookie", ""))
    if brought:
        await to_room(auth.sign_out, brought)
    done = RedirectResponse(place, SEE_OTHER)
    done.headers.append("set-cookie", auth.cookie_header(made.cookie_value))
    return done


def _again(template: str, form: Form, exc: PlatformError, *, keep: tuple[str, ...]) -> Response:
    """The form once more with what was typed, never the password, and with what is wrong."""
    kept = {name: form.get(name, "") for name in keep}
    if "next" in kept:
        kept["next"] = own_path(kept["next"])
    reply = light_pages.page(template, exc.status, form=kept, problem=exc)
    if exc.retry_after_seconds is not None:
        reply.headers["retry-after"] = str(round(exc.retry_after_seconds))
    return problem.marked(reply)


def _dead_link() -> Response:
    return problem.marked(light_pages.page("set_up_dead.html", NotFound.status))
