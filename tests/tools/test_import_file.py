"""The tool `import_file`: the rows of a file become a plan, and nothing is written."""

import csv
import io

import pytest

from app import files, tools
from tests.tools.reading import PLACE, some_deal
from tests.tools.writing import waiting

pytestmark = pytest.mark.usefixtures("redis_server")


async def test_rows_change_the_records_that_have_their_key_and_make_the_others(owner, sandbox):
    deal = await some_deal(owner)
    rows = io.StringIO()
    named = (deal["cells"]["Name"], "Call them"), ("Brand new deal", "Write to them")
    csv.writer(rows).writerows([("Name", "Next step"), *named])
    file = files.keep(owner, "deals.csv", "text/csv", rows.getvalue().encode())

    plan = await waiting(owner, "import_file", **PLACE, file=file.id, key_fields=["Name"])

    assert (plan.counts.update, plan.counts.create) == (1, 1)
    assert (await some_deal(owner)) == deal


async def test_a_file_of_somebody_else_or_of_another_kind_is_not_taken(owner, editor, sandbox):
    theirs = files.keep(editor, "deals.csv", "text/csv", b"Name\nTea\n")
    text = files.keep(owner, "deals.txt", "text/plain", b"Name\nTea\n")

    for file, code in ((theirs, "not_found"), (text, "invalid_input")):
        outcome = await tools.run(owner, "import_file", {**PLACE, "file": file.id, "key_fields": ["Name"]})
        assert (outcome.is_error, outcome.data["code"]) == (True, code)
