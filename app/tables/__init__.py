"""Bases, tables and records as a team sees them, and exact numbers over all rows."""

from app.tables._aggregate import aggregate_records
from app.tables._bases import describe_base, list_bases
from app.tables._shapes import (
    Aggregate,
    AggregateGroup,
    BaseCard,
    BaseDescription,
    ChoiceDescription,
    Condition,
    FieldDescription,
    FieldRef,
    Filter,
    Measure,
    Metric,
    MetricDescription,
    Operator,
    TableDescription,
)

__all__ = [
    "Aggregate",
    "AggregateGroup",
    "BaseCard",
    "BaseDescription",
    "ChoiceDescription",
    "Condition",
    "FieldDescription",
    "FieldRef",
    "Filter",
    "Measure",
    "Metric",
    "MetricDescription",
    "Operator",
    "TableDescription",
    "aggregate_records",
    "describe_base",
    "list_bases",
]
