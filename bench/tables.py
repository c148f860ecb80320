"""How a measurement is printed: one row a case, the first one the baseline."""

from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """A case with its figures, in the order of the table's columns."""

    name: str
    figures: Sequence[float]
    note: str = ""


def show(title: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Print a table; below each figure of a later row stands its ratio to the baseline's."""
    width = max(len(row.name) for row in rows) + 2
    print(f"\n{title}")
    print(" " * width + "".join(f"{column:>22}" for column in columns))
    baseline = rows[0]
    for row in rows:
        cells = []
        for figure, base in zip(row.figures, baseline.figures, strict=True):
            ratio = f" ({figure / base:.2f}x)" if row is not baseline and base else ""
            cells.append(f"{figure:.4g}{ratio}")
        print(
            f"{row.name:<{width}}"
            + "".join(f"{cell:>22}" for cell in cells)
            + (f"  {row.note}" if row.note else "")
        )
    print(f"{'':<{width}}baseline: {baseline.name}")


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of all do not exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
