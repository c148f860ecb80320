"""Sign-up by e-mail: a form for the address, a mail, and the form behind its link."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import auth, config
from app.api import forms, light_pages
from app.errors import NotFound, PlatformError
from app.hops import to_room

router = APIRouter(include_in_schema=False)


@router.get("/sign-up")
async def show_sign_up() -> Response:
    """The form for name and address; where accounts are made by invite, that."""
    if not auth.may_sign_up():
        return light_pages.page("sign_up_closed.html")
    return light_pages.page("sign_up.html", form={}, problem=None, domains=_domains())


@router.post("/sign-up")
async def ask(request: Request) -> Response:
    """Mail a link. The answer is the same for every address that may sign up."""
    form = await forms.read(request)
    try:
        await to_room(
            auth.ask_to_sign_up,
            form.get("email", ""),
            form.get("name", ""),
            address=forms.circumstances(request)["address"],
        )
    except PlatformError as exc:
        return forms.again("sign_up.html", form, exc, keep=("email", "name"), domains=_domains())
    return forms.go("/check-mail")


@router.get("/check-mail")
async def show_check_mail() -> Response:
    """What to do now, whatever was asked for and whether there is such an account."""
    has_server = bool(config.settings().smtp_url.get_secret_value())
    return light_pages.page("check_mail.html", has_server=has_server, minutes=config.limits().token_minutes)


@router.get("/sign-up/new")
async def show_new(request: Request) -> Response:
    """The form behind the mailed link."""
    token = request.query_params.get("token", "")
    try:
        email = await to_room(auth.sign_up_email, token)
        name = await to_room(auth.sign_up_name, token)
    except NotFound as exc:
        return _dead(exc)
    return light_pages.page(
        "sign_up_new.html", form={"token": token, "name": name}, email=email, problem=None
    )


@router.post("/sign-up/new")
async def sign_up(request: Request) -> Response:
    """Make the account and its team, and sign in. The link works once."""
    form = await forms.read(request)
    token = form.get("token", "")
    told = {name: form.get(name, "") for name in ("name", "password", "team_name")}
    try:
        email = await to_room(auth.sign_up_email, token)
        made = await forms.hashing(auth.sign_up, token, **told, **forms.circumstances(request))
    except NotFound as exc:
        return _dead(exc)
    except PlatformError as exc:
        return forms.again("sign_up_new.html", form, exc, keep=("token", "name", "team_name"), email=email)
    return await forms.signed_in(request, made, forms.START)


def _domains() -> str:
    return " or ".join(f"@{domain}" for domain in sorted(config.settings().signup_domains))


def _dead(exc: NotFound) -> Response:
    return forms.dead_link(exc.what_to_do, place="/sign-up", label="Sign up")
