"""The tool `describe_base` over the demo bases."""

from app import tools


async def test_it_tells_fields_types_and_options(owner, sandbox):
    outcome = await tools.run(owner, "describe_base", {"base": "sales PIPELINE"})

    deals = next(table for table in outcome.data["tables"] if table["name"] == "Deals")
    stage = next(field for field in deals["fields"] if field["name"] == "Stage")
    assert (stage["type"], stage["options"]) == (
        "singleSelect",
        ["Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"],
    )
    assert outcome.result == "Sales pipeline: 4 tables, 52 fields"


async def test_an_unknown_base_is_answered_with_the_nearest_name(owner, sandbox):
    outcome = await tools.run(owner, "describe_base", {"base": "Sales pipelin"})

    assert outcome.is_error
    assert outcome.data["code"] == "not_found"
    assert "Sales pipeline" in outcome.data["error"]
