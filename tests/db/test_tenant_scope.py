"""No statement reaches another team's rows: on every shape a statement can have, and twice on PostgreSQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, exists, func, select, update

from app import db, models
from app.actor import ALL_TEAMS, Actor
from app.db import TenantScopeBroken
from app.models import Membership, Message, Person, Thread, Turn
from tests.factories import make_message, make_thread, make_turn


@pytest.fixture
def foreign(stranger) -> Thread:
    """A thread of another team, with a turn and a message."""
    thread = make_thread(stranger, "Theirs")
    make_message(stranger, make_turn(stranger, thread), "Theirs")
    return thread


@pytest.fixture
def mine(owner) -> Thread:
    return make_thread(owner, "Mine")


def thread_titles(actor: Actor) -> list[str]:
    with db.uow(actor, read_only=True) as session:
        return sorted(session.exec(select(Thread.title)).all())


def count_of_all(session: Session):
    return session.exec(select(func.count()).select_from(Thread)).one()


def count_over_subquery(session: Session):
    return session.exec(select(func.count()).select_from(select(Thread.id).subquery())).one()


def existence_of_foreign(session: Session):
    return int(session.exec(select(exists().where(Thread.title == "Theirs"))).one())


def scalar_subquery(session: Session):
    count = select(func.count(col(Thread.id))).scalar_subquery()
    return session.exec(select(count)).one()


def joined(session: Session):
    statement = select(Thread.title).join(Turn, col(Turn.thread_id) == Thread.id, isouter=True)
    return len(session.exec(statement).all())


def under_another_name(session: Session):
    other = aliased(Thread)
    return len(session.exec(select(other.title)).all())


def joined_from_a_table_of_nobody(session: Session):
    statement = select(Person.name).join(Membership, col(Membership.person_id) == Person.id)
    return len(session.exec(statement).all())


def in_a_with_clause(session: Session):
    found = select(Thread.title).cte()
    return len(session.exec(select(found)).all())


def in_a_union(session: Session):
    both = select(Thread.id).union_all(select(Thread.id)).subquery()
    return session.exec(select(func.count()).select_from(both)).one()


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (count_of_all, 1),
        (count_over_subquery, 1),
        (existence_of_foreign, 0),
        (scalar_subquery, 1),
        (joined, 1),
        (under_another_name, 1),
        (joined_from_a_table_of_nobody, 1),
        (in_a_with_clause, 1),
        (in_a_union, 2),
    ],
)
def test_statement_of_every_shape_sees_the_own_team_only(owner, mine, foreign, shape, expected):
    with db.uow(owner, read_only=True) as session:
        assert shape(session) == expected


def test_select_sees_the_own_team_only(owner, stranger, mine, foreign):
    assert (thread_titles(owner), thread_titles(stranger)) == (["Mine"], ["Theirs"])


def test_foreign_row_is_not_there_by_its_id(owner, foreign):
    with db.uow(owner, read_only=True) as session:
        assert session.get(Thread, foreign.id) is None


def test_bulk_update_changes_the_own_team_only(owner, stranger, mine, foreign):
    with db.uow(owner) as session:
        assert session.exec(update(Thread).values(title="Changed")).rowcount == 1

    assert (thread_titles(owner), thread_titles(stranger)) == (["Changed"], ["Theirs"])


def test_bulk_delete_deletes_of_the_own_team_only(owner, stranger, mine, foreign):
    with db.uow(owner) as session:
        session.exec(delete(Message))
        session.exec(delete(Turn))
        assert session.exec(delete(Thread)).rowcount == 1

    assert (thread_titles(owner), thread_titles(stranger)) == ([], ["Theirs"])


def test_row_of_another_team_cannot_be_added(owner, stranger):
    with pytest.raises(TenantScopeBroken), db.uow(owner) as session:
        session.add(Thread(team_id=stranger.team_id, person_id=stranger.person_id))

    assert thread_titles(stranger) == []


def test_own_row_cannot_be_given_to_another_team(owner, stranger, mine):
    with pytest.raises(TenantScopeBroken), db.uow(owner) as session:
        row = session.get(Thread, mine.id)
        assert row is not None
        row.team_id = stranger.team_id
        session.add(row)

    assert thread_titles(stranger) == []


def test_nobody_sees_nothing(owner, mine):
    assert thread_titles(Actor.anonymous("test")) == []


def test_platform_sees_all_teams(mine, foreign):
    assert thread_titles(Actor.system("test")) == ["Mine", "Theirs"]


def test_every_table_with_a_team_is_in_the_scope_or_known_not_to_be():
    with_team = {cls.__name__ for cls in models.Row.__subclasses__() if "team_id" in cls.model_fields}

    outside = with_team - {cls.__name__ for cls in models.team_owned()}
    # A session is looked up before anybody is known; the outbox carries the work of all teams.
    assert outside == {"OutboxJob", "Session"}


# The second wall: PostgreSQL itself, with the filter of the ORM taken away.


def unfiltered(session: Session, team_id: str) -> None:
    session.connection().execute(text("select set_config('app.team_id', :team, true)"), {"team": team_id})


@pytest.fixture
def second_wall(postgres_database, request):
    """Two teams on PostgreSQL, each with a thread."""
    from app.actor import Role
    from tests.people import make_member, make_team

    ours, theirs = (make_member(make_team(name), name, Role.OWNER) for name in ("Northwind", "Contoso"))
    make_thread(ours, "Mine")
    make_thread(theirs, "Theirs")
    return ours, theirs


@pytest.mark.parametrize("cls", models.team_owned(), ids=lambda cls: cls.__name__)
def test_database_hides_foreign_rows_from_a_statement_without_the_filter(second_wall, cls):
    ours, _ = second_wall
    with Session(db.engine()) as session:
        unfiltered(session, ours.team_id)
        assert {row.team_id for row in session.exec(select(cls)).all()} <= {ours.team_id}


def test_database_hides_everything_from_a_statement_of_nobody(second_wall):
    with Session(db.engine()) as session:
        assert session.exec(select(Thread)).all() == []
        unfiltered(session, "")
        assert session.exec(select(Thread)).all() == []


def test_database_refuses_a_row_for_another_team(second_wall):
    ours, theirs = second_wall
    with Session(db.engine()) as session:
        unfiltered(session, ours.team_id)
        session.add(Thread(team_id=theirs.team_id, person_id=theirs.person_id))
        with pytest.raises(DBAPIError, match="row-level security"):
            session.flush()


def test_database_lets_nobody_change_foreign_rows(second_wall):
    ours, theirs = second_wall
    with Session(db.engine()) as session:
        unfiltered(session, ours.team_id)
        assert (
            session.exec(update(Thread).where(Thread.team_id == theirs.team_id).values(title="x")).rowcount
            == 0
        )
        assert session.exec(delete(Thread).where(Thread.team_id == theirs.team_id)).rowcount == 0


def test_team_of_one_transaction_is_gone_in_the_next(second_wall):
    with Session(db.engine()) as session:
        unfiltered(session, ALL_TEAMS)
        assert len(session.exec(select(Thread)).all()) == 2
        session.rollback()
        assert session.exec(select(Thread)).all() == []


def test_role_of_the_app_cannot_pass_the_second_wall(second_wall):
    assert db.can_bypass_row_security() is False


@pytest.mark.parametrize("cls", models.team_owned(), ids=lambda cls: cls.__name__)
def test_second_wall_stands_at_every_team_owned_table_and_binds_its_owner(second_wall, cls):
    statement = text("select relrowsecurity, relforcerowsecurity from pg_class where relname = :name")
    with db.engine().connect() as connection:
        assert tuple(connection.execute(statement, {"name": cls.__tablename__}).one()) == (True, True)
