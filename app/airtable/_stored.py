"""The rows of connections: found, opened into a Connection, and kept up to date with what its calls teach."""

import contextlib
import hashlib
import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app import audit, config, db, sealing
from app.actor import Actor
from app.airtable import _oauth, _sandbox_limits
from app.airtable._oauth import Grant, GrantRefused
from app.airtable._shapes import Connection, identity_of
from app.errors import ConnectionRefused, NotFound, PlatformError, Unavailable
from app.models import StoredConnection, new_id, utc_now
from app.telemetry import logger

SEAL = StoredConnection.sealed["secret"]
# Access tokens are renewed when they would end within this time.
EARLY = timedelta(minutes=10)
# Longer than a renewal can take, so that two processes never use one refresh token.
LEASE = timedelta(seconds=45)
LEASE_POLL_SECONDS = 0.1
log = logger(__name__)


def rows(actor: Actor) -> list[StoredConnection]:
    """The connections of the team, oldest first. The sandbox is there without a row until somebody changes it."""
    with db.uow(actor, read_only=True) as unit:
        stored = unit.exec(
            select(StoredConnection)
            .where(StoredConnection.team_id == actor.team_id)
            .order_by(col(StoredConnection.created_at), col(StoredConnection.id))
        ).all()
    implied = [] if any(row.kind == "sandbox" for row in stored) else _implied_sandbox(actor)
    return [*implied, *(row for row in stored if row.removed_at is None)]


def row(actor: Actor, connection_id: str) -> StoredConnection:
    """The connection of this id. Raises NotFound for an unknown one, a removed one, and another team's."""
    for found in rows(actor):
        if found.id == connection_id:
            return found
    raise NotFound(
        "There is no such connection.",
        what_to_do="It may have been removed: choose another one, or add it again.",
    )


def locked(unit: Session, actor: Actor, connection_id: str) -> StoredConnection:
    """The connection's row for a change inside the open unit of work; the sandbox gets its row now. Raises NotFound."""
    found = unit.exec(
        select(StoredConnection)
        .where(StoredConnection.id == connection_id, StoredConnection.team_id == actor.team_id)
        .with_for_update()
    ).first()
    if found is None and connection_id == sandbox_id(actor.team_id):
        for implied in _implied_sandbox(actor):
            unit.add(implied)
            return implied
    if found is None or found.removed_at is not None:
        raise NotFound("There is no such connection.", what_to_do="It may have been removed: look again.")
    return found


def opened(actor: Actor, stored: StoredConnection) -> Connection:
    """The connection, ready to be used; OAuth tokens that end soon are renewed first.

    Raises ConnectionRefused for one that has to be reconnected, Unavailable when no sandbox runs or a renewal fails.
    """
    settings = config.settings()
    if stored.kind == "sandbox":
        if not settings.sandbox_url:
            raise Unavailable("No sandbox is running.", what_to_do="Start the platform with `make run`.")
        is_limited = _sandbox_limits.are_on(settings.sandbox_url, settings.sandbox_token)
        return _connection(
            actor, stored, settings.sandbox_url, "", settings.sandbox_token, is_limited=is_limited
        )
    if stored.state == "reconnect":
        raise must_reconnect(stored)
    token = token_of(stored)
    if stored.kind == "oauth" and stored.expires_at is not None and stored.expires_at - utc_now() < EARLY:
        token = renewed(actor, stored.id, token)
    return _connection(actor, stored, settings.airtable_url, settings.airtable_upload, token, is_limited=True)


def with_token(token: str) -> Connection:
    """A connection that is not stored, to try a token."""
    settings = config.settings()
    return Connection(settings.airtable_url, token, "airtable", upload_url=settings.airtable_upload)


def token_of(stored: StoredConnection) -> str:
    """The token to send. Raises ConfigurationError when no known key opens it."""
    secret = _secret(stored)
    return secret.get("token") or secret["access"]


def sealed_token(connection_id: str, token: str) -> str:
    return _sealed(connection_id, {"token": token})


def sealed_grant(connection_id: str, grant: Grant) -> str:
    return _sealed(connection_id, {"access": grant.access, "refresh": grant.refresh})


def must_reconnect(stored: StoredConnection) -> ConnectionRefused:
    return ConnectionRefused(
        f"Airtable does not accept the credential of the connection {stored.name} any more.",
        what_to_do="An admin can reconnect it under Admin > Connections.",
    )


def sandbox_id(team_id: str) -> str:
    return hashlib.sha256(f"sandbox\n{team_id}".encode()).hexdigest()[:32]


def renewed(actor: Actor, connection_id: str, old: str) -> str:
    """A newer access token than the old one; one process renews, the others wait for what it stores.

    Raises ConnectionRefused when the person has to sign in again, Unavailable.
    """
    me, deadline = new_id(), time.monotonic() + LEASE.total_seconds() + 5
    while time.monotonic() < deadline:
        grant = _claim(actor, connection_id, old, me)
        if isinstance(grant, str):
            return grant
        if grant is not None:
            return _renew(actor, connection_id, grant, me)
        time.sleep(LEASE_POLL_SECONDS)
    raise Unavailable("The connection is being renewed.", what_to_do="Try again in a moment.")


