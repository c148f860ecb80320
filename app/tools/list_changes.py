"""The tool `list_changes`."""

from pydantic import Field

from app import changes
from app.actor import Actor, Role
from app.tools._registry import Arguments, tool
from app.tools._replies import Reply
from app.tools._shapes import ToolOutcome


class ListChanges(Arguments):
    """Which change plans."""

    only_waiting: bool = Field(default=False, description="Only those that wait for approval.")
    limit: int = Field(default=20, description="Most plans.", ge=1, le=50)
    cursor: str = Field(default="", description="next_cursor of the page before.", max_length=1_000)


class RecordCounts(Reply):
    """What became of the records of a plan."""

    all: int
    verified: int
    failed: int
    kept: int
    differs: int
    unknown: int


class ListedPlan(Reply):
    """A change plan."""

    id: str
    title: str
    base: str
    status: str
    made_by: str
    is_yours: bool
    is_undone: bool
    is_an_undo: bool
    decided_by: str
    at: str
    records: RecordCounts
    link: str


class ListChangesReply(Reply):
    """Change plans, the newest first."""

    plans: list[ListedPlan]
    next_cursor: str


@tool(
    need=Role.VIEWER,
    summary=lambda _: "Change plans of the team",
    gives=ListChangesReply,
)
def list_changes(actor: Actor, arguments: ListChanges) -> ToolOutcome:
    """List the team's change plans, newest first: what was or is to be changed, by whom, and what became of it."""
    page = changes.list_plans(
        actor,
        status="pending" if arguments.only_waiting else None,
        cursor=arguments.cursor,
        limit=arguments.limit,
    )
    data = {
        "plans": [
            {
                "id": plan.id,
                "title": plan.title,
                "base": plan.base_name,
                "status": plan.status,
                "made_by": plan.person.name,
                "is_yours": plan.person.id == actor.person_id,
                "is_undone": bool(plan.undone_by),
                "is_an_undo": bool(plan.undo_of),
                "decided_by": plan.decided_by.name if plan.decided_by else "",
                "at": plan.created_at.isoformat(),
                "records": {
                    "all": plan.progress.total,
                    "verified": plan.progress.verified,
                    "failed": plan.progress.failed,
                    "kept": plan.progress.kept,
                    "differs": plan.progress.differs,
                    "unknown": plan.progress.unknown,
                },
                "link": f"/changes/?p={plan.id}",
            }
            for plan in page.items
        ],
        "next_cursor": page.next_cursor,
    }
    return ToolOutcome(tool="list_changes", data=data, result=f"{len(page.items)} plans")
