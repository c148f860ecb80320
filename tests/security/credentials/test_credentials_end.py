"""Bar A-7: a new password, a disabled account and an erased one end everything that lets the person in.

The tables are read from the models: one that is not listed below fails.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from app import auth, db, models
from app.actor import Actor
from app.errors import NotFound, NotSignedIn
from app.models import ApiKey, OneTimeToken, RefreshToken, Row, Session, utc_now
from tests.mailbox import token_in_last_letter_to
from tests.people import PASSWORD, make_team
from tests.sessions import begin_session

SYSTEM = Actor.system("test")
NEW = "copper lantern ninety two evenings"
KEY = "pyair_canary"
pytestmark = pytest.mark.usefixtures("quick_passwords")
EMAIL = {"Edith": "edith@example.test", "Victor": "victor@example.test"}

# How a person is let in by each table of credentials: makes the credential, and gives what asks whether it works.
Opens = Callable[[], bool]


def session(actor: Actor, _email: str) -> Opens:
    made = begin_session(actor)
    return lambda: auth.session_of(made.cookie_value) is not None


def refresh_token(_actor: Actor, email: str) -> Opens:
    tokens = auth.log_in(email, PASSWORD, address="192.0.2.1", user_agent="curl/8")

    def opens() -> bool:
        try:
            auth.refresh(tokens.refresh_token, address="", user_agent="")
        except NotSignedIn:
            return auth.session_by_id(tokens.session_id) is not None
        return True

    return opens


def one_time_token(_actor: Actor, email: str) -> Opens:
    auth.ask_for_reset(email, address="192.0.2.1")
    token = token_in_last_letter_to(email)
    return lambda: auth.is_reset_token(token)


def api_key(actor: Actor, email: str) -> Opens:
    digest = hashlib.sha256(f"{KEY}{email}".encode()).hexdigest()
    row = ApiKey(
        team_id=actor.team_id,
        person_id=actor.person_id,
        name="Key",
        key_hash=digest,
        hint="pyair_c",
        scope="read",
    )
    with db.uow(SYSTEM) as unit:
        unit.add(row)

    def opens() -> bool:
        with db.uow(SYSTEM, read_only=True) as unit:
            found = unit.get(ApiKey, row.id)
        return found is not None and found.revoked_at is None

    return opens


CREDENTIALS: dict[type[Row], Callable[[Actor, str], Opens]] = {
    ApiKey: api_key,
    OneTimeToken: one_time_token,
    RefreshToken: refresh_token,
    Session: session,
}


def reset(_actor: Actor, email: str) -> None:
    auth.ask_for_reset(email, address="192.0.2.9")
    auth.reset_password(token_in_last_letter_to(email), NEW)


def change(actor: Actor, _email: str) -> None:
    auth.change_password(actor, current=PASSWORD, new=NEW, address="", user_agent="", end_keys=True)


def disable(actor: Actor, _email: str) -> None:
    operator = Actor(team_id=make_team("Operators"), person_id="0" * 32, role=actor.role, door="test")
    auth.set_disabled(replace(operator, is_operator=True), actor.person_id, disabled=True)


def erase(actor: Actor, _email: str) -> None:
    auth.erase_person(replace(actor, confirmed_at=utc_now()))


def test_a_7_every_table_of_credentials_is_known_here():
    assert set(models.credentials()) == set(CREDENTIALS)


def test_a_7_tables_that_hold_a_secret_are_tables_of_credentials():
    """A new table with a hash, a token or a sealed text is either listed, or said here to let nobody in."""
    lets_nobody_in = {
        "AuditChain",
        "AuditEvent",
        "ChangePlan",
        "IdempotentRequest",
        "Invite",
        "MirroredBase",
        "Person",
        "SetupLink",
        "StoredConnection",
    }
    words = ("hash", "token", "secret", "digest")
    found = {
        cls.__name__
        for cls in Row.__subclasses__()
        if any(word in name for name in cls.model_fields for word in words)
    }

    assert sorted(found - {cls.__name__ for cls in models.credentials()}) == sorted(lets_nobody_in)


@pytest.mark.parametrize("act", [reset, change, disable, erase], ids=lambda act: act.__name__)
def test_a_7_nothing_opens_any_more(owner, editor, viewer, act):
    mine = {table: make(editor, EMAIL["Edith"]) for table, make in CREDENTIALS.items()}
    others = {table: make(viewer, EMAIL["Victor"]) for table, make in CREDENTIALS.items()}
    assert {table for table, opens in mine.items() if opens()} == set(CREDENTIALS)

    act(editor, EMAIL["Edith"])

    assert [table.__name__ for table, opens in mine.items() if opens()] == []
    assert {table for table, opens in others.items() if opens()} == set(CREDENTIALS)


def test_a_7_change_leaves_keys_that_nobody_asked_to_end(owner, editor):
    opens = {table: make(editor, EMAIL["Edith"]) for table, make in CREDENTIALS.items()}

    auth.change_password(editor, current=PASSWORD, new=NEW, address="", user_agent="")

    assert [table for table, still in opens.items() if still()] == [ApiKey]
    assert auth.own_key_names(editor) == ["Key"]


def test_a_7_old_password_signs_nobody_in(owner, editor):
    reset(editor, EMAIL["Edith"])

    with pytest.raises(NotSignedIn):
        auth.sign_in(EMAIL["Edith"], PASSWORD, address="", user_agent="")
    assert auth.sign_in(EMAIL["Edith"], NEW, address="", user_agent="")


def test_a_7_sign_in_that_was_underway_does_not_outlive_the_new_password(owner, editor, monkeypatch):
    from app.auth import _passwords

    token = [""]
    real = _passwords.verify

    def slow(*given):
        answer = real(*given)
        if token[0]:
            used, token[0] = token[0], ""
            auth.reset_password(used, NEW)
        return answer

    auth.ask_for_reset(EMAIL["Edith"], address="192.0.2.9")
    token[0] = token_in_last_letter_to(EMAIL["Edith"])
    monkeypatch.setattr(_passwords, "verify", slow)

    with pytest.raises(NotSignedIn):
        auth.sign_in(EMAIL["Edith"], PASSWORD, address="", user_agent="")


def test_a_7_reset_link_of_before_opens_nothing_after_another_change(owner, editor):
    auth.ask_for_reset(EMAIL["Edith"], address="192.0.2.9")
    token = token_in_last_letter_to(EMAIL["Edith"])

    auth.change_password(editor, current=PASSWORD, new=NEW, address="", user_agent="")

    with pytest.raises(NotFound):
        auth.reset_password(token, "another lantern ninety two evenings")
