"""One's own sessions: what is shown of them, and which end."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app import auth, db
from app.actor import Actor
from app.errors import NotFound
from app.models import AuditEvent, Session, utc_now
from tests.people import PASSWORD
from tests.sessions import begin_session

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("quick_passwords")


def change(session_id: str, **values) -> None:
    with db.uow(SYSTEM) as unit:
        unit.exec(update(Session).where(col(Session.id) == session_id).values(**values))


def sign_in(name: str = "olivia") -> auth.NewSession:
    return auth.sign_in(f"{name}@example.test", PASSWORD, address="192.0.2.7", user_agent=FIREFOX)


def acts() -> list[tuple[str, str, dict]]:
    with db.uow(SYSTEM, read_only=True) as unit:
        rows = unit.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()
    return [(row.act, row.person_id, row.facts) for row in rows]


def test_sessions_are_shown_the_last_used_first_and_say_which_is_this(owner, admin):
    browser, program = (
        sign_in(),
        auth.log_in("olivia@example.test", PASSWORD, address="", user_agent="curl/8"),
    )
    sign_in("adam")
    over = begin_session(owner)
    change(over.session_id, revoked_at=utc_now())
    change(browser.session_id, last_seen_at=utc_now() - timedelta(minutes=5))

    shown = auth.list_sessions(replace(owner, session_id=browser.session_id))

    assert [(card.id, card.kind, card.device, card.address, card.is_current) for card in shown] == [
        (program.session_id, "api", "curl", "", False),
        (browser.session_id, "browser", "Firefox on Linux", "192.0.2.7", True),
    ]
    assert shown[0].created_at.tzinfo is not None


def test_card_cannot_be_used_to_sign_in(owner):
    made = sign_in()

    (card,) = auth.list_sessions(owner)

    assert made.cookie_value not in card.model_dump_json()
    assert auth.session_of(card.id[:43]) is None


def test_all_but_this_end_and_others_keep_theirs(owner, admin):
    mine, first, second, others = sign_in(), sign_in(), sign_in(), sign_in("adam")

    ended = auth.revoke_other_sessions(replace(owner, session_id=mine.session_id))

    assert ended == 2
    alive = [auth.session_of(each.cookie_value) is not None for each in (mine, first, second, others)]
    assert alive == [True, False, False, True]


def test_program_whose_session_ends_has_no_way_on(owner):
    from app.errors import NotSignedIn

    tokens = auth.log_in("olivia@example.test", PASSWORD, address="", user_agent="curl/8")

    auth.revoke_session(owner, tokens.session_id)

    assert auth.session_by_id(auth.access_session_id(tokens.access_token)) is None
    with pytest.raises(NotSignedIn):
        auth.refresh(tokens.refresh_token, address="", user_agent="")


def test_end_is_written_down_once_with_who_did_it(admin, viewer):
    made = begin_session(viewer)

    for _ in range(2):
        auth.revoke_session(admin, made.session_id)

    assert acts() == [
        ("session.revoked", admin.person_id, {"session": made.session_id[:8], "kind": "browser"})
    ]


def test_sign_out_and_log_out_are_written_down(owner):
    browser, program = (
        begin_session(owner),
        auth.log_in("olivia@example.test", PASSWORD, address="", user_agent=""),
    )
    auth.sign_out(browser.cookie_value)
    auth.sign_out(browser.cookie_value)
    auth.log_out(auth.session_by_id(program.session_id))
    auth.log_out(program.refresh_token)
    auth.log_out("")

    assert [act for act, *_ in acts()] == ["person.signed_in", "person.signed_out", "person.signed_out"]


def test_key_of_the_person_reaches_no_session_of_another_team(owner, stranger):
    made = begin_session(stranger)

    with pytest.raises(NotFound):
        auth.revoke_session(replace(owner, key_id="k"), made.session_id)
