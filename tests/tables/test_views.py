"""Saved views: one's own and the team's, and never those of anybody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import tables
from app.actor import Actor, Role
from app.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.tables import Condition, Filter, SavedView, Sort, ViewDefinition
from tests import things
from tests.harness.databases import Database
from tests.people import make_member, make_team

DEFINITION = ViewDefinition(
    where=Filter(conditions=(Condition(field="Day", op="within", value="last 30 days"),)),
    sort=(Sort(field="Count", descending=True),),
    fields=("Name", "Count"),
    group_by=("Colour",),
)


@pytest.fixture
def team(database: Database, tmp_path: Path) -> Iterator[dict[Role, Actor]]:
    with things.serving(tmp_path / "sandbox", [{"Name": "One"}]):
        team_id = make_team("Northwind")
        yield {role: make_member(team_id, role.value.title(), role) for role in Role}


def saved(actor: Actor, name: str = "Mine", **options: Any) -> SavedView:
    return tables.save_view(actor, "Stock", "Things", name=name, definition=DEFINITION, **options)


def names(actor: Actor) -> list[str]:
    return [view.name for view in tables.list_views(actor, "Stock", "Things")]


def test_ones_own_views_are_ones_own_and_the_teams_are_everybodys(team: dict[Role, Actor]) -> None:
    saved(team[Role.VIEWER], "Private")
    saved(team[Role.EDITOR], "shared", is_shared=True)
    stranger = things.a_viewer("Sasha")

    assert names(team[Role.VIEWER]) == ["Private", "shared"]
    assert names(team[Role.OWNER]) == ["shared"]
    assert names(stranger) == []


def test_a_view_comes_back_as_it_was_kept_with_its_relative_dates(team: dict[Role, Actor]) -> None:
    view = saved(team[Role.VIEWER])

    assert tables.get_view(team[Role.VIEWER], view.id).definition == DEFINITION


def test_somebody_elses_view_is_not_there(team: dict[Role, Actor]) -> None:
    private = saved(team[Role.EDITOR])
    shared = saved(team[Role.EDITOR], "Shared", is_shared=True)
    stranger = things.a_viewer("Sasha")

    for actor, view in ((team[Role.OWNER], private), (stranger, private), (stranger, shared)):
        with pytest.raises(NotFound):
            tables.get_view(actor, view.id)
        with pytest.raises(NotFound):
            tables.change_view(actor, view.id, version=1, name="Taken")
        with pytest.raises(NotFound):
            tables.delete_view(actor, view.id)


def test_only_editors_touch_what_the_team_shares(team: dict[Role, Actor]) -> None:
    viewer, editor = team[Role.VIEWER], team[Role.EDITOR]
    shared = saved(editor, "Shared", is_shared=True)

    with pytest.raises(Forbidden):
        saved(viewer, "Theirs", is_shared=True)
    with pytest.raises(Forbidden):
        tables.change_view(viewer, shared.id, version=1, name="Other")
    with pytest.raises(Forbidden):
        tables.delete_view(viewer, shared.id)
    with pytest.raises(Forbidden):
        tables.change_view(viewer, saved(viewer).id, version=1, is_shared=True)


def test_an_editor_changes_a_shared_view_and_only_its_maker_or_an_admin_takes_it_back(
    team: dict[Role, Actor],
) -> None:
    maker = team[Role.OWNER]
    shared = saved(maker, "Shared", is_shared=True)

    changed = tables.change_view(team[Role.EDITOR], shared.id, version=1, name="Renamed")

    assert (changed.name, changed.version, changed.is_mine) == ("Renamed", 2, False)
    with pytest.raises(Forbidden):
        tables.change_view(team[Role.EDITOR], shared.id, version=2, is_shared=False)
    tables.delete_view(team[Role.ADMIN], shared.id)
    assert names(maker) == []


def test_two_who_change_a_view_at_once_do_not_overwrite_each_other(team: dict[Role, Actor]) -> None:
    view = saved(team[Role.VIEWER])
    tables.change_view(team[Role.VIEWER], view.id, version=1, name="First")

    with pytest.raises(Conflict):
        tables.change_view(team[Role.VIEWER], view.id, version=1, name="Second")


@pytest.mark.parametrize(
    "options",
    [
        {"name": "  "},
        {"name": "x" * 121},
        {"name": "N", "definition": ViewDefinition(fields=("Nmae",))},
        {"name": "N", "definition": ViewDefinition(sort=(Sort(field="Nmae"),))},
        {
            "name": "N",
            "definition": ViewDefinition(
                where=Filter(conditions=(Condition(field="Count", op="gt", value="many"),))
            ),
        },
    ],
)
def test_a_view_that_does_not_fit_is_refused(team: dict[Role, Actor], options: dict[str, Any]) -> None:
    asked = {"definition": DEFINITION, **options}

    with pytest.raises(InvalidInput):
        tables.save_view(team[Role.VIEWER], "Stock", "Things", **asked)
