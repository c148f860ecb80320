"""The tool `get_run`."""

from pydantic import Field

from app import sagas
from app.actor import Actor, Role
from app.tools._registry import Arguments, tool
from app.tools._replies import Reply
from app.tools._shapes import ToolOutcome


class GetRun(Arguments):
    """Which run."""

    run_id: str = Field(description="Id of the run.", pattern="^[0-9a-f]{32}$")


class RunStep(Reply):
    """A step, and what went wrong in it."""

    name: str
    lane: str
    status: str
    error: str


class GetRunReply(Reply):
    """A run with its steps."""

    id: str
    title: str
    status: str
    waits_for: str
    steps: list[RunStep]
    link: str


@tool(
    need=Role.VIEWER,
    summary=lambda _: "How far a run is",
    gives=GetRunReply,
)
def get_run(actor: Actor, arguments: GetRun) -> ToolOutcome:
    """Read how far a run is, what it waits for, and what was taken back."""
    run = sagas.get_run(actor, arguments.run_id)
    data = {
        "id": run.id,
        "title": run.title,
        "status": run.status,
        "waits_for": run.waits_for,
        "steps": [
            {"name": step.name, "lane": step.phase, "status": step.status, "error": step.error}
            for step in run.steps
        ],
        "link": f"/runs/?r={run.id}",
    }
    return ToolOutcome(tool="get_run", data=data, result=run.status)
