"""How rows are grouped by the value of a field: key, label, colour and order of each group."""

from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from app.airtable import Field, kind_of
from app.errors import InvalidInput
from app.tables._measures import EXACT, plain
from app.tables._rows import Column, Linked, remembered, value_column
from app.tables._shapes import GroupBy, GroupingDescription, GroupKey
from app.tables._slots import Slots
from app.tables._time import Clock, bucket_start

EMPTY_LABEL = "(empty)"


class Grouping:
    """Groups by one field, or by a stretch of time or of numbers that its value lies in.

    Fields with several values group by the whole combination, so that groups never overlap, unless each is asked for.
    """

    def __init__(self, field: Field, asked: GroupBy, clock: Clock) -> None:
        """Raises InvalidInput for a field whose values are not understood, and for a bucket that does not fit them."""
        self.field = field
        self._kind = kind_of(field)
        self._asked = asked
        self._zone = clock.zone
        self._ranks = {choice.name: rank for rank, choice in enumerate(field.choices)}
        self._colors = {choice.name: choice.color for choice in field.choices}
        self._refuse_unfit()

    def describe(self) -> GroupingDescription:
        return GroupingDescription(
            id=self.field.id,
            name=self.field.name,
            type=self.field.type,
            bucket=self._asked.bucket,
            width=self._asked.width,
            each=self._asked.each,
        )

    def group_of(self, value: Any) -> Any:
        """What the rows of one group share: the value itself, or the begin of its bucket."""
        if value is None:
            return None
        if self._asked.bucket is not None:
            day = value.astimezone(self._zone).date() if isinstance(value, datetime) else value
            return bucket_start(day, self._asked.bucket)
        if self._asked.width is not None:
            steps = EXACT.divide(value, self._asked.width).to_integral_value(rounding=ROUND_FLOOR)
            return EXACT.multiply(steps, self._asked.width)
        return value

    def parts(self, group: Any) -> list[Any]:
        """The groups that a group counts for: itself, or where each value is one, those of its values."""
        if self._asked.each and isinstance(group, tuple):
            return [(value,) for value in group]
        return [group]

    def column(self, slots: Slots) -> Column:
        """The groups out of a mirror."""
        values = value_column(self.field, slots)
        if self._asked.bucket is None and self._asked.width is None:
            return values
        read = values.read
        return Column(values.source, remembered(lambda slot: self.group_of(read(slot))))

    def key(self, group: Any) -> GroupKey:
        """The group as a shape."""
        color = self._colors.get(group, "") if self._kind.family == "select" else ""
        return GroupKey(raw=_raw(group), label=self._label(group), color=color)

    def order(self, group: Any) -> tuple[Any, ...]:
        """A sort key: choices in their order, then by value, empty last."""
        if group is None:
            return (2,)
        if isinstance(group, Decimal | date | datetime | bool):
            return (1, group)
        if self._kind.family == "select":
            return (1, self._ranks.get(group, len(self._ranks)), group)
        return (1, self._label(group).casefold(), _raw(group))

    def _refuse_unfit(self) -> None:
        family, name = self._kind.family, self.field.name
        if family == "other":
            raise InvalidInput(
                f"{name} has the type {self.field.type}, which cannot be grouped by.", field=name
            )
        if self._asked.bucket is not None and family not in ("date", "datetime"):
            raise InvalidInput(f"{name} has no dates to group by {self._asked.bucket}.", field=name)
        if self._asked.width is not None and family != "number":
            raise InvalidInput(f"{name} has no numbers to group into stretches.", field=name)

    def _label(self, group: Any) -> str:
        if group is None:
            return EMPTY_LABEL
        if isinstance(group, tuple):
            return ", ".join(item.name if isinstance(item, Linked) else item for item in group)
        if self._asked.bucket is not None:
            return _bucket_label(group, self._asked.bucket)
        if self._asked.width is not None:
            end = EXACT.add(group, self._asked.width)
            return f"{self._shown(group)} to {self._shown(end)}"
        return self._shown(group)

    def _shown(self, value: Any) -> str:
        return self._kind.show(self.field, value, None)


def _raw(group: Any) -> str | None:
    """The plain value: a choice's name, digits, an ISO date, or the ids of linked records; None for empty."""
    if group is None:
        return None
    if isinstance(group, tuple):
        return ", ".join(item.id if isinstance(item, Linked) else item for item in group)
    return plain(group)


def _bucket_label(start: date, bucket: str) -> str:
    match bucket:
        case "year":
            return f"{start.year}"
        case "quarter":
            return f"{start.year} Q{(start.month + 2) // 3}"
        case "month":
            return f"{start:%Y-%m}"
        case "week":
            year, week, _ = start.isocalendar()
            return f"{year} W{week:02}"
        case _:
            return start.isoformat()
