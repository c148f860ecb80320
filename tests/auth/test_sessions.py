"""Sessions: made new, hashed, looked up, and over when they should be."""

import hashlib
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app import auth, db
from app.actor import Actor, Role
from app.auth import _sessions
from app.errors import Forbidden, NotFound, NotSignedIn
from app.models import Membership, Person, Session, utc_now
from tests.people import PASSWORD, make_member
from tests.sessions import begin_session


def change(model, *where, **values) -> None:
    with db.uow(Actor.system("test")) as session:
        session.exec(update(model).where(*where).values(**values))


def change_session(session_id: str, **values) -> None:
    change(Session, col(Session.id) == session_id, **values)
    auth.forget(session_id=session_id)


def sign_in(name: str = "olivia", password: str = PASSWORD) -> auth.NewSession:
    return auth.sign_in(f"{name}@example.test", password, address="192.0.2.7", user_agent="test")


def test_sign_in_makes_a_new_session_each_time(owner):
    first, second = sign_in(), sign_in(" OLIVIA".strip())

    assert first.cookie_value != second.cookie_value
    found = auth.session_of(first.cookie_value)
    assert found is not None
    assert (found.person_id, found.team_id, found.role) == (owner.person_id, owner.team_id, Role.OWNER)


def test_table_holds_the_hash_and_never_the_cookie(owner):
    made = sign_in()

    with db.uow(Actor.system("test"), read_only=True) as session:
        rows = session.exec(select(Session)).all()
    assert [row.id for row in rows] == [hashlib.sha256(made.cookie_value.encode()).hexdigest()]
    assert made.cookie_value not in rows[0].model_dump_json()
    assert made.cookie_value not in repr(made)


@pytest.mark.parametrize(("name", "password"), [("olivia", "wrong"), ("nobody", PASSWORD), ("olivia", "")])
def test_every_refused_sign_in_says_the_same(owner, name, password):
    with pytest.raises(NotSignedIn) as refused:
        sign_in(name, password)

    assert refused.value.user_text == "The e-mail or the password is not right. Check both and try again."


def test_disabled_person_can_neither_sign_in_nor_go_on(owner):
    made = sign_in()
    change(Person, col(Person.id) == owner.person_id, disabled_at=utc_now())
    auth.forget(person_id=owner.person_id)

    assert auth.session_of(made.cookie_value) is None
    with pytest.raises(NotSignedIn):
        sign_in()


def test_person_without_a_team_is_told_so(database):
    from tests.people import password_hash

    with db.uow(Actor.system("test")) as session:
        session.add(Person(email="alone@example.test", name="Alone", password_hash=password_hash()))

    with pytest.raises(Forbidden):
        sign_in("alone")


def test_weaker_hash_is_replaced_at_sign_in(owner):
    from pwdlib.hashers.argon2 import Argon2Hasher

    weak = Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1).hash(PASSWORD)
    change(Person, col(Person.id) == owner.person_id, password_hash=weak)

    sign_in()

    with db.uow(Actor.system("test"), read_only=True) as session:
        person = session.get(Person, owner.person_id)
    assert person is not None
    assert "m=65536,t=3,p=4" in person.password_hash


def test_sign_out_ends_the_session_at_once(owner):
    made = begin_session(owner)
    assert auth.session_of(made.cookie_value)

    auth.sign_out(made.cookie_value)

    assert auth.session_of(made.cookie_value) is None


@pytest.mark.parametrize("value", ["", "x", "a" * 43, "é" * 43, "../../etc/passwd"])
def test_made_up_cookie_is_nobody(database, value):
    assert auth.session_of(value) is None


@pytest.mark.parametrize(
    "values",
    [
        {"last_seen_at": utc_now() - timedelta(days=7, minutes=1)},
        {"expires_at": utc_now() - timedelta(seconds=1)},
        {"revoked_at": utc_now()},
    ],
    ids=["idle for a week", "older than its end", "revoked"],
)
def test_session_that_is_over_is_nobody(owner, values):
    made = begin_session(owner)

    change_session(made.session_id, **values)

    assert auth.session_of(made.cookie_value) is None
    assert auth.live_among([made.session_id]) == set()


def test_session_ends_thirty_days_after_sign_in_used_or_not(owner):
    made = begin_session(owner)

    assert timedelta(days=30) - (made.expires_at - utc_now()) < timedelta(minutes=1)


