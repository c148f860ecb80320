"""Set-up, sign-in and sign-out: plain pages and plain POST, so that passwords never travel as events."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import auth
from app.api import forms, light_pages, problem, visitor
from app.errors import NotFound, PlatformError
from app.hops import to_room

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    """The sign-in form; whoever is signed in goes on at once."""
    after = forms.own_path(request.query_params.get("next", ""))
    if await auth.look_up(visitor.session_id(request)):
        return forms.go(after)
    return light_pages.page(
        "sign_in.html", form={"next": after}, problem=None, may_sign_up=auth.may_sign_up()
    )


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Begin a session, always a new one; the one that the browser brought ends."""
    form = await forms.read(request)
    try:
        made = await forms.hashing(
            auth.sign_in,
            form.get("email", ""),
            form.get("password", ""),
            device=forms.device(request),
            **forms.circumstances(request),
        )
    except PlatformError as exc:
        return forms.again("sign_in.html", form, exc, keep=("email", "next"), may_sign_up=auth.may_sign_up())
    return await forms.signed_in(request, made, forms.own_path(form.get("next", "")))


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session in every tab."""
    await to_room(auth.sign_out, auth.cookie_value(request.headers.get("cookie", "")))
    done = forms.go("/sign-in")
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
    form = await forms.read(request)
    told = {name: form.get(name, "") for name in ("name", "email", "password", "team_name")}
    try:
        made = await forms.hashing(auth.set_up, form.get("token", ""), **told, **forms.circumstances(request))
    except NotFound:
        return _dead_link()
    except PlatformError as exc:
        return forms.again("set_up.html", form, exc, keep=("token", "name", "email", "team_name"))
    return await forms.signed_in(request, made, forms.START)


def _dead_link() -> Response:
    return problem.marked(light_pages.page("set_up_dead.html", NotFound.status))
