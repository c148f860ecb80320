"""Formulas as objects, never as text: what may stand in a filterByFormula, and nothing else."""

from decimal import Decimal

from pyairtable.formulas import (
    AND,
    CONCATENATE,
    CREATED_TIME,
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
    VALUE,
    Field,
    Formula,
    to_formula,
)

__all__ = [
    "AND",
    "CONCATENATE",
    "CREATED_TIME",
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
    if value == value.to_integral_value():
        return to_formula(int(value))
    return to_formula(value) if "E" not in str(value) else VALUE(f"{value:f}")
