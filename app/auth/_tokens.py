"""Tokens of programs: a signed access token of some minutes, and refresh tokens of which each works once.

The access token says which session, never what it may do: team and role are read from the database.
"""

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OKPKey
from sqlmodel import Session as Unit
from sqlmodel import col, select, update

from app import bus, config, db, mail, sealing
from app.actor import Actor
from app.auth import _letters, _recording, _sessions
from app.auth._shapes import NewTokens, SignedIn
from app.errors import NotSignedIn
from app.models import Person, RefreshToken, Session, utc_now
from app.telemetry import logger

# The name that RFC 9864 gives to EdDSA with this curve.
ALGORITHM = "Ed25519"
TYPE = "at+jwt"
LEEWAY_SECONDS = 30
LONGEST_CHARACTERS = 2_000
REFRESH_CHARACTERS = 43
SEAL = "refresh-token"
log = logger(__name__)


def begin(unit: Unit, person_id: str, team_id: str, *, address: str, user_agent: str) -> NewTokens:
    """Inside the platform's unit of work: a new session of a program and its first pair of tokens."""
    # Random, and no hash of a cookie's value: no cookie opens the session of a program.
    session = _sessions.new_row(
        secrets.token_hex(32), person_id, team_id, kind="api", address=address, user_agent=user_agent
    )
    unit.add(session)
    unit.flush()
    return _pair(session, _add_refresh_token(unit, session))


def access_session_id(access_token: str) -> str:
    """The session that an access token is for; empty for one that is forged, expired or not for us."""
    claims = _claims(access_token)
    return str(claims["sid"]) if claims else ""


def refresh(refresh_token: str, *, address: str, user_agent: str) -> NewTokens:
    """The next pair of tokens. The same refresh token gives the same successor again for some seconds, to a program
    whose reply was lost; after that it is taken for stolen, and the session ends. Raises NotSignedIn."""
    token_id = _hashed(refresh_token)
    made = None
    with db.uow(Actor.system("refresh")) as unit:
        session = _live_session(unit, token_id)
        if session is not None:
            successor = _successor(unit, session, token_id)
            if successor:
                _touch(unit, session, address, user_agent)
                made = _pair(session, successor)
            else:
                _end_reused(unit, session, address)
    if made is None:
        raise _refused()
    return made


def log_out(who: SignedIn | str) -> None:
    """End the session of a program or browser, or of the program with this refresh token; nothing happens when there
    is none."""
    if isinstance(who, SignedIn):
        session_id = who.session_id
    else:
        with db.uow(Actor.system("refresh"), read_only=True) as unit:
            token = unit.get(RefreshToken, hashlib.sha256(who.encode()).hexdigest())
        session_id = token.session_id if token else ""
    if session_id:
        _sessions.end(Actor.anonymous("sign-out"), session_id, "person.signed_out")


def _live_session(unit: Unit, token_id: str) -> Session | None:
    """The session of a refresh token while its person may go on; the row is locked, so that a revocation at the same
    moment comes before or after."""
    session_id = unit.exec(select(RefreshToken.session_id).where(RefreshToken.id == token_id)).first()
    if session_id is None:
        return None
    session = unit.exec(select(Session).where(Session.id == session_id).with_for_update()).first()
    if (
        session is None
        or unit.exec(_sessions.alive(utc_now()).where(Session.id == session_id)).first() is None
    ):
        return None
    return session


def _successor(unit: Unit, session: Session, token_id: str) -> str:
    """The refresh token that follows: a new one to the first who asks, the same one to who asks at the same moment,
    none to who comes later."""
    now = utc_now()
    used = unit.exec(
        update(RefreshToken)
        .where(col(RefreshToken.id) == token_id, col(RefreshToken.used_at).is_(None))
        .values(used_at=now)
    )
    if used.rowcount == 1:
        successor = _add_refresh_token(unit, session)
        sealed = sealing.seal(SEAL, successor, bound_to=token_id)
        unit.exec(update(RefreshToken).where(col(RefreshToken.id) == token_id).values(successor=sealed))
        return successor
    row = unit.exec(select(RefreshToken).where(RefreshToken.id == token_id)).one()
    grace = timedelta(seconds=config.limits().refresh_grace_seconds)
    if row.used_at is None or now - row.used_at > grace:
        return ""
    return sealing.unseal(SEAL, row.successor, bound_to=token_id)


