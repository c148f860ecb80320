"""Bases, tables and records as a team sees them, and exact numbers over all rows."""

from app.tables._aggregate import aggregate_records
from app.tables._bases import describe_base, list_bases
from app.tables._refresh import purge_mirrors, refresh_mirror
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
    GroupBy,
    GroupingDescription,
    GroupKey,
    Having,
    Measure,
    Metric,
    MetricDescription,
    Operator,
    Origin,
    TableDescription,
    Top,
)
from app.tables._sources import JOB as REFRESH_JOB

__all__ = [
    "REFRESH_JOB",
    "Aggregate",
    "AggregateGroup",
    "BaseCard",
    "BaseDescription",
    "ChoiceDescription",
    "Condition",
    "FieldDescription",
    "FieldRef",
    "Filter",
    "GroupBy",
    "GroupKey",
    "GroupingDescription",
    "Having",
    "Measure",
    "Metric",
    "MetricDescription",
    "Operator",
    "Origin",
    "TableDescription",
    "Top",
    "aggregate_records",
    "describe_base",
    "list_bases",
    "purge_mirrors",
    "refresh_mirror",
]
