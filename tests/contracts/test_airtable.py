"""What the airtable room promises, whichever service is behind it.

The sandbox is always asked. With CONTRACT_AIRTABLE_TOKEN in the environment api.airtable.com is asked too, with
that token and whatever bases it can see; nothing is ever written there.
"""

import os
from itertools import islice

import pytest

from app import airtable
from app.airtable import Connection
from app.errors import ConnectionRefused, PlatformError

LIVE_TOKEN = os.environ.get("CONTRACT_AIRTABLE_TOKEN", "")
SERVICES = ["sandbox", "airtable"] if LIVE_TOKEN else ["sandbox"]
UNKNOWN_BASE = "appZZZZZZZZZZZZZZ"


@pytest.fixture(params=SERVICES)
def connection(request: pytest.FixtureRequest) -> Connection:
    if request.param == "airtable":
        return Connection(url="https://api.airtable.com", token=LIVE_TOKEN, kind="airtable")
    sandbox = request.getfixturevalue("sandbox")
    return Connection(url=sandbox.url, token=sandbox.token, kind="sandbox")


def test_bases_have_an_id_a_name_and_a_permission(connection: Connection) -> None:
    bases = airtable.list_bases(connection)

    assert [base for base in bases if not base.id.startswith("app") or not base.name] == []
    assert {base.permission_level for base in bases} <= {"none", "read", "comment", "edit", "create"}
    assert bases != ()


def test_every_table_knows_its_primary_field(connection: Connection) -> None:
    tables = airtable.get_schema(connection, airtable.list_bases(connection)[0].id)

    assert [t.name for t in tables if t.primary_field_id not in {field.id for field in t.fields}] == []
    assert tables != ()


def test_records_come_once_with_cells_of_known_fields(connection: Connection) -> None:
    base = airtable.list_bases(connection)[0].id
    table = airtable.get_schema(connection, base)[0]

    records = list(islice(airtable.iter_records(connection, base, table.id, page_size=10), 25))

    assert len({record.id for record in records}) == len(records)
    assert {name for record in records for name in record.cells} <= {field.id for field in table.fields}
    assert all(record.created_at.tzinfo is not None for record in records)


def test_only_the_fields_that_were_asked_for_come(connection: Connection) -> None:
    base = airtable.list_bases(connection)[0].id
    table = airtable.get_schema(connection, base)[0]

    records = islice(airtable.iter_records(connection, base, table.id, fields=[table.primary_field_id]), 5)

    assert {name for record in records for name in record.cells} == {table.primary_field_id}


def test_page_size_changes_the_calls_and_not_the_records(connection: Connection) -> None:
    base = airtable.list_bases(connection)[0].id
    table = airtable.get_schema(connection, base)[0]

    small = [
        record.id for record in islice(airtable.iter_records(connection, base, table.id, page_size=7), 30)
    ]
    large = [record.id for record in islice(airtable.iter_records(connection, base, table.id), 30)]

    assert small == large


def test_refused_token_is_told_apart(connection: Connection) -> None:
    wrong = Connection(url=connection.url, token="pat" + "0" * 14 + "." + "0" * 64, kind=connection.kind)

    with pytest.raises(ConnectionRefused) as caught:
        airtable.list_bases(wrong)

    assert wrong.token not in str(caught.value)


def test_unknown_base_is_an_error_of_the_tree(connection: Connection) -> None:
    with pytest.raises(PlatformError) as caught:
        airtable.get_schema(connection, UNKNOWN_BASE)

    assert caught.value.retry == "never"
