"""`/api/v1/auth`: what people do with their own account: name, password, e-mail, and its end."""

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.responses import Response

from app import auth
from app.api import forms, visitor
from app.api.auth import MAILED, Accepted, Email, Password, PersonName, Token, without_cookie
from app.api.inputs import Body
from app.api.route import raises, resource
from app.api.visitor import Viewer, public
from app.auth import PersonCard
from app.errors import Busy, ConfirmPassword, Conflict, NotFound
from app.hops import to_room

router = resource("Account", "/api/v1/auth")


class NewName(Body):
    """Another name."""

    name: PersonName


class NewPassword(Body):
    """The current password and another one."""

    current: Password
    password: Password
    end_keys: StrictBool = Field(default=False, description="Whether the person's API keys end too.")


class Address(Body):
    """An e-mail address."""

    email: Email


class MailedToken(Body):
    """The token at the end of a mailed link."""

    token: Token


class PasswordByMail(MailedToken):
    """The token at the end of the mailed link, and the new password."""

    password: Password


class Verified(BaseModel):
    """An address that is known to be read by its person."""

    model_config = ConfigDict(frozen=True)

    email: str


@router.patch("/me")
async def rename(actor: Viewer, asked: NewName) -> PersonCard:
    """Give oneself another name."""
    return await to_room(auth.rename_person, actor, asked.name)


@router.delete("/me", status_code=204)
@raises(ConfirmPassword, Conflict)
async def erase(actor: Viewer) -> Response:
    """Delete one's account and everything that says who one is. A team of one goes with it."""
    await to_room(auth.erase_person, actor)
    return without_cookie(Response(status_code=204))


@router.post("/password", status_code=204)
@raises(Busy, Conflict)
async def change_password(actor: Viewer, asked: NewPassword, request: Request) -> Response:
    """Set another password. Every session ends: a browser gets a new one, a program logs in again."""
    made = await forms.hashing(
        auth.change_password,
        actor,
        current=asked.current,
        new=asked.password,
        end_keys=asked.end_keys,
        **forms.circumstances(request),
    )
    done = Response(status_code=204)
    if visitor.signed_in(request).kind == "browser":
        done.headers.append("set-cookie", auth.cookie_header(made.cookie_value))
    else:
        await to_room(auth.sign_out, made.cookie_value)
    return done


@router.post("/reset", status_code=202)
@public
async def ask_for_reset(asked: Address, request: Request) -> Accepted:
    """Have a link for a new password mailed. The answer is the same for every address."""
    await to_room(auth.ask_for_reset, asked.email, address=visitor.address(request))
    return MAILED


@router.post("/reset/complete", status_code=204)
@public
@raises(NotFound, Busy)
async def reset_password(asked: PasswordByMail) -> None:
    """Set a new password with a mailed link. Every session, link and API key of the person ends."""
    await forms.hashing(auth.reset_password, asked.token, asked.password)


@router.post("/email", status_code=202)
@raises(ConfirmPassword)
async def ask_to_change_email(actor: Viewer, asked: Address) -> Accepted:
    """Have a link mailed to another address; the account gets it once the link is used."""
    await to_room(auth.ask_to_change_email, actor, asked.email)
    return MAILED


@router.post("/verify")
@public
@raises(NotFound, Conflict)
async def verify_email(asked: MailedToken) -> Verified:
    """Use a mailed link: the address is verified, and is the account's from now on."""
    return Verified(email=await to_room(auth.verify_email, asked.token))


@router.post("/verify/resend", status_code=202)
async def ask_to_verify_email(actor: Viewer) -> Accepted:
    """Have the link that verifies one's address mailed again."""
    await to_room(auth.ask_to_verify_email, actor)
    return MAILED
