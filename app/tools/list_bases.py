"""The tool `list_bases`."""

from app import tables
from app.actor import Actor, Role
from app.tools._registry import Arguments, tool
from app.tools._replies import Reply
from app.tools._shapes import ToolOutcome

MOST_DESCRIBED = 10


class ListBases(Arguments):
    """Takes nothing."""


class ListedBase(Reply):
    """A base with the names of its tables."""

    id: str
    name: str
    tables: list[str]


class ListBasesReply(Reply):
    """The bases of the team; the tables of the first ones."""

    bases: list[ListedBase]
    total: int
    tables_are_listed_for: int


@tool(
    need=Role.VIEWER,
    summary=lambda _: "Bases and their tables",
    gives=ListBasesReply,
)
def list_bases(actor: Actor, arguments: ListBases) -> ToolOutcome:
    """List the bases of the team with the names of their tables. Call this first when you do not know the base."""
    cards = tables.list_bases(actor)
    rows = []
    for index, card in enumerate(cards):
        described = tables.describe_base(actor, card.id) if index < MOST_DESCRIBED else None
        names = [table.name for table in described.tables] if described else []
        rows.append({"id": card.id, "name": card.name, "tables": names})
    data = {"bases": rows, "total": len(cards), "tables_are_listed_for": min(len(cards), MOST_DESCRIBED)}
    return ToolOutcome(
        tool="list_bases", data=data, result=f"{len(cards)} {'base' if len(cards) == 1 else 'bases'}"
    )
