"""What `seed` makes, and where it is refused."""

import json
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from app import auth, config, db
from app.errors import Conflict, Forbidden
from app.models import Membership, Message, Person, Team, Thread
from app.supervisor.seed import plant
from tests.harness import stack
from tests.jobs.rows import SYSTEM

pytestmark = pytest.mark.integration


def _counts() -> dict[str, int]:
    tables = {"people": Person, "teams": Team, "threads": Thread, "messages": Message}
    with db.uow(SYSTEM, read_only=True) as session:
        return {
            name: session.exec(select(func.count()).select_from(table)).one()
            for name, table in tables.items()
        }


@pytest.mark.usefixtures("database")
def test_empty_stage_makes_nobody() -> None:
    assert plant(SYSTEM, "empty") == []
    assert _counts() == {"people": 0, "teams": 0, "threads": 0, "messages": 0}


@pytest.mark.usefixtures("database")
def test_demo_stage_makes_a_team_of_four_roles_and_a_stranger() -> None:
    people = plant(SYSTEM, "demo")

    assert [(person.team, person.role.value) for person in people] == [
        ("Northwind", "owner"),
        ("Northwind", "admin"),
        ("Northwind", "editor"),
        ("Northwind", "viewer"),
        ("Contoso", "owner"),
    ]
    assert _counts() == {"people": 5, "teams": 2, "threads": 0, "messages": 0}


@pytest.mark.usefixtures("database")
def test_busy_stage_makes_three_teams_and_forty_threads() -> None:
    people = plant(SYSTEM, "busy")

    assert Counter(person.team for person in people) == {"Northwind": 7, "Contoso": 3, "Fabrikam": 3}
    assert _counts() == {"people": 13, "teams": 3, "threads": 40, "messages": 80}
    with db.uow(SYSTEM, read_only=True) as session:
        foreign = select(Thread.id).where(
            ~select(Membership.team_id)
            .where(Membership.team_id == Thread.team_id, Membership.person_id == Thread.person_id)
            .exists()
        )
        assert session.exec(foreign).all() == []


@pytest.mark.usefixtures("database")
def test_seeded_person_can_sign_in_with_the_printed_password() -> None:
    owner = plant(SYSTEM, "demo")[0]

    made = auth.sign_in(owner.email, owner.password, address="127.0.0.1", user_agent="test")

    with db.uow(SYSTEM, read_only=True) as session:
        found = session.exec(select(Person.id).where(col(Person.email) == owner.email)).one()
    assert made.person_id == found


@pytest.mark.usefixtures("database")
def test_passwords_differ_from_run_to_run() -> None:
    passwords = {person.password for person in plant(SYSTEM, "demo")}

    assert len(passwords) == 5


@pytest.mark.usefixtures("database")
def test_folder_with_people_is_refused() -> None:
    plant(SYSTEM, "demo")

    with pytest.raises(Conflict):
        plant(SYSTEM, "demo")


def test_public_address_is_refused(settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_PUBLIC_URL", "https://platform.example")
    config.reload()

    with pytest.raises(Forbidden):
        plant(SYSTEM, "demo")


def test_command_prints_one_json_object_and_nothing_else(tmp_path: Path) -> None:
    done = stack.command("seed", "--stage", "demo", data_dir=tmp_path / "data")

    people = json.loads(done.stdout)["people"]
    assert done.returncode == 0
    assert done.stderr == ""
    assert sorted(people[0]) == ["email", "password", "role", "team"]
