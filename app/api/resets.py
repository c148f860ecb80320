"""A forgotten password: a form for the address, a mail, and the form behind its link."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import auth
from app.api import forms, light_pages
from app.errors import NotFound, PlatformError
from app.hops import to_room

router = APIRouter(include_in_schema=False)


@router.get("/reset")
async def show_reset() -> Response:
    """The form for the address."""
    return light_pages.page("reset.html", form={}, problem=None)


@router.post("/reset")
async def ask(request: Request) -> Response:
    """Mail a link to the address if it has an account. The answer is the same for every address."""
    form = await forms.read(request)
    try:
        await to_room(
            auth.ask_for_reset, form.get("email", ""), address=forms.circumstances(request)["address"]
        )
    except PlatformError as exc:
        return forms.again("reset.html", form, exc, keep=("email",))
    return forms.go("/check-mail")


@router.get("/reset/new")
async def show_new(request: Request) -> Response:
    """The form behind the mailed link."""
    token = request.query_params.get("token", "")
    if not await to_room(auth.is_reset_token, token):
        return _dead()
    return light_pages.page("reset_new.html", form={"token": token}, problem=None)


@router.post("/reset/new")
async def reset(request: Request) -> Response:
    """Set the new password, which ends all sessions and keys. The link works once."""
    form = await forms.read(request)
    try:
        device = await forms.hashing(auth.reset_password, form.get("token", ""), form.get("password", ""))
    except NotFound:
        return _dead()
    except PlatformError as exc:
        return forms.again("reset_new.html", form, exc, keep=("token",))
    done = light_pages.page(
        "done.html",
        title="Your password is changed",
        text="All sessions have ended and all API keys are revoked. Sign in with the new password.",
        place="/sign-in",
        label="Sign in",
    )
    done.headers.append("set-cookie", auth.cookie_header(""))
    done.headers.append("set-cookie", auth.device_cookie_header(device))
    return done


def _dead() -> Response:
    return forms.dead_link(
        "Each link works once and for a short time. Ask for another.",
        place="/reset",
        label="Ask for a new link",
    )
