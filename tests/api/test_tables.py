"""`/api/v1/tables`."""

from tests.api.airtable_parts import PLACE, headers, source, stock

__all__ = ["headers", "source", "stock"]


async def test_tables_are_listed_in_their_order(client, headers):
    answer = (await client.get("/api/v1/tables", params={"base": "Stock"}, headers=headers)).json()

    assert [table["name"] for table in answer["items"]] == ["Things", "Owners"]
    assert (answer["source"], answer["is_complete"]) == ("service", True)


async def test_table_is_described_with_samples_fill_rates_and_choices(client, headers, source):
    reply = await client.get("/api/v1/tables/things", params={"base": PLACE["base"]}, headers=headers)

    table = reply.json()
    fields = {field["name"]: field for field in table["fields"]}
    assert (table["source"], table["rows"], table["is_complete"]) == (source, 4, True)
    assert (fields["Count"]["filled"], fields["Name"]["samples"]) == (3, ["Anvil", "Bolt", "Clamp"])
    assert {use["name"]: use["rows"] for use in fields["Colour"]["choices"]} == {
        "Red": 1,
        "Green": 1,
        "Blue": 2,
    }
