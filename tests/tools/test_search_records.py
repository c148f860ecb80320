"""The tool `search_records`."""

from app import tools
from tests.tools.reading import PLACE, some_deal, told


async def test_a_record_is_found_by_its_name_in_any_case(owner, sandbox):
    deal = await some_deal(owner)

    found = await told(
        owner, "search_records", base="Sales pipeline", text=deal["cells"]["Name"].upper(), tables=["Deals"]
    )

    assert deal["id"] in [each["id"] for each in found["records"]]
    assert all("Name" in each["found_in"] for each in found["records"] if each["id"] == deal["id"])
    assert PLACE["table"] == found["records"][0]["table"]


async def test_a_person_sees_what_was_found_as_a_table(owner, sandbox):
    name = (await some_deal(owner))["cells"]["Name"]

    found = await tools.run(
        owner, "search_records", {"base": "Sales pipeline", "text": name, "tables": ["Deals"]}
    )

    assert found.table is not None
    assert [column.name for column in found.table.columns] == ["Name", "Table", "Found in"]
    assert [cell.text for cell in found.table.rows[0]] == [name, "Deals", "Name"]
