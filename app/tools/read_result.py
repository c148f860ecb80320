"""The tool `read_result`: further rows of a result that was too long to be told at once."""

from typing import Any

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from app.actor import Actor, Role
from app.tools import _results
from app.tools._registry import Arguments, tool
from app.tools._shapes import ToolOutcome


class ReadResult(Arguments):
    """Which result, and which of its rows."""

    result: str = Field(description='The handle that a tool gave as "result".', pattern="^[0-9a-f]{32}$")
    skip: int = Field(default=0, description="How many rows to leave out.", ge=0, le=_results.MOST_ROWS)
    limit: int = Field(default=50, description="Most rows.", ge=1, le=200)


class ReadResultReply(TypedDict):
    """Rows of a kept result, beside what was known of the whole when it was made."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]

    rows: list[dict[str, Any]]
    first_row: int
    rows_kept: int
    rows_left: int


@tool(
    need=Role.VIEWER,
    summary=lambda arguments: f"Rows {arguments.skip + 1:,} and on of a long result",
    gives=ReadResultReply,
)
def read_result(actor: Actor, arguments: ReadResult) -> ToolOutcome:
    """Read on in a result that was kept because it was too long. The rows are those of that moment: read_at says which.
    A result is kept for a day, for whoever asked for it."""
    facts, rows = _results.read_rows(actor, arguments.result)
    shown = rows[arguments.skip : arguments.skip + arguments.limit]
    rest = len(rows) - arguments.skip - len(shown)
    data = {
        **facts,
        "rows": shown,
        "first_row": arguments.skip + 1 if shown else 0,
        "rows_kept": len(rows),
        "rows_left": max(0, rest),
    }
    return ToolOutcome(tool="read_result", data=data, result=f"{len(shown):,} of {len(rows):,} rows")
