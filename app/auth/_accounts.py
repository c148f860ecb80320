"""The end of an account: disabled by the operator, or erased by its person."""

from sqlmodel import Session as Unit
from sqlmodel import col, delete, func, or_, select, update

from app import audit, db, mail
from app.actor import Actor, Role
from app.auth import _deletion, _ending, _invites, _letters, _people, _recording, _standing
from app.auth._confirming import require_confirmed
from app.auth._sessions import publish_change
from app.errors import Conflict, Forbidden, NotFound
from app.models import (
    ApiKey,
    AuditEvent,
    ChatFile,
    Invite,
    KeptResult,
    Letter,
    Membership,
    Notification,
    NotificationChoice,
    OAuthAttempt,
    OneTimeToken,
    Person,
    SavedView,
    Session,
    Team,
    Thread,
    utc_now,
)
from app.telemetry import logger

ERASED_NAME = "Deleted account"
log = logger(__name__)


def set_disabled(actor: Actor, person_id: str, disabled: bool) -> None:
    """Shut somebody out, ending all that lets them in, or let them in again. For the operator in person. Raises
    Forbidden, NotFound, Conflict for oneself and for an erased account."""
    if not actor.is_operator or actor.key_id:
        raise Forbidden("Only the operator disables accounts.")
    if person_id == actor.person_id:
        raise Conflict("You cannot disable your own account.", what_to_do="Ask another operator.")
    with db.uow(Actor.system("accounts")) as unit:
        person = unit.exec(select(Person).where(Person.id == person_id).with_for_update()).first()
        if person is None:
            raise NotFound("There is no such account.")
        if person.erased_at is not None:
            raise Conflict("This account was deleted.")
        if (person.disabled_at is not None) == disabled:
            return
        person.disabled_at = utc_now() if disabled else None
        unit.add(person)
        if disabled:
            _ending.end_everything(unit, person_id)
        act = "person.disabled" if disabled else "person.enabled"
        _recording.record(unit, actor, act, person_id=person_id)
    log.info("account_disabled" if disabled else "account_enabled", person_id=person_id)


def make_operator(actor: Actor, email: str) -> None:
    """Let somebody run the installation. Only the platform may, at the command line. Raises NotFound."""
    if not actor.is_system:
        raise Forbidden("An operator is made at the command line.")
    with db.uow(actor) as unit:
        person = unit.exec(
            select(Person).where(
                Person.email == _people.clean_email(email), col(Person.disabled_at).is_(None)
            )
        ).first()
        if person is None:
            raise NotFound("There is no such account.")
        person.is_operator = True
        unit.add(person)
        publish_change(person.id)
        _recording.record(unit, actor, "person.made_operator", person_id=person.id)


def erase_person(actor: Actor) -> None:
    """Delete one's own account: what lets one in, threads, and everything that says who one was, in the audit too. A
    team of one goes with it. Raises ConfirmPassword, Forbidden for an API key, Conflict while one is the only owner of
    a team with others, or the only operator."""
    require_confirmed(actor)
    with db.uow(Actor.system("accounts")) as unit:
        teams = _recording.teams_of(unit, actor.person_id)
        held = [_standing.lock_team(unit, team_id, to_delete=True) for team_id in sorted(teams)]
        alone = [team for team in held if team and _is_alone(unit, actor.person_id, team)]
        person = unit.exec(select(Person).where(Person.id == actor.person_id).with_for_update()).one()
        _check_operator_remains(unit, person)
        _ending.end_everything(unit, person.id)
        told = _letters.account_erased()
        _erase_rows(unit, person)
        mail.post(unit, to=person.email, subject=told.subject, text=told.text, is_notice=True)
        for team in alone:
            _deletion.erase_team(unit, team)
        _make_nobody(unit, person)
        _record(unit, actor, teams, [team.id for team in alone])
    log.info("account_erased", person_id=actor.person_id)


