"""The calls of OAuth: a person grants access on a page, and a client exchanges the code and refreshes its tokens."""

import base64
import binascii
import hmac
import secrets
import time
from typing import Any

from sqlalchemy import Connection
from starlette.responses import JSONResponse, Response

from app.sandbox import consent_page, ids, oauth_requests
from app.sandbox.access import LEVELS
from app.sandbox.errors import ApiError
from app.sandbox.oauth_requests import Authorization, Refused, Unanswerable
from app.sandbox.store import bases as base_store
from app.sandbox.store import oauth as oauth_store
from app.sandbox.store import people as people_store
from app.sandbox.store.oauth import Client, Code, Grant
from app.sandbox.workshop import Call, Workshop

_MAX_BASES_SHOWN = 200
_NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


def authorize(workshop: Workshop, call: Call) -> Response:
    """The page that a client sends a person to."""
    with workshop.database.reading() as connection:
        try:
            client, asked = oauth_requests.read(
                call.query, lambda client_id: oauth_store.find_client(connection, client_id)
            )
        except Unanswerable as error:
            return consent_page.failed(str(error))
        except Refused as refused:
            return consent_page.redirect(refused.location)
    return consent_page.sign_in(client, asked.scopes, asked.sealed(workshop.key))


def decide(workshop: Workshop, call: Call) -> Response:
    """What a person answers on one of the pages: signs in, grants, or denies."""
    try:
        asked = Authorization.unsealed(_field(call, "request"), workshop.key)
    except Unanswerable as error:
        return consent_page.failed(str(error))
    decision = _field(call, "decision")
    if decision == "deny":
        refused = Refused(
            "access_denied",
            "The user chose not to authorize your integration.",
            redirect_uri=asked.redirect_uri,
            state=asked.state,
        )
        return consent_page.redirect(refused.location)
    if decision == "grant" and asked.person_id:
        return _grant(workshop, call, asked)
    return _sign_in(workshop, call, asked)


def token(workshop: Workshop, call: Call) -> Response:
    """Exchanges a code or a refresh token for a new pair. What was given counts as used, even if this fails."""
    answer: dict[str, Any] | Refused
    with workshop.database.writing() as connection:
        try:
            client = _authenticated(connection, call)
            match _field(call, "grant_type"):
                case "authorization_code":
                    grant = _exchanged(connection, call, client)
                case "refresh_token":
                    grant = _refreshed(connection, call, client)
                case _:
                    raise Refused("unsupported_grant_type", "Use authorization_code or refresh_token.")
            answer = _new_tokens(workshop, connection, grant)
        except Refused as refused:
            # Not raised out of the transaction: that a code or token was used must be kept.
            answer = refused
    if isinstance(answer, Refused):
        status = 401 if answer.error == "invalid_client" else 400
        told = {"error": answer.error, "error_description": answer.description}
        return JSONResponse(told, status, _NO_STORE)
    return JSONResponse(answer, headers=_NO_STORE)


def _sign_in(workshop: Workshop, call: Call, asked: Authorization) -> Response:
    with workshop.database.reading() as connection:
        client = oauth_store.find_client(connection, asked.client_id)
    if client is None:
        return consent_page.failed("There is no application with this client_id.")
    try:
        found = workshop.grant_of(f"Bearer {_field(call, 'token')}")
    except ApiError:
        found = None
    if found is None or found.token.client_id:
        problem = "This is not a token of the sandbox."
        return consent_page.sign_in(client, asked.scopes, asked.sealed(workshop.key), problem)
    if missing := sorted(set(asked.scopes) - found.token.scopes):
        problem = f"This token cannot grant {missing[0]}."
        return consent_page.sign_in(client, asked.scopes, asked.sealed(workshop.key), problem)
    bases = None if found.token.bases is None else sorted(found.token.bases)
    return _choice(workshop, client, asked.signed_in(found.person.id, bases))


def _choice(workshop: Workshop, client: Client, asked: Authorization, problem: str = "") -> Response:
    with workshop.database.reading() as connection:
        person = people_store.people(connection)[asked.person_id]
        bases = _choosable(connection, asked)
    return consent_page.choose(
        client, asked.scopes, person, bases, sealed=asked.sealed(workshop.key), problem=problem
    )


def _choosable(connection: Connection, asked: Authorization) -> list[tuple[str, str]]:
    """Id and name of the bases that the person may grant."""
    found = base_store.list_bases(connection, after="", limit=_MAX_BASES_SHOWN)
    return [
        (base_id, name)
        for base_id, name, permission, permissions in found
        if LEVELS.index(permissions.get(asked.person_id, permission)) > 0
        and (asked.bases is None or base_id in asked.bases)
    ]


