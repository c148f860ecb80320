"""The tool `search_records`."""

from tests.tools.reading import PLACE, some_deal, told


async def test_a_record_is_found_by_its_name_in_any_case(owner, sandbox):
    deal = await some_deal(owner)

    found = await told(
        owner, "search_records", base="Sales pipeline", text=deal["cells"]["Name"].upper(), tables=["Deals"]
    )

    assert deal["id"] in [each["id"] for each in found["records"]]
    assert all("Name" in each["found_in"] for each in found["records"] if each["id"] == deal["id"])
    assert PLACE["table"] == found["records"][0]["table"]
