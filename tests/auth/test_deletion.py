"""Deleting a team: everything of it goes, the audit stays, and nothing of others is touched."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import get_origin

import pytest
from sqlmodel import func, select, update

from app import audit, auth, db, models
from app.actor import Actor, Role
from app.auth import _deletion
from app.errors import ConfirmPassword, Conflict, Forbidden, InvalidInput, PlatformError
from app.models import Membership, Person, Row, Session, Team, utc_now
from tests.auth.keys import make_key
from tests.auth.links import accept, copied_token
from tests.factories import make_message, make_thread, make_turn
from tests.people import confirmed
from tests.sessions import begin_session

PLATFORM = Actor.system("test")


def fill(actor: Actor) -> tuple[auth.NewSession, str]:
    """A row in every table of the actor's team, a session and a key."""
    make_message(actor, make_turn(actor, make_thread(actor)), "Deals")
    copied_token(actor, "nina@example.test")
    return begin_session(actor), make_key(actor, "write")


def fill_every_table(actor: Actor) -> None:
    """`fill`, and a made-up row in each table that it left empty, with what a row of it must have."""
    fill(actor)
    parents = {"team": actor.team_id, "person": actor.person_id}
    classes = {str(cls.__tablename__): cls for cls in models.team_owned()}
    for table in Row.metadata.sorted_tables:
        cls = classes.get(table.name)
        if cls is None:
            continue
        if rows_of(actor.team_id)[cls.__name__]:
            parents[table.name] = first_id(cls, actor.team_id)
            continue
        values = {column.name: made_up(cls, column, parents) for column in table.columns}
        row = cls(**{name: value for name, value in values.items() if value is not None})
        with db.uow(PLATFORM) as unit:
            unit.add(row)
        parents[table.name] = getattr(row, "id", None)


def first_id(cls: type[Row], team_id: str) -> str | None:
    """The id of a row that is there; None where rows have none."""
    with db.uow(PLATFORM, read_only=True) as unit:
        row = unit.exec(select(cls).where(cls.team_id == team_id)).first()
        return getattr(row, "id", None)


def made_up(cls: type[Row], column, parents: dict):
    """A value for a column; None where the model has its own."""
    if column.name == "team_id":
        return parents["team"]
    if column.foreign_keys:
        return parents[next(iter(column.foreign_keys)).column.table.name]
    field = cls.model_fields[column.name]
    if not field.is_required():
        return None
    kind = get_origin(field.annotation) or field.annotation
    return {str: "x", int: 1, float: 1.0, bool: False, bytes: b"x", dict: {}, list: []}.get(kind, utc_now())


def rows_of(team_id: str) -> dict[str, int]:
    """How many rows each table has of a team."""
    with db.uow(PLATFORM, read_only=True) as unit:
        return {
            cls.__name__: unit.exec(select(func.count()).select_from(cls).where(cls.team_id == team_id)).one()
            for cls in [*models.team_owned(), Session]
        }


def ready(actor: Actor) -> Actor:
    """The owner with a fresh password, after an export."""
    list(auth.export_team(confirmed(actor)))
    return confirmed(actor)


def test_nothing_but_the_audit_is_left_of_the_team(owner, editor, stranger):
    fill_every_table(owner)
    before = rows_of(owner.team_id)
    assert [name for name, count in before.items() if count == 0] == []

    auth.delete_team(ready(owner), "Northwind")

    left = {name: count for name, count in rows_of(owner.team_id).items() if count}
    assert left == {"AuditChain": 1, "AuditEvent": before["AuditEvent"] + 2}
    with db.uow(PLATFORM, read_only=True) as unit:
        assert unit.exec(select(Team.name)).all() == ["Contoso"]
    assert audit.verify(PLATFORM, owner.team_id) == ""
    with db.uow(owner, read_only=True) as unit:
        last = unit.exec(select(models.AuditEvent).order_by(models.AuditEvent.seq.desc())).first()
    assert (last.act, last.person_id) == ("team.deleted", owner.person_id)


def test_sessions_and_keys_of_the_team_end_at_once(owner, editor, stranger):
    (mine, key), theirs = fill(owner), begin_session(editor)
    for made in (mine, theirs):
        assert auth.session_of(made.cookie_value) is not None
    assert auth.signed_in_by_key(key) is not None

    auth.delete_team(ready(owner), "Northwind")

    assert [auth.session_of(made.cookie_value) for made in (mine, theirs)] == [None, None]
    assert auth.signed_in_by_key(key) is None


