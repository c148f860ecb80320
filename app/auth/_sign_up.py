"""Sign-up by e-mail: nothing of an account exists before its address was shown to be read, so nobody can make one with
another person's address and wait for them."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Unit
from sqlmodel import select

from app import audit, db
from app.actor import Actor, Role
from app.auth import _devices, _links, _passwords, _people, _sessions
from app.auth._shapes import NewSession
from app.errors import Conflict
from app.models import Membership, Person, Team, utc_now
from app.telemetry import logger

log = logger(__name__)
DOOR = "sign-up"


def sign_up_email(token: str) -> str:
    """The address that a mailed link makes an account for. Raises NotFound for a link that does not work (any more)."""
    return _links.open_link(token, "sign_up").email


def sign_up_name(token: str) -> str:
    """The name that was given when the link was asked for. Raises NotFound."""
    return str(_links.open_link(token, "sign_up").facts.get("name", ""))


def sign_up(
    token: str, *, name: str, password: str, team_name: str, address: str, user_agent: str
) -> NewSession:
    """Use the mailed link: make the account and its own team, and sign in. Raises NotFound for a link that does not
    work (any more), InvalidInput, Conflict for an address that got an account since."""
    email = sign_up_email(token)
    name, team_name = _people.clean_name(name), _people.clean_name(team_name, what="team_name")
    _passwords.check_strength(password, about=(name, email, team_name))
    now = utc_now()
    person = Person(
        name=name,
        email=email,
        password_hash=_passwords.hash_password(password),
        password_changed_at=now,
        email_verified_at=now,
    )
    try:
        with db.uow(Actor.system(DOOR)) as unit:
            _links.use(unit, token, "sign_up")
            if unit.exec(select(Person.id).where(Person.email == email)).first():
                raise _taken()
            team = Team(name=team_name)
            unit.add_all([person, team])
            unit.flush()
            unit.add(Membership(team_id=team.id, person_id=person.id, role=Role.OWNER.value))
            made = _sessions.begin(unit, person.id, team.id, address=address, user_agent=user_agent)
            _record(unit, person, team, address)
    except IntegrityError as exc:
        raise _taken() from exc
    log.info("signed_up", person_id=person.id, team_id=team.id)
    return made


def accept_device(token: str) -> str:
    """Use the link that was mailed to an account that is guessed at. Gives what makes this browser a known device of
    the account; it still has to sign in. Raises NotFound for a link that does not work (any more)."""
    with db.uow(Actor.system("links")) as unit:
        return _devices.make(_links.use(unit, token, "new_device").email)


def is_device_token(token: str) -> bool:
    """Whether the link for a new browser still works."""
    return _links.is_open(token, "new_device")


def _record(unit: Unit, person: Person, team: Team, address: str) -> None:
    for act, subject, facts in (
        ("team.made", team.id, {"name": team.name}),
        ("person.signed_up", person.id, {"email_is_verified": True}),
    ):
        audit.record(
            unit,
            Actor.anonymous(DOOR),
            act,
            subject_id=subject,
            facts=facts,
            personal={"name": person.name, "email": person.email, "address": address},
            team_id=team.id,
            person_id=person.id,
        )


def _taken() -> Conflict:
    return Conflict(
        "There is an account with this e-mail already.", what_to_do="Sign in, or reset its password."
    )
