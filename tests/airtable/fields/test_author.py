"""Who made or changed a record."""

import pytest

from tests.airtable.fields.conftest import Read


@pytest.mark.parametrize("kind", ["createdBy", "lastModifiedBy"])
def test_the_name_is_read(read: Read, kind: str) -> None:
    assert [read(kind, raw) for raw in ({"id": "usr1", "name": "Ada"}, {}, "Ada")] == ["Ada", None, None]
