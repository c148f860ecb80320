"""The tool `list_changes`."""

from tests.factories import make_plan
from tests.tools.reading import told


async def test_plans_of_the_team_are_listed_and_those_of_others_are_not(owner, stranger, database):
    waiting = make_plan(owner, title="Close two")
    make_plan(owner, title="Old", status="denied")
    make_plan(stranger, title="Theirs")

    every = await told(owner, "list_changes")
    only = await told(owner, "list_changes", only_waiting=True)

    assert [plan["title"] for plan in every["plans"]] == ["Old", "Close two"]
    assert [(plan["id"], plan["status"], plan["made_by"]) for plan in only["plans"]] == [
        (waiting.id, "pending", "Olivia")
    ]