def _grant(workshop: Workshop, call: Call, asked: Authorization) -> Response:
    with workshop.database.writing() as connection:
        client = oauth_store.find_client(connection, asked.client_id)
        if client is None:
            return consent_page.failed("There is no application with this client_id.")
        known = {base_id for base_id, _ in _choosable(connection, asked)}
        chosen = tuple(sorted(known & set(call.body.get("base", ()))))
        bases = asked.bases if call.body.get("all") else chosen
        if bases is None or bases:
            code = secrets.token_urlsafe(48)
            expires = time.time() + workshop.timing.periods.authorization_code
            grant = Grant(ids.new_id("gra"), client.id, asked.person_id, asked.scopes, bases)
            made = Code(grant, asked.redirect_uri, asked.challenge, expires, is_used=False)
            oauth_store.add_code(connection, code, made)
    if bases is not None and not bases:
        return _choice(workshop, client, asked, "Choose at least one base.")
    told = {
        "code": code,
        "state": asked.state,
        "code_challenge": asked.challenge,
        "code_challenge_method": "S256",
    }
    return consent_page.redirect(oauth_requests.with_query(asked.redirect_uri, told))


def _authenticated(connection: Connection, call: Call) -> Client:
    """The client of a request for tokens. One with a secret proves it by Basic; one without must send none."""
    if repeated := sorted(name for name, values in call.body.items() if len(values) > 1):
        raise Refused("invalid_request", f"The parameter {repeated[0]} was included more than once.")
    named, secret = _basic(call.authorization)
    client_id = _field(call, "client_id") or named
    client = oauth_store.find_client(connection, client_id)
    if client is None or (named and named != client_id):
        raise Refused("invalid_client", "There is no such client, or two different ones were named.")
    if bool(client.secret_digest) != bool(call.authorization):
        raise Refused("invalid_client", "The client_secret was missing and required, or given and forbidden.")
    if not hmac.compare_digest(oauth_store.secret_digest(secret), client.secret_digest):
        raise Refused("invalid_client", "The client_secret is not the right one.")
    return client


def _basic(header: str) -> tuple[str, str]:
    """Client id and secret of the header, empty ones without it. Both alphabets of base64 are in use."""
    scheme, _, given = header.partition(" ")
    if not header:
        return "", ""
    try:
        text = base64.b64decode(given.strip().translate(str.maketrans("-_", "+/")) + "==").decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        text = ""
    client_id, _, secret = text.partition(":")
    if scheme.lower() != "basic" or not client_id or not secret:
        raise Refused(
            "invalid_client", "The Authorization header must be Basic with client_id and client_secret."
        )
    return client_id, secret


def _require(call: Call, *names: str) -> None:
    for name in names:
        if not _field(call, name):
            raise Refused("invalid_request", f"The parameter {name} is missing.")


def _exchanged(connection: Connection, call: Call, client: Client) -> Grant:
    code = oauth_store.take_code(connection, _field(call, "code"))
    _require(call, "code", "redirect_uri", "code_verifier")
    if code is None or code.grant.client_id != client.id:
        raise Refused("invalid_grant", "The code is not valid for this client.")
    if code.is_used:
        # Somebody else may have it: what came of it ends as well.
        oauth_store.revoke(connection, code.grant.id)
        raise Refused("invalid_grant", "The code was used before.")
    if code.expires <= time.time():
        raise Refused("invalid_grant", "The code has expired.")
    if code.redirect_uri != _field(call, "redirect_uri"):
        raise Refused("invalid_grant", "The redirect_uri is not the one of the authorization request.")
    if not oauth_requests.fits(_field(call, "code_verifier"), code.challenge):
        raise Refused("invalid_grant", "The code_verifier does not match the code_challenge.")
    return code.grant


def _refreshed(connection: Connection, call: Call, client: Client) -> Grant:
    _require(call, "refresh_token")
    found = oauth_store.take_refresh_token(connection, _field(call, "refresh_token"))
    if found is None or found.grant.client_id != client.id:
        raise Refused("invalid_grant", "The refresh token is not valid for this client.")
    if found.is_used:
        # A token that was used twice was stolen, or two processes share it without a lock.
        oauth_store.revoke(connection, found.grant.id)
        raise Refused("invalid_grant", "The refresh token was used before. The grant is revoked.")
    if found.is_revoked or found.expires <= time.time():
        raise Refused("invalid_grant", "The refresh token has expired or was revoked.")
    return _narrowed(found.grant, _field(call, "scope"))


def _narrowed(grant: Grant, scope: str) -> Grant:
    """The grant with fewer scopes, where the client asks for that."""
    if not scope:
        return grant
    scopes = tuple(scope.split(" "))
    if len(set(scopes)) < len(scopes) or set(scopes) - set(grant.scopes):
        raise Refused("invalid_scope", "The scopes must be some of those that the token has.")
    return Grant(grant.id, grant.client_id, grant.person_id, scopes, grant.bases)


def _new_tokens(workshop: Workshop, connection: Connection, grant: Grant) -> dict[str, Any]:
    periods, now = workshop.timing.periods, time.time()
    access, refresh = f"oaa{secrets.token_urlsafe(48)}", f"oar{secrets.token_urlsafe(64)}"
    oauth_store.add_tokens(
        connection,
        grant,
        access=access,
        access_expires=now + periods.access_token,
        refresh=refresh,
        refresh_expires=now + periods.refresh_token,
    )
    return {
        "access_token": access,
        "refresh_token": refresh,
        "token_type": "Bearer",
        "scope": " ".join(grant.scopes),
        "expires_in": int(periods.access_token),
        "refresh_expires_in": int(periods.refresh_token),
    }


def _field(call: Call, name: str) -> str:
    values = call.body.get(name)
    return values[0] if values else ""