def test_other_teams_and_people_stay_as_they_were(owner, editor, stranger):
    fill(owner)
    session, key = fill(stranger)
    with db.uow(PLATFORM) as unit:
        unit.add(Membership(team_id=stranger.team_id, person_id=owner.person_id, role="viewer"))
    elsewhere = begin_session(replace(owner, team_id=stranger.team_id))
    before = rows_of(stranger.team_id)

    auth.delete_team(ready(owner), "Northwind")

    assert rows_of(stranger.team_id) == before
    assert auth.session_of(session.cookie_value).team_id == stranger.team_id
    assert auth.session_of(elsewhere.cookie_value).person_id == owner.person_id
    assert auth.signed_in_by_key(key) is not None
    with db.uow(PLATFORM, read_only=True) as unit:
        assert len(unit.exec(select(Person)).all()) == 3


def test_name_must_be_typed_exactly(owner, stranger):
    actor = ready(owner)

    for name in ("northwind", " Northwind", "", "Contoso"):
        with pytest.raises(InvalidInput) as refused:
            auth.delete_team(actor, name)
        assert refused.value.field == "name"

    assert rows_of(owner.team_id)["Membership"] == 1


@pytest.mark.parametrize("age", [None, timedelta(hours=24, seconds=1)], ids=["never", "a day ago"])
def test_export_must_be_at_hand(owner, stranger, age):
    with db.uow(PLATFORM) as unit:
        unit.exec(update(Team).values(exported_at=utc_now() - age if age else None))

    with pytest.raises(Conflict):
        auth.delete_team(confirmed(owner), "Northwind")


def test_deleting_asks_for_a_fresh_password_and_a_person(owner, stranger):
    ready(owner)

    with pytest.raises(ConfirmPassword):
        auth.delete_team(owner, "Northwind")
    with pytest.raises(Forbidden):
        auth.delete_team(replace(confirmed(owner), key_id="a" * 32), "Northwind")


@pytest.mark.parametrize("who", ["admin", "editor", "viewer"])
def test_only_owners_delete(request, owner, stranger, who):
    ready(owner)

    with pytest.raises(Forbidden):
        auth.delete_team(confirmed(request.getfixturevalue(who)), "Northwind")


def test_only_team_of_the_installation_stays(owner):
    with pytest.raises(Conflict, match="only team"):
        auth.delete_team(ready(owner), "Northwind")


def test_every_table_that_refers_to_a_team_goes_with_it():
    going = {cls.__tablename__ for cls in _deletion._rows_first()} | {"session"}

    referring = {
        table.name
        for table in Row.metadata.sorted_tables
        if any(key.column.table.name in {"team", *going} for key in table.foreign_keys)
    }

    # A session's tokens go with it, by the database.
    assert referring - going == {"refresh_token"}


def test_rows_go_before_those_they_refer_to():
    order = [cls.__name__ for cls in _deletion._rows_first()]

    assert order.index("Message") < order.index("Turn") < order.index("Thread")
    assert sorted(order) == [cls.__name__ for cls in models.team_owned() if cls not in _deletion.KEPT]


def test_who_joins_while_the_team_is_deleted_is_in_no_team_that_is_gone(owner, stranger):
    actor, token = ready(owner), copied_token(owner, "nina@example.test")
    barrier, told = threading.Barrier(2), []

    def at_once(act) -> None:
        barrier.wait()
        try:
            act()
            told.append("done")
        except PlatformError as exc:
            told.append(exc.code)

    threads = [
        threading.Thread(target=at_once, args=(act,))
        for act in (lambda: auth.delete_team(actor, "Northwind"), lambda: accept(token))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) in (["done", "done"], ["done", "not_found"])
    assert rows_of(owner.team_id)["Membership"] == 0
    assert audit.verify(PLATFORM, owner.team_id) == ""


def test_role_that_was_lost_meanwhile_deletes_nothing(owner, editor, stranger):
    actor = ready(owner)
    auth.transfer_ownership(actor, editor.person_id)

    with pytest.raises(Forbidden):
        auth.delete_team(actor, "Northwind")

    assert auth.get_member(editor, owner.person_id).role is Role.ADMIN
