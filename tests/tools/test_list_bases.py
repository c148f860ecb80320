"""The tool `list_bases` over the demo bases."""

from app import tools


async def test_it_names_each_base_with_its_tables(owner, sandbox):
    outcome = await tools.run(owner, "list_bases", {})

    assert [(base["name"], base["tables"]) for base in outcome.data["bases"]] == [
        ("Sales pipeline", ["Accounts", "Contacts", "Deals", "Activities"]),
        ("Team directory", ["People"]),
        ("Airports", ["Airports", "States"]),
    ]
    assert (outcome.data["total"], outcome.result) == (3, "3 bases")
