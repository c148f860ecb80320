"""Links that were mailed to somebody who has an account. Opening one only shows a button: robots that look at mail open
every link, and must not use it up."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import auth
from app.api import forms, light_pages
from app.errors import NotFound, PlatformError
from app.hops import to_room

router = APIRouter(include_in_schema=False)


@router.get("/verify")
async def show_verify(request: Request) -> Response:
    """Which address is going to be confirmed."""
    token = request.query_params.get("token", "")
    try:
        email = await to_room(auth.email_to_verify, token)
    except NotFound:
        return _dead("/settings/", "Go to the settings")
    return light_pages.page("verify.html", form={"token": token}, email=email, problem=None)


@router.post("/verify")
async def verify(request: Request) -> Response:
    """Confirm the address, which is the account's from now on. The link works once."""
    form = await forms.read(request)
    try:
        email = await to_room(auth.verify_email, form.get("token", ""))
    except NotFound:
        return _dead("/settings/", "Go to the settings")
    except PlatformError as exc:
        return forms.again("verify.html", form, exc, keep=("token",), email="")
    return light_pages.page(
        "done.html",
        title="Your address is confirmed",
        text=f"You sign in with {email}.",
        place=forms.START,
        label="Go on",
    )


@router.get("/device")
async def show_device(request: Request) -> Response:
    """What the link is for."""
    token = request.query_params.get("token", "")
    if not await to_room(auth.is_device_token, token):
        return _dead("/sign-in", "Sign in")
    return light_pages.page("device.html", form={"token": token})


@router.post("/device")
async def accept_device(request: Request) -> Response:
    """Know this browser from now on, and let it sign in. The link works once."""
    form = await forms.read(request)
    try:
        value = await to_room(auth.accept_device, form.get("token", ""))
    except NotFound:
        return _dead("/sign-in", "Sign in")
    done = forms.go("/sign-in")
    done.headers.append("set-cookie", auth.device_cookie_header(value))
    return done


def _dead(place: str, label: str) -> Response:
    return forms.dead_link(
        "Each link works once and for a short time. Ask for another where you asked for this one.",
        place=place,
        label=label,
    )
