"""Bar A-8: an access token that we did not say, or that does not hold any more, opens nothing."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app import auth, config
from app.auth import _tokens

SID = "5" * 64
URL = "http://127.0.0.1:8000"
pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("settings")]


def seed() -> bytes:
    return config.settings().key_for("access-token")


def ours() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed())


def header(**changes: Any) -> dict[str, Any]:
    kid = hashlib.sha256(b"name" + seed()).hexdigest()[:16]
    return _without_none({"alg": "Ed25519", "kid": kid, "typ": "at+jwt", **changes})


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    told = {
        "iss": URL,
        "aud": f"{URL}/api/",
        "sub": "p",
        "sid": SID,
        "jti": "j",
        "iat": now,
        "exp": now + 600,
    }
    return _without_none({**told, **changes})


def _without_none(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}


def encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def signed(head: Any = None, body: Any = None, *, key: Ed25519PrivateKey | None = None) -> str:
    """A token with a good signature of ours, or of another key."""
    text = f"{encoded(header() if head is None else head)}.{encoded(claims() if body is None else body)}"
    return f"{text}.{encoded((key or ours()).sign(text.encode()))}"


def with_hmac(secret: bytes, algorithm: str = "HS256") -> str:
    text = f"{encoded(header(alg=algorithm))}.{encoded(claims())}"
    return f"{text}.{encoded(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def public_key(kind: serialization.Encoding, form: serialization.PublicFormat) -> bytes:
    return ours().public_key().public_bytes(kind, form)


def jwk_of(key: Ed25519PrivateKey) -> dict[str, str]:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": encoded(raw)}


def in_parts(change: Callable[[list[str]], list[str]]) -> str:
    return ".".join(change(signed().split(".")))


def rsa_signed() -> str:
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.hashes import SHA256

    text = f"{encoded(header(alg='RS256'))}.{encoded(claims())}"
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return f"{text}.{encoded(key.sign(text.encode(), padding.PKCS1v15(), SHA256()))}"


NOW = time.time
STRANGER = Ed25519PrivateKey.generate()
PEM, RAW = serialization.Encoding.PEM, serialization.Encoding.Raw
SPKI, BARE = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.PublicFormat.Raw
FORGED: dict[str, Callable[[], str]] = {
    "alg none": lambda: f"{encoded(header(alg='none'))}.{encoded(claims())}.",
    "alg None with a signature": lambda: signed(header(alg="None")),
    "no alg": lambda: signed(header(alg=None)),
    "alg EdDSA, the old name": lambda: signed(header(alg="EdDSA")),
    "HMAC with the public key as PEM": lambda: with_hmac(public_key(PEM, SPKI)),
    "HMAC with the public key's bytes": lambda: with_hmac(public_key(RAW, BARE)),
    "HMAC with nothing": lambda: with_hmac(b""),
    "RS256 of a stranger": rsa_signed,
    "key of a stranger": lambda: signed(key=STRANGER),
    "key of a stranger, brought along as jwk": lambda: signed(header(jwk=jwk_of(STRANGER)), key=STRANGER),
    "jwk of ours": lambda: signed(header(jwk=jwk_of(ours()))),
    "jku": lambda: signed(header(jku="https://evil.example/keys")),
    "x5u": lambda: signed(header(x5u="https://evil.example/cert")),
    "x5c": lambda: signed(header(x5c=["MII="])),
    "crit": lambda: signed(header(crit=["exp"])),
    "b64 false": lambda: signed(header(b64=False, crit=["b64"])),
    "unknown kid": lambda: signed(header(kid="0" * 16)),
    "kid that is a path": lambda: signed(header(kid="../../dev/null")),
    "kid that is a list": lambda: signed(header(kid=["x"])),
    "no kid": lambda: signed(header(kid=None)),
    "typ JWT": lambda: signed(header(typ="JWT")),
    "no typ": lambda: signed(header(typ=None)),
    "other audience": lambda: signed(body=claims(aud="https://other.example/api/")),
    "audience of our pages": lambda: signed(body=claims(aud=URL)),
    "no audience": lambda: signed(body=claims(aud=None)),
    "other issuer": lambda: signed(body=claims(iss="https://evil.example")),
    "no issuer": lambda: signed(body=claims(iss=None)),
    "no exp": lambda: signed(body=claims(exp=None)),
    "expired 31 s ago": lambda: signed(body=claims(exp=int(NOW()) - 31)),
    "exp as text": lambda: signed(body=claims(exp="never")),
    "exp that is no number": lambda: signed(body=claims(exp=float("nan"))),
    "not before in 31 s": lambda: signed(body=claims(nbf=int(NOW()) + 31)),
    "said in 31 s": lambda: signed(body=claims(iat=int(NOW()) + 31)),
    "no iat": lambda: signed(body=claims(iat=None)),
    "no sub": lambda: signed(body=claims(sub=None)),
    "no sid": lambda: signed(body=claims(sid=None)),
    "sid that is a list": lambda: signed(body=claims(sid=[SID])),
    "empty sid": lambda: signed(body=claims(sid="")),
    "no jti": lambda: signed(body=claims(jti=None)),
    "claims that are a list": lambda: signed(body=[claims()]),
    "claims that are no JSON": lambda: signed(body=b"{"),
    "header that is no JSON": lambda: signed(head=b"{"),
    "signature cut off": lambda: in_parts(lambda parts: [*parts[:2], ""]),
    "signature of another token": lambda: in_parts(
        lambda parts: [*parts[:2], signed(body=claims(jti="x")).split(".")[2]]
    ),
    "claims exchanged": lambda: in_parts(lambda parts: [parts[0], encoded(claims(sid="6" * 64)), parts[2]]),
    "two parts": lambda: in_parts(lambda parts: parts[:2]),
    "four parts": lambda: in_parts(lambda parts: [*parts, "x"]),
    "nothing": lambda: "",
    "null": lambda: "null",
    "very long": lambda: signed(body=claims(more="x" * 3_000)),
    "other letters": lambda: signed() + "é",
}


def test_a_8_token_of_ours_is_taken():
    assert auth.access_session_id(signed()) == SID


@pytest.mark.parametrize("name", FORGED)
def test_a_8_forged_token_opens_nothing(name):
    assert auth.access_session_id(FORGED[name]()) == ""


def test_a_8_there_are_more_than_twenty_of_them():
    assert len(FORGED) > 20


def test_a_8_clocks_may_differ_by_half_a_minute():
    now = int(NOW())

    assert auth.access_session_id(signed(body=claims(exp=now - 25))) == SID
    assert auth.access_session_id(signed(body=claims(nbf=now + 25, iat=now + 25))) == SID


def test_a_8_token_of_an_earlier_key_is_taken_while_the_key_is_known(monkeypatch):
    token = signed()
    monkeypatch.setenv("PLATFORM_OLD_SECRET_KEYS", config.settings().secret_key.get_secret_value())
    monkeypatch.setenv("PLATFORM_SECRET_KEY", "another key of more than 32 bytes 0123456789")
    config.reload()
    assert auth.access_session_id(token) == SID

    monkeypatch.setenv("PLATFORM_OLD_SECRET_KEYS", "")
    config.reload()
    assert auth.access_session_id(token) == ""


@given(st.text(max_size=300))
def test_a_8_no_text_is_a_mistake_of_ours(text):
    assert _tokens.access_session_id(text) == ""


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=70))
def test_a_8_no_three_parts_are_a_mistake_of_ours(head, body, mark):
    assert _tokens.access_session_id(f"{encoded(head)}.{encoded(body)}.{encoded(mark)}") == ""


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_a_8_no_odd_claim_is_a_mistake_of_ours(value):
    for name in ("iss", "aud", "sub", "jti", "iat", "exp", "nbf"):
        assert auth.access_session_id(signed(body={**claims(), name: value})) in {"", SID}
