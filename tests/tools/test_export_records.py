"""The tool `export_records`: what it tells is what the file holds."""

import csv
import io
import json

from app import tables, tools
from app.api.records import ExportAsked
from tests.tools.reading import PLACE

WON = {"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]}


async def test_the_request_that_is_told_makes_the_file(owner, sandbox):
    outcome = await tools.run(owner, "export_records", {**PLACE, "where": WON, "fields": ["Name", "Stage"]})
    request = outcome.data["request"]

    asked = ExportAsked.model_validate_json(json.dumps(request["body"]))
    file = b"".join(
        tables.export_records(
            owner, asked.base, asked.table, file_format=asked.format, where=asked.where, fields=asked.fields
        )
    )

    rows = list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert {row["Stage"] for row in rows} == {"Won"}
    assert outcome.file is not None
    assert len(rows) == 182
    assert outcome.file.rows in (None, 182)
    assert json.loads(outcome.file.request) == request["body"]
    assert (request["method"], request["path"]) == ("POST", "/api/v1/records/export")
    assert (outcome.file.name, outcome.file.filter) == ("Deals.csv", "Stage is Won")


async def test_a_field_that_is_not_there_is_told_before_anybody_presses_a_button(owner, sandbox):
    outcome = await tools.run(owner, "export_records", {**PLACE, "fields": ["Stag"]})

    assert (outcome.is_error, outcome.file) == (True, None)
    assert "Stage" in outcome.result
