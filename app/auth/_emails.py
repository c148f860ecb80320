"""A person's own facts: the name, and an e-mail address that is shown to be theirs by a mailed link."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Unit
from sqlmodel import col, select, update

from app import db, mail
from app.actor import Actor
from app.auth import _letters, _links, _people, _recording, _sessions
from app.auth._confirming import require_confirmed, require_person
from app.auth._shapes import PersonCard
from app.errors import Conflict, InvalidInput, TooMany
from app.models import OneTimeToken, Person, utc_now

LONG_PAUSE_SECONDS = 3_600


def rename_person(actor: Actor, name: str) -> PersonCard:
    """Give oneself another name. Raises InvalidInput, Forbidden for an API key."""
    require_person(actor)
    name = _people.clean_name(name)
    with db.uow(Actor.system("people")) as unit:
        person = unit.get_one(Person, actor.person_id)
        person.name = name
        unit.add(person)
        _sessions.publish_change(person.id)
        _recording.record(unit, actor, "person.renamed", person_id=person.id)
    return PersonCard(id=person.id, name=person.name, email=person.email)


def ask_to_verify_email(actor: Actor) -> None:
    """Mail a link to one's own address that shows that it is read. Nothing happens when that is known. Raises TooMany,
    Forbidden for an API key."""
    require_person(actor)
    with db.uow(Actor.system("links")) as unit:
        person = unit.get_one(Person, actor.person_id)
        if person.email_verified_at is None:
            _require_mailed(
                _links.mail_link(
                    unit,
                    "verify_email",
                    email=person.email,
                    letter=_letters.verify_email,
                    person_id=person.id,
                )
            )


def ask_to_change_email(actor: Actor, email: str) -> None:
    """Mail a link to the new address; the account has the old one until it is opened. Whether the new one has an
    account already, only its owner learns, by opening the link. Raises ConfirmPassword, InvalidInput, TooMany."""
    require_confirmed(actor)
    email = _people.clean_email(email)
    with db.uow(Actor.system("links")) as unit:
        person = unit.get_one(Person, actor.person_id)
        if email == person.email:
            raise InvalidInput("This is your address already.", field="email")
        _require_mailed(
            _links.mail_link(
                unit,
                "change_email",
                email=email,
                letter=lambda link: _letters.change_email(link, person.name),
                person_id=person.id,
                facts={"from": person.email},
            )
        )


def email_to_verify(token: str) -> str:
    """The address that a mailed link is about, without using the link. Raises NotFound."""
    return _links.open_link(token, "verify_email", "change_email").email


def verify_email(token: str) -> str:
    """Use the mailed link: the address is verified, and it is the account's from now on. Gives the address. Raises
    NotFound for a link that does not work (any more), Conflict when another account has the address."""
    try:
        with db.uow(Actor.system("links")) as unit:
            link = _links.use(unit, token, "verify_email", "change_email")
            person = unit.exec(select(Person).where(Person.id == link.person_id).with_for_update()).first()
            if person is None or person.disabled_at is not None:
                raise _links.dead()
            if link.purpose == "verify_email":
                _verify(unit, link, person)
            else:
                _change(unit, link, person)
            return link.email
    except IntegrityError as exc:
        raise _taken() from exc


def _verify(unit: Unit, link: OneTimeToken, person: Person) -> None:
    if person.email != link.email:
        raise _links.dead()
    person.email_verified_at = utc_now()
    unit.add(person)
    _sessions.publish_change(person.id)
    _recording.record(unit, Actor.anonymous("mail"), "person.email_verified", person_id=person.id)


def _change(unit: Unit, link: OneTimeToken, person: Person) -> None:
    if person.email != link.facts.get("from"):
        raise _links.dead()
    if unit.exec(select(Person.id).where(Person.email == link.email)).first():
        raise _taken()
    old = person.email
    person.email, person.email_verified_at = link.email, utc_now()
    unit.add(person)
    # What was mailed to the old address opens nothing any more.
    unit.exec(
        update(OneTimeToken)
        .where(col(OneTimeToken.person_id) == person.id, col(OneTimeToken.used_at).is_(None))
        .values(used_at=utc_now())
    )
    told = _letters.email_changed()
    mail.post(unit, to=old, subject=told.subject, text=told.text, is_notice=True)
    _sessions.publish_change(person.id)
    _recording.record(unit, Actor.anonymous("mail"), "person.email_changed", person_id=person.id)


def _require_mailed(is_mailed: bool) -> None:
    if not is_mailed:
        raise TooMany(
            "This address got its mails of this hour.",
            what_to_do="Look for them there, or try again in an hour.",
            retry_after_seconds=LONG_PAUSE_SECONDS,
        )


def _taken() -> Conflict:
    return Conflict("There is an account with this e-mail already.", what_to_do="Sign in with it.")
