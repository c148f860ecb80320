"""Formulas as objects, never as text: what may stand in a filterByFormula, and nothing else."""

from decimal import Decimal

from pyairtable.formulas import (
    AND,
    CONCATENATE,
    EQ,
    FIND,
    GT,
    GTE,
    IF,
    IS_BEFORE,
    LOWER,
    LT,
    LTE,
    NE,
    NOT,
    OR,
    REGEX_MATCH,
    Field,
    Formula,
)

__all__ = [
    "AND",
    "CONCATENATE",
    "EQ",
    "FIND",
    "GT",
    "GTE",
    "IF",
    "IS_BEFORE",
    "LOWER",
    "LT",
    "LTE",
    "NE",
    "NOT",
    "OR",
    "REGEX_MATCH",
    "Field",
    "Formula",
    "number",
]


def number(value: Decimal) -> Formula:
    """A number as formulas write it: digits without an exponent."""
    return Formula(f"{value:f}")
