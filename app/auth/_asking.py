"""What strangers ask for by mail: an account, a new password, a way in for a new browser.

A request only writes down what was asked; a worker finds out whether the address has an account, and mails. So the
answer, the work and the time are the same for every address.
"""

import secrets
from collections.abc import Callable

from sqlmodel import Session as Unit
from sqlmodel import select

from app import config, db, mail, queueing
from app.actor import Actor
from app.auth import _letters, _links, _people, _recording, _throttle
from app.auth._links import Purpose
from app.errors import Forbidden, InvalidInput
from app.models import OneTimeToken, Person

ANSWER = "auth.answer"
DEVICE_MINUTES = 60


def may_sign_up() -> bool:
    """Whether people may make accounts without an invite here."""
    return config.settings().signup != "invite"


def ask_to_sign_up(email: str, name: str, *, address: str) -> None:
    """Mail a link to the address, or, when it has an account, a letter that says so. Raises Forbidden where accounts
    are made by invite, InvalidInput for what is no address or one of another domain, TooMany."""
    if not may_sign_up():
        raise Forbidden(
            "Accounts are made by invite here.", what_to_do="Ask an owner or admin of a team to invite you."
        )
    name, email = _people.clean_name(name), _people.clean_email(email)
    domains = config.settings().signup_domains
    if domains and email.rpartition("@")[2] not in domains:
        raise InvalidInput(
            "This address cannot sign up here.",
            what_to_do=f"Use one at {' or '.join(sorted(domains))}.",
            field="email",
        )
    _throttle.take_an_ask(address)
    _ask("sign_up", email, {"name": name})


def ask_for_reset(email: str, *, address: str) -> None:
    """Mail a link for a new password to the address, if it has an account. Raises InvalidInput, TooMany."""
    email = _people.clean_email(email)
    _throttle.take_an_ask(address)
    _ask("reset_password", email, {"address": address})


def ask_for_device(email: str) -> None:
    """Mail the account that is being guessed at a link for a new browser, once an hour."""
    with db.uow(Actor.system("sign-in"), read_only=True) as unit:
        is_asked = _links.is_asked(unit, "new_device", email)
    if not is_asked:
        _ask("new_device", email, {}, minutes=DEVICE_MINUTES)


def answer(actor: Actor, ask_id: str) -> None:
    """Mail what was asked for; nothing happens the second time. Only the platform may."""
    if not actor.is_system:
        raise Forbidden("Only the platform answers these.")
    with db.uow(actor) as unit:
        asked = _links.claim_ask(unit, ask_id)
        if asked is not None:
            person = unit.exec(select(Person).where(Person.email == asked.email)).first()
            _ANSWERS[asked.purpose](unit, asked, person)


def _ask(purpose: Purpose, email: str, facts: dict[str, str], *, minutes: int = 0) -> None:
    with db.uow(Actor.system("links")) as unit:
        # The row of a token that nobody ever sees: it opens nothing and keeps what was asked out of the job.
        token = secrets.token_urlsafe(32)
        row = _links.add(unit, purpose, token, email=email, facts=facts, minutes=minutes)
        unit.flush()
        queueing.enqueue(unit, Actor.system("links"), ANSWER, {"ask_id": row.id})


def _answer_sign_up(unit: Unit, asked: OneTimeToken, person: Person | None) -> None:
    if person is not None:
        told = _letters.has_account()
        mail.post(unit, to=asked.email, subject=told.subject, text=told.text)
        return
    name = str(asked.facts.get("name", ""))
    _links.mail_link(
        unit,
        "sign_up",
        email=asked.email,
        letter=lambda link: _letters.sign_up(link, name),
        facts={"name": name},
    )


def _answer_reset(unit: Unit, asked: OneTimeToken, person: Person | None) -> None:
    if person is None or person.disabled_at is not None:
        return
    if _links.mail_link(
        unit, "reset_password", email=person.email, letter=_letters.reset_password, person_id=person.id
    ):
        _recording.record(
            unit,
            Actor.anonymous("reset"),
            "person.password_reset_asked",
            person_id=person.id,
            address=str(asked.facts.get("address", "")),
        )


def _answer_new_device(unit: Unit, _asked: OneTimeToken, person: Person | None) -> None:
    if person is None or person.disabled_at is not None:
        return
    _links.mail_link(
        unit,
        "new_device",
        email=person.email,
        letter=lambda link: _letters.new_device(link, DEVICE_MINUTES),
        person_id=person.id,
        is_notice=True,
        minutes=DEVICE_MINUTES,
    )
    _recording.record(unit, Actor.anonymous("sign-in"), "person.guessing_stopped", person_id=person.id)


_ANSWERS: dict[str, Callable[[Unit, OneTimeToken, Person | None], None]] = {
    "sign_up": _answer_sign_up,
    "reset_password": _answer_reset,
    "new_device": _answer_new_device,
}
