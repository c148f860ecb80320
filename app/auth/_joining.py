"""Joining a team with an invite's link: as somebody new, with an account, or as who is signed in."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Unit
from sqlmodel import col, select, update

from app import audit, db
from app.actor import Actor, Role
from app.auth import _invite_links, _invites, _passwords, _people, _sessions, _standing, _teams
from app.auth._confirming import require_person
from app.auth._shapes import NewSession
from app.auth._team_shapes import TeamCard
from app.errors import Conflict, Forbidden
from app.models import Invite, Membership, Person, Team, utc_now
from app.telemetry import logger

log = logger(__name__)


def accept_invite(token: str, *, name: str, password: str, address: str, user_agent: str) -> NewSession:
    """Join with the link, and sign in. Without an account of this e-mail one is made with the name and password; with
    one, the password must be that account's, and the name is not used.

    Raises NotFound for a link that does not work (any more), InvalidInput, NotSignedIn for a wrong password, TooMany.
    """
    view = _invites.invite_of(token)
    if view.has_account:
        person = _known(view.email, password, address)
    else:
        person = _newcomer(name, view.email, password, team_name=view.team_name)
    actor = Actor.anonymous("invite")
    with db.uow(Actor.system("invite")) as unit:
        invite, team = _claimed(unit, token)
        if not view.has_account:
            _add_account(unit, person, is_verified=_invite_links.came_by_mail(token))
        made = ...
    log.info("invite_accepted", person_id=person.id, team_id=team.id)
    return made
