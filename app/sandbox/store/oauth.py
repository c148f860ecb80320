"""Clients of OAuth, the grants that people gave them, and the codes and tokens of these grants.

Secrets, codes and tokens are kept as digests. Times are seconds since 1970.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.sandbox.schema import compact
from app.sandbox.store.people import Person, Token, digest
from app.sandbox.store.tables import OAUTH_CLIENT, OAUTH_CODE, OAUTH_GRANT, OAUTH_TOKEN, PERSON


@dataclass(frozen=True)
class Client:
    """An integration. secret_digest "": a public client. scopes: those that it may ask for."""

    id: str
    name: str
    secret_digest: str
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Grant:
    """What a person granted to a client. bases None: all of them."""

    id: str
    client_id: str
    person_id: str
    scopes: tuple[str, ...]
    bases: tuple[str, ...] | None


@dataclass(frozen=True)
class Code:
    """A code for a grant that does not count before the code is exchanged."""

    grant: Grant
    redirect_uri: str
    challenge: str
    expires: float
    is_used: bool


@dataclass(frozen=True)
class RefreshToken:
    grant: Grant
    is_revoked: bool
    expires: float
    is_used: bool


def find_client(connection: Connection, client_id: str) -> Client | None:
    row = connection.execute(select(OAUTH_CLIENT).where(OAUTH_CLIENT.c.id == client_id)).one_or_none()
    if row is None:
        return None
    return Client(
        row.id,
        row.name,
        row.secret_digest,
        tuple(json.loads(row.redirect_uris)),
        tuple(json.loads(row.scopes)),
    )


def add_client(connection: Connection, client: Client) -> None:
    """Makes a client known; one with this id is replaced and keeps its grants."""
    connection.execute(delete(OAUTH_CLIENT).where(OAUTH_CLIENT.c.id == client.id))
    connection.execute(
        insert(OAUTH_CLIENT).values(
            id=client.id,
            name=client.name,
            secret_digest=client.secret_digest,
            redirect_uris=compact(list(client.redirect_uris)),
            scopes=compact(list(client.scopes)),
        )
    )


def add_code(connection: Connection, code: str, made: Code) -> None:
    """Keeps a code with its grant."""
    grant = made.grant
    connection.execute(
        insert(OAUTH_GRANT).values(
            id=grant.id,
            client_id=grant.client_id,
            person_id=grant.person_id,
            scopes=compact(list(grant.scopes)),
            bases=None if grant.bases is None else compact(list(grant.bases)),
            is_revoked=False,
        )
    )
    connection.execute(
        insert(OAUTH_CODE).values(
            digest=digest(code),
            grant_id=grant.id,
            redirect_uri=made.redirect_uri,
            challenge=made.challenge,
            expires=made.expires,
            is_used=False,
        )
    )


def take_code(connection: Connection, code: str) -> Code | None:
    """The code as it was before, and marks it as used. Two that take it at once wait for each other."""
    row = connection.execute(
        select(OAUTH_CODE, OAUTH_GRANT)
        .join(OAUTH_GRANT, OAUTH_GRANT.c.id == OAUTH_CODE.c.grant_id)
        .where(OAUTH_CODE.c.digest == digest(code))
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    connection.execute(update(OAUTH_CODE).where(OAUTH_CODE.c.digest == row.digest).values(is_used=True))
    return Code(_grant(row), row.redirect_uri, row.challenge, row.expires, row.is_used)


def take_refresh_token(connection: Connection, token: str) -> RefreshToken | None:
    """The token as it was before, and marks it as used. Two that take it at once wait for each other."""
    row = connection.execute(
        select(OAUTH_TOKEN, OAUTH_GRANT)
        .join(OAUTH_GRANT, OAUTH_GRANT.c.id == OAUTH_TOKEN.c.grant_id)
        .where(OAUTH_TOKEN.c.digest == digest(token), OAUTH_TOKEN.c.is_refresh)
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    connection.execute(update(OAUTH_TOKEN).where(OAUTH_TOKEN.c.digest == row.digest).values(is_used=True))
    return RefreshToken(_grant(row, row.token_scopes), row.is_revoked, row.expires, row.is_used)


def add_tokens(
    connection: Connection,
    grant: Grant,
    *,
    access: str,
    access_expires: float,
    refresh: str,
    refresh_expires: float,
) -> None:
    """Keeps a new pair; access tokens that the grant had before end."""
    old = (OAUTH_TOKEN.c.grant_id == grant.id) & ~OAUTH_TOKEN.c.is_refresh
    connection.execute(delete(OAUTH_TOKEN).where(old))
    for token, expires, is_refresh in ((access, access_expires, False), (refresh, refresh_expires, True)):
        connection.execute(
            insert(OAUTH_TOKEN).values(
                digest=digest(token),
                grant_id=grant.id,
                token_scopes=compact(list(grant.scopes)),
                is_refresh=is_refresh,
                expires=expires,
                is_used=False,
            )
        )


def revoke(connection: Connection, grant_id: str) -> None:
    """Ends all tokens of the grant, for ever."""
    connection.execute(update(OAUTH_GRANT).where(OAUTH_GRANT.c.id == grant_id).values(is_revoked=True))


def find_access_token(connection: Connection, token: str, *, now: float) -> Token | None:
    """What an access token allows; None for one that is unknown, expired or revoked."""
    row = connection.execute(
        select(OAUTH_TOKEN, OAUTH_GRANT, PERSON.c.email, PERSON.c.name)
        .join(OAUTH_GRANT, OAUTH_GRANT.c.id == OAUTH_TOKEN.c.grant_id)
        .join(PERSON, PERSON.c.id == OAUTH_GRANT.c.person_id)
        .where(OAUTH_TOKEN.c.digest == digest(token), ~OAUTH_TOKEN.c.is_refresh, ~OAUTH_GRANT.c.is_revoked)
        .where(OAUTH_TOKEN.c.expires > now)
    ).one_or_none()
    if row is None:
        return None
    bases = None if row.bases is None else frozenset(json.loads(row.bases))
    person = Person(row.person_id, row.email, row.name)
    return Token(person, frozenset(json.loads(row.token_scopes)), bases, client_id=row.client_id)


def secret_digest(secret: str) -> str:
    """What is kept of a client's secret, "" of none."""
    return digest(secret) if secret else ""


def _grant(row: Any, scopes: str = "") -> Grant:
    return Grant(
        id=row.grant_id,
        client_id=row.client_id,
        person_id=row.person_id,
        scopes=tuple(json.loads(scopes or row.scopes)),
        bases=None if row.bases is None else tuple(json.loads(row.bases)),
    )
