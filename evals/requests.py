"""Short requests over bases that the planner was not made for, against the calls that answer them."""

from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

import yaml

from app.assistant._planner import planner
from app.llm import JsonObject, PlannedStep, Question, Reply, ToolReply, ToolSpec
from evals.tables import DATA

TODAY = date(2026, 11, 27)
WRITING = [ToolSpec(f"{verb}_records", "", {}) for verb in ("update", "delete", "create")]
Verdict = Literal["right", "wrong", "asked back"]
step = planner(lambda: TODAY)


class Request(NamedTuple):
    """A request, and the call that answers it; without one it may only be asked back about. `holds` are cells in which
    words of it stand, by the word and the field."""

    base: str
    text: str
    call: str
    wants: JsonObject
    holds: dict[str, dict[str, str]]


@cache
def requests() -> list[Request]:
    """All of them, in their order."""
    return [
        Request(
            each["base"], each["text"], each.get("call", ""), each.get("wants", {}), each.get("holds", {})
        )
        for each in _file()["requests"]
    ]


def verdict(request: Request, planned: PlannedStep) -> Verdict:
    """Whether the first call is the one that answers, or none was made. Another call is wrong, even one of use."""
    if not planned.calls:
        return "asked back"
    return "right" if (planned.calls[0][0], _short(planned)) == (request.call, request.wants) else "wrong"


def planned_for(request: Request) -> PlannedStep:
    """What the planner does once it knows the tables of the base."""
    tables = _file()["bases"][request.base]
    described = {
        "base": {"id": request.base, "name": request.base},
        "tables": [
            {"id": f"tbl{name}", "name": name, "fields": [_field(name, each) for each in fields]}
            for name, fields in tables.items()
        ],
    }
    bases = {"bases": [{"id": request.base, "name": request.base, "tables": list(tables)}]}
    asked, known = Question(request.text), ToolReply("1", "list_bases", bases)
    said: list[Question | Reply | ToolReply] = [asked, Reply(""), known, Reply("")]
    said.append(ToolReply("2", "describe_base", described))
    planned = step(said, WRITING)
    if planned.calls and planned.calls[0][0] == "search_records":
        said += [
            ToolReply("3", "search_records", _found(request, arguments)) for _, arguments in planned.calls
        ]
        planned = step(said, WRITING)
    return planned


def _found(request: Request, asked: JsonObject) -> JsonObject:
    """What a search finds: the cell that the request says, or nothing."""
    held = request.holds.get(asked["text"])
    records = [{"id": "rec1", "table": asked["tables"][0], "name": "", "found_in": held}] if held else []
    return {
        "base": asked["base"],
        "looked_for": asked["text"],
        "records": records,
        "shown": len(records),
        "is_complete": True,
    }


def _short(planned: PlannedStep) -> JsonObject:
    """The arguments of the call, as the file writes them."""
    wants = {name: value for name, value in planned.calls[0][1].items() if name != "base"}
    if "where" in wants:
        wants["where"] = wants["where"]["conditions"]
    wants.pop("top", None)
    if "metrics" in wants:
        wants["metrics"] = [
            each["fn"] + (f"({each['field']})" if each["field"] else "") for each in wants["metrics"]
        ]
    if len(planned.calls) > 1 and planned.calls[1][1]["sort"]:
        order = planned.calls[1][1]["sort"][0]
        wants["order"] = f"{order['field']} {'down' if order['descending'] else 'up'}"
        wants["limit"] = planned.calls[1][1]["limit"]
    return wants


def _field(table: str, each: dict[str, Any]) -> JsonObject:
    return {"id": f"fld{table}{each['name']}", "options": [], "symbol": "", **each}


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / "requests.yaml").read_text())
    return found
