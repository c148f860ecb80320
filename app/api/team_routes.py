"""Joining a team with an invite's link, and switching between teams: plain pages and plain POST."""

import re

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import auth
from app.api import forms, light_pages, visitor
from app.auth import InviteView, SignedIn
from app.errors import NotFound, NotSignedIn, PlatformError
from app.hops import to_room

DOOR = "page"
ID = re.compile(r"[0-9a-f]{32}")
router = APIRouter(include_in_schema=False)


@router.get("/invite")
async def show_invite(request: Request) -> Response:
    """What a link invites to: a button for who is signed in with its e-mail, else a form."""
    token = request.query_params.get("token", "")
    try:
        view = await to_room(auth.invite_of, token)
    except NotFound:
        return _dead_link()
    me = await auth.look_up(visitor.session_id(request))
    return light_pages.page(
        "invite.html", form={"token": token}, problem=None, view=view, is_mine=_is_mine(view, me), me=me
    )


@router.post("/invite")
async def accept_invite(request: Request) -> Response:
    """Join: as who is signed in, with the password of the account, or with a new account. The link works once."""
    form = await forms.read(request)
    token = form.get("token", "")
    me = await auth.look_up(visitor.session_id(request))
    try:
        view = await to_room(auth.invite_of, token)
    except NotFound:
        return _dead_link()
    is_mine = _is_mine(view, me)
    try:
        if me is not None and is_mine:
            await to_room(_join, me, token, visitor.address(request))
            return forms.go(forms.START)
        made = await forms.hashing(
            auth.accept_invite,
            token,
            name=form.get("name", ""),
            password=form.get("password", ""),
            device=forms.device(request),
            **forms.circumstances(request),
        )
    except NotFound:
        return _dead_link()
    except PlatformError as exc:
        return forms.again(
            "invite.html", form, exc, keep=("token", "name"), view=view, is_mine=is_mine, me=me
        )
    return await forms.signed_in(request, made, forms.START)


@router.post("/switch-team")
async def switch_team(request: Request) -> Response:
    """Let the session work in another team of the person, in every tab."""
    form = await forms.read(request)
    me = await auth.look_up(visitor.session_id(request))
    if me is None:
        raise NotSignedIn("You are not signed in.", what_to_do="Sign in and try again.")
    team_id = form.get("team_id", "")
    if not ID.fullmatch(team_id):
        raise NotFound("There is no such team.")
    actor = auth.actor_of(me, DOOR, address=visitor.address(request))
    await to_room(auth.switch_team, actor, team_id)
    return forms.go(forms.own_path(form.get("next", "")))


def _join(me: SignedIn, token: str, address: str) -> None:
    actor = auth.actor_of(me, DOOR, address=address)
    card = auth.join(actor, token)
    auth.switch_team(actor, card.id)


def _is_mine(view: InviteView, me: SignedIn | None) -> bool:
    return me is not None and me.person_email == view.email


def _dead_link() -> Response:
    return forms.dead_link(
        "Each invite works once and for some days, and can be taken back. Ask who invited you for another.",
        place="/sign-in",
        label="Sign in",
    )
