"""A table with a field of every type, and records of it that live in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.sandbox.formulas import parse

NOW = datetime(2026, 11, 25, 12, 30, 15, 250_000, tzinfo=UTC)
ERROR = {"error": "#ERROR!"}
NAN = {"specialValue": "NaN"}
INFINITY = {"specialValue": "Infinity"}


def _field(name: str, type_: str, **options: Any) -> dict[str, Any]:
    letters = "".join(filter(str.isalnum, name))
    return {"id": f"fld{letters:0<14}", "name": name, "type": type_} | (
        {"options": options} if options else {}
    )


def _looked_up(type_: str, **options: Any) -> dict[str, Any]:
    return {"type": type_} | ({"options": options} if options else {})


FIELDS = [
    _field("Name", "singleLineText"),
    _field("Notes", "multilineText"),
    _field("Number", "number", precision=2),
    _field("Whole", "number", precision=0),
    _field("Price", "currency", precision=2, symbol="$"),
    _field("Share", "percent", precision=0),
    _field("Length", "duration", durationFormat="h:mm"),
    _field("Stars", "rating", max=5, icon="star", color="yellowBright"),
    _field("Box", "checkbox", icon="check", color="greenBright"),
    _field("Stage", "singleSelect", choices=[]),
    _field("Tags", "multipleSelects", choices=[]),
    _field("Day", "date", dateFormat={"name": "iso", "format": "YYYY-MM-DD"}),
    _field("Moment", "dateTime", timeZone="utc"),
    _field("Link", "multipleRecordLinks", linkedTableId="tblOther000000000"),
    _field("Files", "multipleAttachments", isReversed=False),
    _field("Person", "singleCollaborator"),
    _field("People", "multipleCollaborators"),
    _field("Barcode", "barcode"),
    _field("Button", "button"),
    _field("Answer", "aiText"),
    _field("Serial", "autoNumber"),
    _field("Count", "count", isValid=True),
    _field("Created", "createdTime", result=_looked_up("dateTime", timeZone="utc")),
    _field("Author", "createdBy"),
    _field("Total", "formula", formula="1", result=_looked_up("number", precision=1)),
    _field("Label", "formula", formula="'a'", result=_looked_up("singleLineText")),
    _field("Due", "formula", formula="TODAY()", result=_looked_up("date")),
    _field("Odd", "formula", formula="broken"),
    _field("Amounts", "multipleLookupValues", result=_looked_up("currency", precision=2, symbol="$")),
    _field("Titles", "multipleLookupValues", result=_looked_up("singleLineText")),
    _field("Days", "multipleLookupValues", result=_looked_up("date")),
    _field("Choices", "multipleLookupValues", result=_looked_up("multipleSelects", choices=[])),
    _field("Friends", "multipleLookupValues", result=_looked_up("multipleRecordLinks")),
    _field("Curly } brace", "singleLineText"),
    _field("Two words", "singleLineText"),
]
IDS = {field["name"]: field["id"] for field in FIELDS}


class Record:
    """A record with cells by the names of their fields. The cells of links hold names."""

    id = "rec0123456789ABCD"
    created_time = "2026-11-20T08:00:00.000Z"

    def __init__(
        self, cells: dict[str, Any], last_modified_time: str | None = "2026-11-24T09:15:00.000Z"
    ) -> None:
        self._cells = {IDS[name]: cell for name, cell in cells.items()}
        self.last_modified_time = last_modified_time

    def cell(self, field_id: str) -> Any:
        return self._cells.get(field_id)

    def linked_names(self, field_id: str) -> list[str]:
        return self._cells.get(field_id, [])

    def modified_time(self, field_ids: Sequence[str]) -> str | None:
        """The first field was changed an hour after the second, the others never."""
        times = {IDS["Name"]: "2026-11-23T11:00:00.000Z", IDS["Number"]: "2026-11-23T10:00:00.000Z"}
        return max((times[field_id] for field_id in field_ids if field_id in times), default=None)


def evaluate(formula: str, cells: dict[str, Any] | None = None) -> Any:
    """The cell that a formula field shows for a record with these cells."""
    return parse(formula).bind(FIELDS).evaluate(Record(cells or {}), now=NOW)


def keeps(formula: str, cells: dict[str, Any] | None = None) -> bool:
    """Whether filterByFormula keeps a record with these cells."""
    return parse(formula).bind(FIELDS).keeps(Record(cells or {}), now=NOW)
