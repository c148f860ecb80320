"""What somebody signed in does with a password in hand: confirm it, change it, change the e-mail address."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import auth
from app.actor import Actor
from app.api import forms, light_pages, visitor
from app.errors import ConfirmPassword, PlatformError
from app.hops import to_room

DOOR = "page"
SETTINGS = "/settings/"
router = APIRouter(include_in_schema=False)


@router.get("/confirm")
async def show_confirm(request: Request) -> Response:
    """The form for the password, and where it leads."""
    after = forms.own_path(request.query_params.get("next", ""), otherwise=SETTINGS)
    actor = await _actor(request)
    if actor is None:
        return _sign_in_first(f"/confirm?next={quote(after)}")
    return light_pages.page("confirm.html", form={"next": after}, problem=None)


@router.post("/confirm")
async def confirm(request: Request) -> Response:
    """For some minutes this session may do what cannot be taken back."""
    form = await forms.read(request)
    after = forms.own_path(form.get("next", ""), otherwise=SETTINGS)
    actor = await _actor(request)
    if actor is None:
        return _sign_in_first(f"/confirm?next={quote(after)}")
    try:
        await forms.hashing(auth.confirm_password, actor, form.get("password", ""))
    except PlatformError as exc:
        return forms.again("confirm.html", {"next": after}, exc, keep=("next",))
    return forms.go(after)


@router.get("/change-password")
async def show_change_password(request: Request) -> Response:
    """The form for the current and the new password."""
    actor = await _actor(request)
    if actor is None:
        return _sign_in_first("/change-password")
    keys = await to_room(auth.own_key_names, actor)
    return light_pages.page("change_password.html", form={}, problem=None, keys=keys)


@router.post("/change-password")
async def change_password(request: Request) -> Response:
    """Set the new password. All sessions end, and this browser gets a new one."""
    form = await forms.read(request)
    actor = await _actor(request)
    if actor is None:
        return _sign_in_first("/change-password")
    try:
        made = await forms.hashing(
            auth.change_password,
            actor,
            current=form.get("current", ""),
            new=form.get("password", ""),
            end_keys="end_keys" in form,
            **forms.circumstances(request),
        )
    except PlatformError as exc:
        keys = await to_room(auth.own_key_names, actor)
        return forms.again("change_password.html", form, exc, keep=(), keys=keys)
    return await forms.signed_in(request, made, SETTINGS)


@router.get("/change-email")
async def show_change_email(request: Request) -> Response:
    """The form for the new address, once the password was given."""
    actor = await _actor(request)
    if actor is None:
        return _sign_in_first("/change-email")
    try:
        auth.require_confirmed(actor)
    except ConfirmPassword:
        return forms.go("/confirm?next=/change-email")
    return light_pages.page("change_email.html", form={}, problem=None)


@router.post("/change-email")
async def change_email(request: Request) -> Response:
    """Mail a link to the new address; the account has the old one until it is opened."""
    form = await forms.read(request)
    actor = await _actor(request)
    if actor is None:
        return _sign_in_first("/change-email")
    try:
        await to_room(auth.ask_to_change_email, actor, form.get("email", ""))
    except ConfirmPassword:
        return forms.go("/confirm?next=/change-email")
    except PlatformError as exc:
        return forms.again("change_email.html", form, exc, keep=("email",))
    return forms.go("/check-mail")


async def _actor(request: Request) -> Actor | None:
    signed_in = await auth.look_up(visitor.session_id(request))
    return auth.actor_of(signed_in, DOOR, address=visitor.address(request)) if signed_in else None


def _sign_in_first(place: str) -> Response:
    return forms.go(f"/sign-in?next={quote(place)}")