def _add_refresh_token(unit: Unit, session: Session) -> str:
    token = secrets.token_urlsafe(32)
    unit.add(
        RefreshToken(
            id=hashlib.sha256(token.encode()).hexdigest(),
            session_id=session.id,
            expires_at=session.expires_at,
        )
    )
    unit.flush()
    return token


def _touch(unit: Unit, session: Session, address: str, user_agent: str) -> None:
    session.last_seen_at, session.address = utc_now(), address[:64] or session.address
    session.user_agent = user_agent[:300] or session.user_agent
    unit.add(session)


def _end_reused(unit: Unit, session: Session, address: str) -> None:
    session.revoked_at = utc_now()
    unit.add(session)
    email = unit.exec(select(Person.email).where(Person.id == session.person_id)).one()
    told = _letters.token_reused()
    mail.post(unit, to=email, subject=told.subject, text=told.text, is_notice=True)
    bus.publish(_sessions.TOPIC, "revoked", session_id=session.id)
    session_id = session.id
    db.after_commit(lambda: _sessions.forget(session_id=session_id))
    _recording.record(
        unit,
        Actor.anonymous("refresh"),
        "session.refresh_reused",
        person_id=session.person_id,
        facts={"session": session.id[:8]},
        address=address,
        team_ids=[session.team_id],
    )
    log.warning("refresh_reused", session_id=session.id[:8], address=address)


def _pair(session: Session, refresh_token: str) -> NewTokens:
    now = int(time.time())
    until = now + config.limits().access_token_minutes * 60
    claims = {
        **_ours(),
        "sub": session.person_id,
        "sid": session.id,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": until,
    }
    name, key = next(iter(_keys(tuple(config.settings().keys_for("access-token"))).items()))
    header = {"alg": ALGORITHM, "kid": name, "typ": TYPE}
    return NewTokens(
        access_token=jwt.encode(header, claims, key, algorithms=[ALGORITHM]),
        access_expires_at=datetime.fromtimestamp(until, UTC),
        refresh_token=refresh_token,
        expires_at=session.expires_at,
        session_id=session.id,
        person_id=session.person_id,
        team_id=session.team_id,
    )


def _claims(access_token: str) -> dict[str, Any] | None:
    """What a token says, if we said it and it still holds."""
    if not access_token or len(access_token) > LONGEST_CHARACTERS or not access_token.isascii():
        return None
    keys = _keys(tuple(config.settings().keys_for("access-token")))
    try:
        token = jwt.decode(access_token, lambda told: _key_of(keys, told), algorithms=[ALGORITHM])
        _registry().validate(token.claims)
    except (JoseError, ValueError):
        return None
    return token.claims if isinstance(token.claims["sid"], str) else None


def _key_of(keys: dict[str, OKPKey], told: GuestProtocol) -> OKPKey:
    """The key that a token names. Its header is ours to the letter: nothing in a token chooses how it is checked.
    Raises ValueError."""
    header = told.headers()
    for name, key in keys.items():
        if header == {"alg": ALGORITHM, "kid": name, "typ": TYPE}:
            return key
    raise ValueError("This is no header of ours.")


@cache
def _keys(seeds: tuple[bytes, ...]) -> dict[str, OKPKey]:
    """The keys by name, today's first."""
    found = {}
    for seed in seeds:
        name = hashlib.sha256(b"name" + seed).hexdigest()[:16]
        pem = Ed25519PrivateKey.from_private_bytes(seed).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        found[name] = OKPKey.import_key(pem)
    return found


def _ours() -> dict[str, str]:
    """Who a token is from and whom it is for."""
    url = config.settings().url
    return {"iss": url, "aud": f"{url}/api/"}


def _registry() -> jwt.JWTClaimsRegistry:
    ours = _ours()
    return jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": ours["iss"]},
        aud={"essential": True, "value": ours["aud"]},
        sub={"essential": True},
        sid={"essential": True},
        jti={"essential": True},
        iat={"essential": True},
        exp={"essential": True},
    )


def _hashed(refresh_token: str) -> str:
    if len(refresh_token) != REFRESH_CHARACTERS:
        raise _refused()
    return hashlib.sha256(refresh_token.encode()).hexdigest()


def _refused() -> NotSignedIn:
    return NotSignedIn("This refresh token does not work any more.", what_to_do="Log in again.")
