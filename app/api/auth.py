"""`/api/v1/auth`: registering, signing in and out for programs, and who is signed in."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from app import auth
from app.actor import Role
from app.api import forms, visitor
from app.api.inputs import Body
from app.api.route import raises, resource
from app.api.visitor import Viewer, public
from app.auth import Kind, NewTokens
from app.errors import Busy, Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn
from app.hops import to_room
from app.models import utc_now

router = resource("Sign-in", "/api/v1/auth")
Email = Annotated[str, Field(min_length=1, max_length=254, examples=["ann@example.com"])]
Password = Annotated[str, Field(min_length=1, max_length=256, repr=False, examples=["seven wet otters"])]
Token = Annotated[str, Field(min_length=1, max_length=200, repr=False, examples=["the-token"])]
PersonName = Annotated[str, Field(min_length=1, max_length=120, examples=["Ann"])]


class Registration(Body):
    """A new account: with an invite's token and a password, or by e-mail where that is allowed."""

    name: PersonName
    invite: str = Field(
        default="", max_length=200, repr=False, description="The token at the end of the invite's link."
    )
    password: str = Field(
        default="", max_length=256, repr=False, description="With an invite: the new password."
    )
    email: str = Field(default="", max_length=254, description="Without an invite: where the link is mailed.")


class Login(Body):
    """An e-mail and its password."""

    email: Email
    password: Password


class RefreshAsked(Body):
    """The refresh token of the pair before."""

    refresh_token: Token


class PasswordGiven(Body):
    """The password, once more."""

    password: Password


class Tokens(BaseModel):
    """A token for requests, and one that brings the next pair. They are shown here only."""

    model_config = ConfigDict(frozen=True)

    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105
    access_token: str = Field(repr=False)
    expires_in: int = Field(description="Seconds until the access token ends.")
    refresh_token: str = Field(repr=False, description="Works once.")
    session_expires_at: datetime = Field(description="When the session ends, however often it is refreshed.")
    session_id: str

    @classmethod
    def of(cls, made: NewTokens) -> "Tokens":
        return cls(
            access_token=made.access_token,
            expires_in=max(0, int((made.access_expires_at - utc_now()).total_seconds())),
            refresh_token=made.refresh_token,
            session_expires_at=made.expires_at,
            session_id=made.session_id,
        )


class Accepted(BaseModel):
    """What was asked for is under way."""

    model_config = ConfigDict(frozen=True)

    detail: str = Field(examples=["If this address can be used, a mail with a link is on its way."])


class MePerson(BaseModel):
    """The person of the session or key."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    email: str
    email_is_verified: bool


class MeTeam(BaseModel):
    """The team it works in."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class Me(BaseModel):
    """Who is signed in, where, and with which rights."""

    model_config = ConfigDict(frozen=True)

    person: MePerson
    team: MeTeam
    role: Role
    kind: Kind


MAILED = Accepted(detail="If this address can be used, a mail with a link is on its way.")


@router.post(
    "/register",
    status_code=201,
    response_model=Tokens,
    responses={202: {"model": Accepted, "description": "A link is mailed."}},
)
@public
@raises(Forbidden, NotFound, NotSignedIn, Conflict, Busy)
async def register(asked: Registration, request: Request) -> Tokens | Response:
    """Make an account. With an invite it is signed in at once; without one, where people may sign up themselves, a link
    is mailed that makes it."""
    if asked.invite:
        if not asked.password:
            raise InvalidInput("Choose a password.", field="password")
        where = forms.circumstances(request)
        made = await forms.hashing(
            auth.accept_invite_for_program, asked.invite, name=asked.name, password=asked.password, **where
        )
        return Tokens.of(made)
    await to_room(auth.ask_to_sign_up, asked.email, asked.name, address=visitor.address(request))
    return JSONResponse(MAILED.model_dump(), 202)


@router.post("/login")
@public
@raises(NotSignedIn, Forbidden, Busy)
async def log_in(asked: Login, request: Request) -> Tokens:
    """Sign in a program: begins a session that can be seen and ended like any other."""
    made = await forms.hashing(
        auth.log_in,
        asked.email,
        asked.password,
        device=forms.device(request),
        **forms.circumstances(request),
    )
    return Tokens.of(made)


@router.post("/refresh")
@public
@raises(NotSignedIn)
async def refresh(asked: RefreshAsked, request: Request) -> Tokens:
    """The next pair of tokens. A refresh token that comes again later is taken for stolen, and its session ends."""
    return Tokens.of(await to_room(auth.refresh, asked.refresh_token, **forms.circumstances(request)))


@router.post("/logout", status_code=204)
async def log_out(_actor: Viewer, request: Request) -> Response:
    """End the session that asks, everywhere."""
    found = visitor.signed_in(request)
    if found.kind == "key":
        raise Forbidden("An API key has no session to end.", what_to_do="Revoke the key if it is not needed.")
    await to_room(auth.log_out, found)
    return without_cookie(Response(status_code=204))


@router.post("/confirm", status_code=204)
@raises(Busy)
async def confirm(actor: Viewer, asked: PasswordGiven) -> None:
    """Give the password again. For some minutes the session may then do what cannot be taken back."""
    await forms.hashing(auth.confirm_password, actor, asked.password)


@router.get("/me")
async def who_is_signed_in(_actor: Viewer, request: Request) -> Me:
    """Who is signed in, in which team, with which role. The role of a key is what its scope leaves."""
    found = visitor.signed_in(request)
    return Me(
        person=MePerson(
            id=found.person_id,
            name=found.person_name,
            email=found.person_email,
            email_is_verified=found.email_is_verified,
        ),
        team=MeTeam(id=found.team_id, name=found.team_name),
        role=found.role,
        kind=found.kind,
    )


def without_cookie(reply: Response) -> Response:
    """The reply to a session that has ended: a browser forgets its cookie."""
    reply.headers.append("set-cookie", auth.cookie_header(""))
    return reply
