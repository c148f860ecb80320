"""What was understood of a question."""

from dataclasses import dataclass, field
from typing import Literal

from app.assistant._planner._lexicon import End, MetricName
from app.assistant._planner._schema import SchemaField, SchemaTable
from app.llm import JsonObject


@dataclass(frozen=True, slots=True)
class Metric:
    """One number that is asked for; `field` is None for a count."""

    fn: MetricName
    field: SchemaField | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of the records that are to be shown, and how many of them; `most` 0 where no number was said."""

    field: SchemaField | None = None
    is_descending: bool = False
    most: int = 0


@dataclass
class Reading:
    """A question understood: `notes` say how words without a field of their own were taken. `about` are the fields that
    it asks for beside the name of a record. `ranking` is there when the records themselves are asked for, beside their
    number. `bucket` is the stretch of time that a date is grouped by. `end` is which group is asked for."""

    question: str
    table: SchemaTable
    metrics: list[Metric] = field(default_factory=list)
    group_by: SchemaField | None = None
    bucket: str = ""
    end: End | Literal[""] = ""
    ranking: Ranking | None = None
    about: list[str] = field(default_factory=list)
    conditions: list[JsonObject] = field(default_factory=list)
    adjectives: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    missing: str = ""

    def narrow(self, before: "Reading") -> None:
        """Only of what was asked about before."""
        self.conditions[:0] = before.conditions
        self.adjectives[:0] = before.adjectives
        self.notes[:0] = before.notes
