"""Who can be mentioned: those who stand in the records of a table, and those who wrote or were mentioned."""

from pathlib import Path

import pytest

from app import tables
from app.sandbox.access import OWNER
from tests import things
from tests.harness.databases import Database


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("singleCollaborator", {"id": OWNER.id}),
        ("multipleCollaborators", [{"id": OWNER.id}]),
        ("createdBy", None),
    ],
)
def test_people_of_mirrored_cells_can_be_mentioned(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, cell: object
) -> None:
    monkeypatch.setitem(things.FIELDS, "Keeper", (kind, {}))
    kept = {"Keeper": cell} if cell else {}
    with things.serving(tmp_path / "sandbox", [{"Name": "One", **kept}, {"Name": "Two"}]):
        viewer = things.a_viewer()
        before = tables.list_comments(viewer, "Stock", "Things", things.thing_id(0))
        tables.refresh_mirror(viewer, "Stock", "Things")
        after = tables.list_comments(viewer, "Stock", "Things", things.thing_id(0))

    assert before.people == ()
    assert [(person.id, person.name) for person in after.people] == [(OWNER.id, OWNER.name)]
