"""Changing the key: what was sealed before is sealed anew, what cannot be opened stays, and it may be stopped."""

import subprocess
import sys

import pytest

from app import config, db, models, rotation, sealing
from app.actor import Actor
from app.errors import Forbidden
from app.models import IdempotentRequest, Letter, OAuthAttempt, StoredConnection, new_id, utc_now
from tests.harness import databases
from tests.harness.processes import ROOT

OTHER_KEY = "another key of at least thirty-two bytes, 0123456789"
SYSTEM = Actor.system("rotate-keys")


@pytest.fixture
def with_keys(database, monkeypatch):
    def use(key, old=""):
        monkeypatch.setenv("PLATFORM_SECRET_KEY", key)
        monkeypatch.setenv("PLATFORM_OLD_SECRET_KEYS", old)
        config.reload()

    return use


def letter(text="the link", key_row=None):
    row = Letter(id=key_row or new_id(), recipient="a@example.test", subject="Hello")
    row.text = sealing.seal("letter", text, bound_to=row.id)
    with db.uow(SYSTEM) as unit:
        unit.add(row)
    return row.id


def stored(model, row_id):
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.get(model, row_id)


def test_every_sealed_column_is_listed_with_its_purpose():
    assert {cls.__name__: cls.sealed for cls in models.sealing_rows()} == {
        "IdempotentRequest": {"reply": "idempotency"},
        "Letter": {"text": "letter"},
        "MirroredBase": {"secret": "mirror-webhook"},
        "OAuthAttempt": {"verifier": "oauth-verifier"},
        "RefreshToken": {"successor": "refresh-token"},
        "StoredConnection": {"secret": "connection"},
    }


def test_everything_is_sealed_anew_and_then_needs_the_old_key_no_more(with_keys, team_id):
    with_keys(databases.TEST_KEY)
    letters = [letter(f"link {number}") for number in range(rotation.PAGE_ROWS + 1)]
    connection_id = new_id()
    rows = [
        StoredConnection(
            id=connection_id,
            team_id=team_id,
            kind="token",
            name="A",
            identity="a",
            secret=sealing.seal("connection", "a token", bound_to=connection_id),
        ),
        IdempotentRequest(
            id="a" * 64, request_hash="b", reply=sealing.seal("idempotency", "{}", bound_to="a" * 64)
        ),
        OAuthAttempt(
            id="c" * 64,
            team_id=team_id,
            person_id="p",
            session_id="s",
            verifier=sealing.seal("oauth-verifier", "v", bound_to="c" * 64),
            expires_at=utc_now(),
        ),
        Letter(recipient="b@example.test", subject="sent", text=""),
    ]
    with db.uow(SYSTEM) as unit:
        unit.add_all(rows)

    with_keys(OTHER_KEY, old=databases.TEST_KEY)
    first = rotation.rotate(SYSTEM)
    second = rotation.rotate(SYSTEM)
    with_keys(OTHER_KEY)

    assert (first, second) == ((len(letters) + 3, 0, 0), (0, len(letters) + 3, 0))
    assert sealing.unseal("letter", stored(Letter, letters[-1]).text, bound_to=letters[-1]) == "link 200"
    secret = stored(StoredConnection, connection_id).secret
    assert sealing.unseal("connection", secret, bound_to=connection_id) == "a token"


def test_what_no_key_opens_is_counted_and_not_touched(with_keys):
    with_keys(databases.TEST_KEY)
    lost = letter()
    before = stored(Letter, lost).text
    with_keys(OTHER_KEY)
    kept = letter("new")

    done = rotation.rotate(SYSTEM)

    assert done == (0, 1, 1)
    assert stored(Letter, lost).text == before
    assert sealing.unseal("letter", stored(Letter, kept).text, bound_to=kept) == "new"


def test_a_person_may_not(owner):
    with pytest.raises(Forbidden):
        rotation.rotate(owner)


def test_the_command_says_what_it_did(sqlite_database):
    letter()
    command = [sys.executable, "-m", "app", "rotate-keys"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout, done.returncode) == ("0 sealed anew, 1 were current, 0 unreadable\n", 0)