def _is_alone(unit: Unit, person_id: str, team: Team) -> bool:
    """Whether the person is the only member; raises Conflict for the only owner of others."""
    members = dict(
        unit.exec(select(Membership.person_id, Membership.role).where(Membership.team_id == team.id)).all()
    )
    others = [role for member, role in members.items() if member != person_id]
    if others and members[person_id] == Role.OWNER and Role.OWNER not in others:
        raise Conflict(
            f"You are the only owner of {team.name}, and others are in it.",
            what_to_do="Give it to somebody, or delete it, before you delete your account.",
        )
    return not others


def _check_operator_remains(unit: Unit, person: Person) -> None:
    others = select(func.count()).where(
        col(Person.is_operator), col(Person.disabled_at).is_(None), Person.id != person.id
    )
    if person.is_operator and unit.exec(others).one() == 0:
        raise Conflict(
            "You are the only operator of this installation.",
            what_to_do="Make somebody else one with `pyairtable-platform make-operator` before.",
        )


def _erase_rows(unit: Unit, person: Person) -> None:
    """What is only there for the person, or says who it is. Rows of sessions hold addresses and browsers."""
    mine = person.id
    unit.exec(delete(Membership).where(col(Membership.person_id) == mine))
    unit.exec(delete(Notification).where(col(Notification.person_id) == mine))
    unit.exec(delete(NotificationChoice).where(col(NotificationChoice.person_id) == mine))
    unit.exec(delete(Thread).where(col(Thread.person_id) == mine))
    unit.exec(delete(ChatFile).where(col(ChatFile.person_id) == mine))
    unit.exec(delete(KeptResult).where(col(KeptResult.person_id) == mine))
    unit.exec(delete(ApiKey).where(col(ApiKey.person_id) == mine))
    unit.exec(delete(Session).where(col(Session.person_id) == mine))
    unit.exec(delete(OAuthAttempt).where(col(OAuthAttempt.person_id) == mine))
    # What was made for the team stays with it, as the work of nobody.
    unit.exec(delete(SavedView).where(col(SavedView.person_id) == mine, col(SavedView.is_shared).is_(False)))
    unit.exec(
        delete(OneTimeToken).where(
            or_(col(OneTimeToken.person_id) == mine, col(OneTimeToken.email) == person.email)
        )
    )
    _invites.erase_invites(unit, person.email)
    _erase_accepted_invites(unit, person)
    unit.exec(delete(Letter).where(col(Letter.recipient) == person.email))


def _erase_accepted_invites(unit: Unit, person: Person) -> None:
    """Those that brought the person here, to an address that may have changed since."""
    joined = select(AuditEvent.facts).where(
        AuditEvent.act == "member.joined", AuditEvent.subject_id == person.id
    )
    for invite_id in [str(facts["invite"]) for facts in unit.exec(joined).all() if facts.get("invite")]:
        audit.erase_person(unit, invite_id)
        unit.exec(delete(Invite).where(col(Invite.id) == invite_id))


def _make_nobody(unit: Unit, person: Person) -> None:
    unit.exec(
        update(Person)
        .where(col(Person.id) == person.id)
        .values(
            email=f"{person.id}@erased.invalid",
            name=ERASED_NAME,
            password_hash="",
            is_operator=False,
            email_verified_at=None,
            disabled_at=utc_now(),
            erased_at=utc_now(),
        )
    )


def _record(unit: Unit, actor: Actor, teams: list[str], deleted: list[str]) -> None:
    """The acts, without who it was; what earlier acts say of the person is taken out."""
    audit.erase_person(unit, actor.person_id)
    for team_id in sorted(teams) or [""]:
        acts = ["person.erased", *(["team.deleted"] if team_id in deleted else [])]
        for act in acts:
            subject = actor.person_id if act == "person.erased" else team_id
            audit.record(unit, actor, act, subject_id=subject, team_id=team_id)
