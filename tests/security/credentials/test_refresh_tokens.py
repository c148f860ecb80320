"""Bar A-6: a refresh token that comes twice kills its family, and two tabs that come at the same moment do not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app import auth, db
from app.actor import Actor
from app.errors import NotSignedIn
from app.models import AuditEvent, RefreshToken, utc_now
from tests.mailbox import letters_to
from tests.people import PASSWORD

SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("quick_passwords")


def log_in() -> auth.NewTokens:
    return auth.log_in("olivia@example.test", PASSWORD, address="192.0.2.1", user_agent="curl/8")


def refresh(token: str) -> auth.NewTokens:
    return auth.refresh(token, address="192.0.2.2", user_agent="curl/8")


def make_used_ago(seconds: float) -> None:
    """As if the refresh tokens that were used had been used so long ago."""
    with db.uow(SYSTEM) as unit:
        used = update(RefreshToken).where(col(RefreshToken.used_at).is_not(None))
        unit.exec(used.values(used_at=utc_now() - timedelta(seconds=seconds)))


def tokens_kept() -> list[RefreshToken]:
    with db.uow(SYSTEM, read_only=True) as unit:
        return list(unit.exec(select(RefreshToken)).all())


def is_alive(tokens: auth.NewTokens) -> bool:
    auth.forget(session_id=tokens.session_id)
    return auth.session_by_id(tokens.session_id) is not None


def test_a_6_each_token_brings_the_next(owner):
    first = log_in()
    second = refresh(first.refresh_token)
    third = refresh(second.refresh_token)

    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert {first.session_id, second.session_id, third.session_id} == {first.session_id}
    assert third.expires_at == first.expires_at


def test_a_6_two_tabs_at_the_same_moment_get_the_same_successor_a_hundred_times(owner):
    tokens = log_in()
    with ThreadPoolExecutor(2) as tabs:
        for _ in range(100):
            one, other = tabs.map(refresh, [tokens.refresh_token] * 2)
            assert one.refresh_token == other.refresh_token != tokens.refresh_token
            tokens = one

    assert is_alive(tokens)
    assert len(tokens_kept()) == 101


def test_a_6_lost_reply_is_given_again_for_ten_seconds(owner):
    first = log_in()
    second = refresh(first.refresh_token)
    make_used_ago(9)

    assert refresh(first.refresh_token).refresh_token == second.refresh_token
    assert is_alive(first)


def test_a_6_reuse_kills_the_family_and_tells_the_owner(owner):
    first = log_in()
    second = refresh(first.refresh_token)
    other = log_in()
    make_used_ago(11)

    with pytest.raises(NotSignedIn):
        refresh(first.refresh_token)

    with pytest.raises(NotSignedIn):
        refresh(second.refresh_token)
    assert (is_alive(second), is_alive(other)) == (False, True)
    assert [subject for subject, _ in letters_to("olivia@example.test")] == ["A session of yours was ended"]
    with db.uow(SYSTEM, read_only=True) as unit:
        acts = unit.exec(select(AuditEvent.act, AuditEvent.team_id)).all()
    assert acts.count(("session.refresh_reused", owner.team_id)) == 1


def test_a_6_table_holds_neither_a_token_nor_its_successor(owner):
    first = log_in()
    second = refresh(first.refresh_token)

    kept = " ".join(row.model_dump_json() for row in tokens_kept())
    for token in (first.refresh_token, second.refresh_token):
        assert token not in kept
        assert token not in repr(first) + repr(second)


@pytest.mark.parametrize("token", ["", "null", "[]", "x" * 43, "é" * 43, "a" * 64, "0" * 4_000])
def test_a_6_made_up_token_is_refused(owner, token):
    log_in()

    with pytest.raises(NotSignedIn):
        refresh(token)


@pytest.mark.parametrize("how", ["revoked", "logged out", "disabled", "expired", "left"])
def test_a_6_token_of_a_session_that_is_over_is_refused(owner, editor, how):
    from app.models import Membership, Person, Session

    tokens = auth.log_in("edith@example.test", PASSWORD, address="192.0.2.1", user_agent="curl/8")
    if how == "logged out":
        auth.log_out(tokens.refresh_token)
    else:
        with db.uow(SYSTEM) as unit:
            session, person = unit.get_one(Session, tokens.session_id), unit.get_one(Person, editor.person_id)
            if how == "revoked":
                session.revoked_at = utc_now()
            elif how == "expired":
                session.expires_at = utc_now()
            elif how == "disabled":
                person.disabled_at = utc_now()
            else:
                unit.delete(unit.get_one(Membership, (editor.team_id, editor.person_id)))

    with pytest.raises(NotSignedIn):
        refresh(tokens.refresh_token)


def test_a_6_refused_token_was_not_used_up(owner):
    """A session that comes back to life, such as that of an account that is enabled again, goes on where it was."""
    from app.models import Person

    tokens = log_in()
    with db.uow(SYSTEM) as unit:
        unit.exec(update(Person).values(disabled_at=utc_now()))
    with pytest.raises(NotSignedIn):
        refresh(tokens.refresh_token)
    with db.uow(SYSTEM) as unit:
        unit.exec(update(Person).values(disabled_at=None))

    assert refresh(tokens.refresh_token)
