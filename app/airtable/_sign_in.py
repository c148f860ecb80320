"""Connecting by signing in at Airtable: there with a state and a challenge, back with a code, once."""

import hashlib
import secrets
from datetime import timedelta

from sqlmodel import col, delete, update

from app import audit, db, sealing
from app.actor import Actor, Role
from app.airtable import _oauth, _stored
from app.airtable._access import Access, probe
from app.airtable._connections import ConnectionCard, card, keep_new
from app.airtable._oauth import Grant
from app.airtable._shapes import identity_of
from app.errors import ConnectionRefused, Forbidden, InvalidInput
from app.models import OAuthAttempt, StoredConnection, new_id, utc_now

SEAL = OAuthAttempt.sealed["verifier"]
ATTEMPT_LIFE = timedelta(minutes=10)
NAME = "Airtable"
MAX_CODE_CHARACTERS = 2_000


def authorize_url(actor: Actor, *, connection_id: str = "") -> str:
    """Where the person signs in at Airtable, to add a connection or to reconnect the given one. Needs admin.

    The way back works for this person in this browser session, once, within ten minutes. Raises ConfigurationError
    when the operator has registered no integration, NotFound, InvalidInput for a connection of another kind.
    """
    actor.require(Role.ADMIN)
    if not actor.session_id:
        raise Forbidden(
            "Signing in at Airtable needs a browser.", what_to_do="Use the page Admin > Connections."
        )
    if connection_id and _stored.row(actor, connection_id).kind != "oauth":
        raise InvalidInput("This connection does not sign in at Airtable.", what_to_do="Give it a new token.")
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48).replace("~", "_")
    url = _oauth.address(state, verifier)
    attempt_id = _hashed(state)
    with db.uow(actor) as unit:
        unit.exec(
            delete(OAuthAttempt).where(
                col(OAuthAttempt.team_id) == actor.team_id, col(OAuthAttempt.expires_at) < utc_now()
            )
        )
        unit.add(
            OAuthAttempt(
                id=attempt_id,
                team_id=actor.team_id,
                person_id=actor.person_id,
                session_id=actor.session_id,
                connection_id=connection_id,
                verifier=sealing.seal(SEAL, verifier, bound_to=attempt_id),
                expires_at=utc_now() + ATTEMPT_LIFE,
            )
        )
    return url


def exchange_code(actor: Actor, *, state: str, code: str = "", error: str = "") -> ConnectionCard:
    """Ends what authorize_url began: the connection that was added or reconnected. Needs admin.

    Raises Forbidden for a state that is not of this session, was used or is too old; ConnectionRefused when the
    person did not agree or the code does not work; InvalidInput when nothing can be read; Unavailable.
    """
    actor.require(Role.ADMIN)
    attempt = _take_attempt(actor, state)
    if error or not 0 < len(code) <= MAX_CODE_CHARACTERS:
        raise ConnectionRefused(
            "Airtable was not allowed to connect.", what_to_do="Try again and agree there."
        )
    grant = _oauth.exchanged(code, sealing.unseal(SEAL, attempt.verifier, bound_to=attempt.id))
    access = probe(_stored.with_token(grant.access), feature="connect")
    if access.missing or not access.bases:
        raise InvalidInput(
            "Airtable gave access to no base that can be read.",
            what_to_do="Connect again and choose at least one base.",
        )
    if attempt.connection_id:
        return _reconnect(actor, attempt.connection_id, grant, access)
    row = StoredConnection(
        id=new_id(),
        team_id=actor.team_id,
        kind="oauth",
        name=NAME,
        identity="",
        created_by=actor.person_id,
    )
    _fill(row, grant, access)
    return keep_new(actor, row)


def _take_attempt(actor: Actor, state: str) -> OAuthAttempt:
    attempt_id = _hashed(state)
    with db.uow(actor) as unit:
        taken = unit.exec(
            update(OAuthAttempt)
            .where(
                col(OAuthAttempt.id) == attempt_id,
                col(OAuthAttempt.team_id) == actor.team_id,
                col(OAuthAttempt.person_id) == actor.person_id,
                col(OAuthAttempt.session_id) == actor.session_id,
                col(OAuthAttempt.used_at).is_(None),
                col(OAuthAttempt.expires_at) > utc_now(),
            )
            .values(used_at=utc_now())
        )
        attempt = unit.get(OAuthAttempt, attempt_id) if taken.rowcount == 1 and actor.session_id else None
    if attempt is None:
        raise Forbidden(
            "This way back from Airtable does not work.",
            what_to_do="It works once, for ten minutes, in the browser that began it: connect again.",
        )
    return attempt


def _reconnect(actor: Actor, connection_id: str, grant: Grant, access: Access) -> ConnectionCard:
    with db.uow(actor) as unit:
        row = _stored.locked(unit, actor, connection_id)
        _fill(row, grant, access)
        unit.add(row)
        audit.record(unit, actor, "connection.reconnected", subject_id=row.id, facts={"kind": row.kind})
    return card(row)


def _fill(row: StoredConnection, grant: Grant, access: Access) -> None:
    _stored.keep_grant(row, grant)
    # Not of the tokens, which change every hour: of the consent, which may have been given for other bases.
    row.identity = identity_of("oauth", row.id, new_id())
    row.owner_id, row.owner_email = access.person.id, access.person.email
    row.scopes = sorted(access.person.scopes or grant.scopes)
    row.state, row.refused, row.exhausted_until, row.checked_at = "ready", {}, None, utc_now()


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
