"""Every function of the language, a file for each family."""

from app.sandbox.formulas.functions import (
    arrays,
    clock,
    dates,
    logic,
    numeric,
    records,
    regexes,
    text,
    workdays,
)
from app.sandbox.formulas.functions.registry import FUNCTIONS, Function

# Importing a family enters its functions into the table.
FAMILIES = (arrays, clock, dates, logic, numeric, records, regexes, text, workdays)

__all__ = ["FAMILIES", "FUNCTIONS", "Function"]
