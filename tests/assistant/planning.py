"""The planner at a fixed day over the schema of the demo base."""

from datetime import date
from typing import Any

from app.assistant._planner import planner
from app.llm import PlannedStep, Question, Reply, ToolReply, ToolSpec
from app.sandbox.seeds import demo_schema

TODAY = date(2026, 11, 21)
step = planner(lambda: TODAY)


def described(base: str, tables: list[dict[str, Any]]) -> dict[str, Any]:
    def shape(field: dict[str, Any]) -> dict[str, Any]:
        options = [each["name"] for each in (field.get("options") or {}).get("choices", [])]
        symbol = (field.get("options") or {}).get("symbol", "")
        return {
            "id": field["id"],
            "name": field["name"],
            "type": field["type"],
            "options": options,
            "symbol": symbol,
        }

    rows = [{"id": t["id"], "name": t["name"], "fields": [shape(f) for f in t["fields"]]} for t in tables]
    return {"base": {"id": base, "name": base}, "tables": rows}


SALES = described("Sales pipeline", demo_schema.sales_tables())
BASES = {
    "bases": [
        {
            "id": "appSales",
            "name": "Sales pipeline",
            "tables": ["Accounts", "Contacts", "Deals", "Activities"],
        },
        {"id": "appTeam", "name": "Team directory", "tables": ["People"]},
    ]
}


def after_describe(question: str, **cells: list[dict[str, str]]) -> PlannedStep:
    """The next step once the base is known, and what is looked for in it."""
    said = [Question(question), Reply(""), ToolReply("1", "list_bases", BASES), Reply("")]
    return after_looking([*said, ToolReply("2", "describe_base", SALES)], [], **cells)


def after_looking(
    said: list[Question | Reply | ToolReply], tools: list[ToolSpec], **cells: list[dict[str, str]]
) -> PlannedStep:
    """The next step that is no look into cells: `cells` has for a text (with _ for a space) the fields and cells of
    each record that holds it. All else stands nowhere."""
    planned = step(said, tools)
    if {name for name, _ in planned.calls} != {"search_records"} or "tables" not in planned.calls[0][1]:
        return planned
    said = list(said)
    for number, (_, asked) in enumerate(planned.calls, start=3):
        hits = cells.get(asked["text"].replace(" ", "_"), [])
        found = [
            {"id": f"rec{at}", "table": asked["tables"][0], "name": "", "found_in": hit}
            for at, hit in enumerate(hits)
        ]
        data = {
            "base": asked["base"],
            "looked_for": asked["text"],
            "records": found,
            "shown": len(found),
            "is_complete": True,
        }
        said += [Reply(""), ToolReply(str(number), "search_records", data)]
    return step(said, tools)


def arguments(question: str, **cells: list[dict[str, str]]) -> dict[str, Any]:
    planned = after_describe(question, **cells)
    assert [name for name, _ in planned.calls] == ["aggregate_records"], planned.text
    return planned.calls[0][1]


def where(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"match": "all", "conditions": list(conditions)}


OPEN = {"field": "Stage", "op": "is_none_of", "value": ["Won", "Lost"]}
COUNT = {"fn": "count", "field": None}
SUM = {"fn": "sum", "field": "Amount"}
URGENT = {"field": "Priority", "op": "is", "value": "Urgent"}
GT_50K = {"field": "Amount", "op": "gt", "value": "50000"}