def _claim(actor: Actor, connection_id: str, old: str, me: str) -> Grant | str | None:
    """The token somebody else has stored; the grant to renew, when the lease is ours now; or None, to wait."""
    with db.uow(actor) as unit:
        stored = locked(unit, actor, connection_id)
        if stored.state == "reconnect":
            raise must_reconnect(stored)
        secret = _secret(stored)
        if secret["access"] != old:
            return secret["access"]
        if stored.lease_until is not None and stored.lease_until > utc_now():
            return None
        stored.lease_owner, stored.lease_until = me, utc_now() + LEASE
        unit.add(stored)
    return Grant(secret["access"], secret["refresh"], tuple(stored.scopes), 0, 0)


def _renew(actor: Actor, connection_id: str, grant: Grant, me: str) -> str:
    try:
        new = _oauth.refreshed(grant)
    except GrantRefused:
        with db.uow(actor) as unit:
            _lose(unit, actor, locked(unit, actor, connection_id))
        raise
    except Unavailable:
        with db.uow(actor) as unit:
            stored = locked(unit, actor, connection_id)
            if stored.lease_owner == me:
                stored.lease_until = None
                unit.add(stored)
        raise
    # Stored before it is used: the old pair is worth nothing from now on.
    with db.uow(actor) as unit:
        stored = locked(unit, actor, connection_id)
        keep_grant(stored, new)
        unit.add(stored)
    log.info("airtable_tokens_renewed", connection_id=connection_id)
    return new.access


def keep_grant(stored: StoredConnection, grant: Grant) -> None:
    """Write a pair of tokens into the row."""
    stored.secret = sealed_grant(stored.id, grant)
    stored.expires_at = utc_now() + timedelta(seconds=grant.expires_in)
    stored.lease_owner, stored.lease_until = "", None


@dataclass(frozen=True)
class RowKeeper:
    """Writes into the row what the calls of a connection teach. Never fails the call that taught it."""

    actor: Actor
    connection_id: str

    def newer_token(self, refused: str) -> str:
        stored = row(self.actor, self.connection_id)
        if stored.kind == "sandbox":
            return ""
        current = token_of(stored)
        if current != refused:
            return current
        if stored.kind == "oauth" and stored.state == "ready":
            return renewed(self.actor, self.connection_id, refused)
        with db.uow(self.actor) as unit:
            _lose(unit, self.actor, locked(unit, self.actor, self.connection_id))
        return ""

    def is_lost(self, refused: str) -> None:
        with contextlib.suppress(PlatformError), db.uow(self.actor) as unit:
            stored = locked(unit, self.actor, self.connection_id)
            if token_of(stored) == refused:
                _lose(unit, self.actor, stored)

    def was_refused(self, base_id: str, scope: str) -> None:
        # What cannot be written down now is learned again at the next call.
        with contextlib.suppress(PlatformError), db.uow(self.actor) as unit:
            stored = locked(unit, self.actor, self.connection_id)
            known = stored.refused.get(base_id, [])
            if scope and scope not in known:
                # A new dict, because a change inside the old one would not be noticed.
                stored.refused = {**stored.refused, base_id: sorted([*known, scope])}
                unit.add(stored)

    def is_exhausted(self, until: datetime) -> None:
        with contextlib.suppress(PlatformError), db.uow(self.actor) as unit:
            stored = locked(unit, self.actor, self.connection_id)
            stored.exhausted_until = until
            unit.add(stored)


def _lose(unit: Session, actor: Actor, stored: StoredConnection) -> None:
    if stored.state == "ready":
        stored.state = "reconnect"
        audit.record(unit, actor, "connection.lost", subject_id=stored.id, facts={"kind": stored.kind})
    stored.lease_owner, stored.lease_until = "", None
    unit.add(stored)


def _connection(
    actor: Actor, stored: StoredConnection, url: str, upload_url: str, token: str, *, is_limited: bool
) -> Connection:
    return Connection(
        url=url,
        token=token,
        kind="sandbox" if stored.kind == "sandbox" else "airtable",
        upload_url=upload_url,
        identity=stored.identity,
        connection_id=stored.id,
        team_id=stored.team_id,
        owner_id=stored.owner_id,
        plan_calls=stored.plan_calls,
        is_limited=is_limited,
        exhausted_until=stored.exhausted_until,
        keeper=RowKeeper(actor, stored.id),
    )


def _implied_sandbox(actor: Actor) -> list[StoredConnection]:
    if not config.settings().sandbox_url or actor.is_system:
        return []
    made = StoredConnection(
        id=sandbox_id(actor.team_id),
        team_id=actor.team_id,
        kind="sandbox",
        name="Sandbox",
        identity=identity_of("sandbox", actor.team_id),
        created_at=datetime.fromtimestamp(0, utc_now().tzinfo),
    )
    return [made]


def _secret(stored: StoredConnection) -> dict[str, str]:
    opened: dict[str, str] = json.loads(sealing.unseal(SEAL, stored.secret, bound_to=stored.id))
    return opened


def _sealed(connection_id: str, secret: dict[str, str]) -> str:
    return sealing.seal(SEAL, json.dumps(secret), bound_to=connection_id)
