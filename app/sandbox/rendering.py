"""Records as the API shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.sandbox import cells
from app.sandbox.cells import Style
from app.sandbox.derivation import Derivation
from app.sandbox.schema import Field, Table
from app.sandbox.store.records import Record


@dataclass(frozen=True)
class Shape:
    """How records are shown. style: cells as texts in this style (cellFormat string); None for JSON values."""

    by_field_id: bool = False
    style: Style | None = None


def render(
    derivation: Derivation,
    table: Table,
    records: Sequence[Record],
    shape: Shape,
    fields: Sequence[Field] | None = None,
) -> list[dict[str, Any]]:
    """The records with their cells in the order of the schema, empty ones left out. fields None means all."""
    wanted = set(table.fields if fields is None else fields)
    shown = [field for field in table.fields if field in wanted]
    derivation.derive(table, records, shown)
    cell: Callable[[Field, Record], Any] = derivation.value
    if shape.style is not None:
        derivation.name_links(table, records, shown)
        style = derivation.style

        def cell(field: Field, record: Record) -> Any:
            return cells.text(field, derivation.value(field, record), style) or None

    keys = [(each, each.id if shape.by_field_id else each.name) for each in shown]
    return [
        {
            "id": record.id,
            "createdTime": record.created_time,
            "fields": {key: value for field, key in keys if (value := cell(field, record)) is not None},
        }
        for record in records
    ]
