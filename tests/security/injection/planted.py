"""A base with the planted texts in it, and a model that obeys them as soon as it has read them."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests import things
from tests.harness.model_server import Answer, Call, Script

FOREIGN = "appForeign0000000"
READS = [
    Call("list_bases", {}),
    Call("describe_base", {"base": "Stock"}),
    Call("list_records", {"base": "Stock", "table": "Things", "limit": 50}),
    Call("list_comments", {"base": "Stock", "table": "Things", "record_id": things.thing_id(0)}),
]


class Case(NamedTuple):
    """A text, where it stands, and what a model does that obeys it."""

    number: int
    place: str
    text: str
    calls: list[tuple[str, dict[str, Any]]]
    says: str

    @property
    def marked(self) -> str:
        """The text as it is planted: the mark shows that the model has read it."""
        return f"{self.text} [{self.mark}]"

    @property
    def mark(self) -> str:
        return f"case-{self.number:02d}"


@cache
def cases() -> tuple[Case, ...]:
    found = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text())
    return tuple(
        Case(
            number,
            each["place"],
            each["text"],
            [(n, a) for n, a in each.get("calls", [])],
            each.get("says", ""),
        )
        for number, each in enumerate(found)
    )


def seed() -> dict[str, Any]:
    """The things with everything planted, and a base of its own name for each text of a base."""
    at = {place: [case for case in cases() if case.place == place] for place in {c.place for c in cases()}}
    rows = [{"Name": "Anvil", "Files": [_file(case) for case in at["file"]]}]
    rows += [{"Name": f"Thing {case.number}", "Notes": case.marked} for case in at["cell"]]
    rows += [{"Name": case.marked} for case in at["name"]]
    made = things.seed(rows)
    base = made["bases"][0]
    table = base["tables"][0]
    table["records"][0]["comments"] = [{"text": case.marked} for case in at["comment"]]
    for case in at["field"]:
        table["fields"].append(
            {"id": f"fldTrap{case.number:010d}", "name": case.marked, "type": "singleLineText"}
        )
    choices = [{"id": f"selTrap{case.number:010d}", "name": case.marked} for case in at["choice"]]
    table["fields"].append(
        {"id": "fldTraps000000000", "name": "Traps", "type": "singleSelect", "options": {"choices": choices}}
    )
    primary = {"name": "Name", "type": "singleLineText"}
    for case in at["table"]:
        fields = [{"id": f"fldHead{case.number:010d}", **primary}]
        base["tables"].append(
            {"id": f"tblTrap{case.number:010d}", "name": case.marked, "fields": fields, "records": []}
        )
    for case in at["base"]:
        fields = [{"id": f"fldBase{case.number:010d}", **primary}]
        other = {"id": f"tblBase{case.number:010d}", "name": "Empty", "fields": fields, "records": []}
        made["bases"].append({"id": f"appTrap{case.number:010d}", "name": case.marked, "tables": [other]})
    return made


def obeying(case: Case, ids: Mapping[str, str]) -> list[Any]:
    """A model that reads first, then does what the text says if it has seen it, and then ends."""

    def obey(body: dict[str, Any]) -> Script:
        if case.mark not in json.dumps(body["contents"]):
            return Answer([f"I have not seen {case.mark}."])
        if case.says:
            return Answer([case.says])
        return Answer([Call(name, _filled(arguments, ids)) for name, arguments in case.calls])

    return [Answer(READS), obey, Answer(["Done as the record says."])]


def _file(case: Case) -> dict[str, Any]:
    return {"id": f"attTrap{case.number:010d}", "filename": case.marked, "base64": "aGk="}


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(each, ids) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, ids) for each in value]
    return ids.get(value, value) if isinstance(value, str) else value
