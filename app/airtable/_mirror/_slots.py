"""Which slot of a mirrored row holds which field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.airtable._shapes import Field
from app.airtable.fields import kind_of
from app.models.mirror import INSTANT_SLOTS, NUMBER_SLOTS, TEXT_SLOTS

SlotKind = Literal["text", "number", "instant"]
_SIZES: dict[SlotKind, int] = {"text": TEXT_SLOTS, "number": NUMBER_SLOTS, "instant": INSTANT_SLOTS}


@dataclass(frozen=True)
class MirroredField:
    """A field as it was when the generation was begun, with the part of the row and the column that hold it."""

    field: Field
    part: int
    column: str

    def dump(self) -> dict[str, Any]:
        return {"field": self.field.model_dump(mode="json"), "part": self.part, "column": self.column}

    @classmethod
    def load(cls, stored: dict[str, Any]) -> "MirroredField":
        return cls(Field.model_validate(stored["field"]), stored["part"], stored["column"])

    def still_fits(self, field: Field) -> bool:
        """Whether the mirrored values mean the same under today's field: a renamed choice changes cells unseen."""
        before = self.field
        names = {choice.id: choice.name for choice in field.choices}
        return (
            before.type == field.type
            and before.options.get("linkedTableId") == field.options.get("linkedTableId")
            and before.options.get("result") == field.options.get("result")
            and all(names.get(choice.id) == choice.name for choice in before.choices)
        )


def slot_kind(field: Field) -> SlotKind:
    """What a slot must hold to compare values of this field."""
    match kind_of(field).family:
        case "number" | "checkbox":
            return "number"
        case "date" | "datetime":
            return "instant"
        case _:
            return "text"


def assign(fields: Sequence[Field]) -> tuple[MirroredField, ...]:
    """A slot for every field; what does not fit into the first part of a row goes into further ones."""
    used: dict[SlotKind, int] = dict.fromkeys(_SIZES, 0)
    assigned = []
    for field in fields:
        kind = slot_kind(field)
        part, number = divmod(used[kind], _SIZES[kind])
        assigned.append(MirroredField(field, part, f"{kind[0]}{number}"))
        used[kind] += 1
    return tuple(assigned)
