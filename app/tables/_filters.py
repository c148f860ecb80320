"""The one filter of the house: compiled to a test in Python, to SQL over a mirror, and to a formula for Airtable.

The three keep the same rows. The formula only narrows what the service sends (see `_as_formula`), and what comes is
tested again. What they mean:

| cell | meaning |
|---|---|
| empty | passes is_not, is_none_of, not_contains, is_empty, and no other test; an unchecked checkbox is empty |
| text | compared folded: Unicode case folding, spaces at the ends left out |
| select | compared by the choice's name; a value is a choice's name in any case, or its id |
| several (selects, links) | is: exactly that one value; is_any_of: at least one; has_all_of: each; is_none_of: none |
| links | a value is the linked record's name or its id |
| contains, not_contains | part of a text, of a choice's name, of a linked record's name or id |
| number | exact decimals: 0.1 is 0.1; a percent is a fraction (0.5) or "50%" |
| date | a day of the calendar, the same in every zone |
| time | an instant to the millisecond; a day means all of that day in the clock's zone, UTC unless one is given |
| before, lt / after, gt | before the day or instant begins / after it has ended |
| lte / gte | before it has ended / when it has begun, or later |
| relative | "today", "3 days ago", "2 weeks from now"; within: "this month", "last 30 days" (today is the last) |
| other types | is_empty and is_not_empty |
"""

from dataclasses import dataclass

from app.airtable import Field, Table, formulas
from app.tables._as_formula import as_formula
from app.tables._as_sql import Clause, as_sql
from app.tables._as_test import Test, as_test
from app.tables._conditions import Node, field_names, resolve
from app.tables._shapes import Filter
from app.tables._slots import Slots
from app.tables._time import Clock

__all__ = ["Compiled", "compile_filter", "field_names"]


@dataclass(frozen=True)
class Compiled:
    """A filter that is ready to run: as a sentence and its parts, with the fields in it, and as it was understood."""

    tree: Node
    text: str
    texts: tuple[str, ...]
    fields: tuple[Field, ...]
    understood: Filter

    @property
    def test(self) -> Test:
        """Of a row of values with these fields."""
        return as_test(self.tree)

    @property
    def formula(self) -> formulas.Formula | None:
        """Lets through at least every record that passes the test; None when it would let through all."""
        return as_formula(self.tree)

    def clause(self, slots: Slots) -> Clause:
        """Over the rows of a mirror."""
        return as_sql(self.tree, slots)


def compile_filter(table: Table, where: Filter, clock: Clock | None = None) -> Compiled:
    """The filter over a table. Raises InvalidInput for unknown fields, choices and values that do not fit."""
    found = resolve(table, where, clock or Clock.read())
    return Compiled(found.tree, found.text, found.texts, found.fields, found.understood)