def test_use_is_noted_at_most_once_a_minute(owner):
    def seen():
        with db.uow(Actor.system("test"), read_only=True) as session:
            return session.get(Session, made.session_id).last_seen_at

    made = begin_session(owner)
    before = seen()
    auth.session_of(made.cookie_value)
    assert seen() == before

    change_session(made.session_id, last_seen_at=utc_now() - timedelta(minutes=2))
    auth.session_of(made.cookie_value)
    assert utc_now() - seen() < timedelta(minutes=1)


def test_look_up_is_remembered_and_forgotten_on_demand(owner):
    made = begin_session(owner)
    auth.session_of(made.cookie_value)
    change(Session, col(Session.id) == made.session_id, revoked_at=utc_now())

    assert auth.session_of(made.cookie_value) is not None
    auth.forget(person_id=owner.person_id)
    assert auth.session_of(made.cookie_value) is None


def test_nothing_is_remembered_for_longer_than_the_limit(owner):
    made = begin_session(owner)
    auth.session_of(made.cookie_value)
    until, found = _sessions._remembered[made.session_id]
    _sessions._remembered[made.session_id] = (until - 3.0, found)

    assert auth.remembered(made.session_id) is None


async def test_many_who_ask_at_once_share_one_look(owner):
    import asyncio

    made = begin_session(owner)

    found = await asyncio.gather(*(auth.look_up(made.session_id) for _ in range(50)))

    assert {each.person_id for each in found} == {owner.person_id}
    assert _sessions._flights == {}


def test_member_whose_role_changed_has_it_at_the_next_look(owner, editor):
    made = begin_session(editor)
    auth.session_of(made.cookie_value)

    auth.change_role(owner, editor.person_id, Role.VIEWER)

    found = auth.session_of(made.cookie_value)
    assert found is not None
    assert found.role is Role.VIEWER


def test_member_who_left_is_nobody(owner, editor):
    made = begin_session(editor)
    with db.uow(Actor.system("test")) as session:
        session.delete(session.get(Membership, (editor.team_id, editor.person_id)))

    assert auth.session_of(made.cookie_value) is None


def test_own_session_can_be_revoked(viewer):
    made = begin_session(viewer)

    auth.revoke_session(viewer, made.session_id)

    assert auth.session_of(made.cookie_value) is None


def test_admin_revokes_a_session_of_the_team(admin, viewer):
    made = begin_session(viewer)

    auth.revoke_session(admin, made.session_id)

    assert auth.session_of(made.cookie_value) is None


def test_viewer_cannot_revoke_the_session_of_another(viewer, owner):
    made = begin_session(owner)

    with pytest.raises(Forbidden):
        auth.revoke_session(viewer, made.session_id)

    assert auth.session_of(made.cookie_value) is not None


def test_foreign_session_looks_like_an_unknown_one(stranger, owner):
    made = begin_session(owner)

    for session_id in (made.session_id, "0" * 64):
        with pytest.raises(NotFound) as refused:
            auth.revoke_session(stranger, session_id)
        assert refused.value.user_text == "There is no such session."


def test_purge_deletes_what_is_over_and_keeps_the_rest(owner):
    over, alive = begin_session(owner), begin_session(owner)
    change_session(over.session_id, expires_at=utc_now() - timedelta(days=1))

    assert auth.purge_expired_sessions(Actor.system("test")) == 1

    with db.uow(Actor.system("test"), read_only=True) as session:
        assert session.exec(select(Session.id)).all() == [alive.session_id]


def test_only_the_platform_purges(owner):
    with pytest.raises(Forbidden):
        auth.purge_expired_sessions(owner)


def test_job_acts_with_the_role_of_today(owner, editor):
    auth.change_role(owner, editor.person_id, Role.VIEWER)

    actor = auth.actor_for_job(editor.person_id, editor.team_id)

    assert (actor.role, actor.door) == (Role.VIEWER, "job")


def test_job_of_somebody_who_left_is_refused(owner, stranger):
    with pytest.raises(NotSignedIn):
        auth.actor_for_job(stranger.person_id, owner.team_id)


def test_session_works_in_the_first_team_of_a_person(owner, stranger):
    made = begin_session(make_member(owner.team_id, "Second", Role.EDITOR))

    assert auth.session_of(made.cookie_value).team_id == owner.team_id
