"""The tool `read_result`: reading on in what was too long, by whoever asked and nobody else."""

from dataclasses import replace

import pytest

from app import tables, tools
from app.errors import NotFound
from app.tools import _results
from tests.tools.reading import PLACE, told


async def test_a_list_is_read_on_in_the_state_that_it_had(owner, sandbox):
    tables.refresh_mirror(owner, **PLACE)
    first = await told(
        owner, "list_records", **PLACE, sort=[{"field": "Name"}], fields=["Name"], limit=5, keep=True
    )

    rest = await told(owner, "read_result", result=first["result"], skip=5, limit=200)

    assert first["shown"] == len(first["records"]) == 5
    assert rest["rows_kept"] == first["total"] == 900
    assert (len(rest["rows"]), rest["first_row"], rest["rows_left"]) == (200, 6, 695)
    names = [row["cells"]["Name"] for row in [*first["records"], *rest["rows"]]]
    assert names == sorted(names, key=str.lower)
    assert (rest["read_at"], rest["table"]) == (first["read_at"], "Deals")


async def test_groups_that_do_not_fit_are_kept_by_themselves(owner, sandbox):
    first = await told(owner, "aggregate_records", **PLACE, metrics=[{"fn": "count"}], group_by="Name")

    rest = await told(owner, "read_result", result=first["result"], limit=200)

    assert first["groups_shown"] == 50 < first["groups_total"] == rest["rows_kept"]
    assert rest["rows"][:50] == first["groups"]


async def test_what_was_told_whole_has_no_handle(owner, sandbox):
    found = await told(
        owner,
        "list_records",
        **PLACE,
        where={"conditions": [{"field": "Name", "op": "is", "value": "?"}]},
        keep=True,
    )

    assert "result" not in found


async def test_a_result_of_somebody_else_or_of_another_key_is_not_there(owner, editor, sandbox):
    found = await told(owner, "list_records", **PLACE, limit=1, keep=True)

    for actor in (editor, replace(owner, key_id="0" * 32)):
        outcome = await tools.run(actor, "read_result", {"result": found["result"]})
        assert (outcome.is_error, outcome.data["code"]) == (True, "not_found")


async def test_behind_the_end_there_is_nothing(owner, sandbox):
    found = await told(owner, "list_records", **PLACE, limit=1, keep=True)

    rest = await told(owner, "read_result", result=found["result"], skip=1_000)

    assert (rest["rows"], rest["first_row"], rest["rows_left"]) == ([], 0, 0)


def test_only_so_many_are_kept_and_the_oldest_go_first(owner, editor):
    theirs = _results.keep_rows(editor, {}, [])
    handles = [_results.keep_rows(owner, {"number": number}, []) for number in range(52)]

    for gone in handles[:2]:
        with pytest.raises(NotFound):
            _results.read_rows(owner, gone)
    assert _results.read_rows(owner, handles[2]) == ({"number": 2}, [])
    assert _results.read_rows(editor, theirs) == ({}, [])
