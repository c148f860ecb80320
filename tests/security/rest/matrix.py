"""The matrix of who may do what (bar T-1): read from its table, and what it has to have rows for."""

from pathlib import Path
from typing import Any

from reflex_base.registry import RegistrationContext

from app import pages, tools
from app.api import rest
from app.jobs.handlers import JOBS
from tests.security.rest.world import WHO

TABLE = Path(__file__).with_name("matrix.txt")
Row = tuple[str, ...]


def table() -> dict[str, Row]:
    """What each of WHO gets, by the name of the thing that is asked for."""
    found: dict[str, Row] = {}
    for line in TABLE.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, *cells = (part.strip() for part in line.split("|"))
        assert name not in found, f"{name} stands twice in {TABLE.name}."
        assert len(cells) == len(WHO), f"{name} has {len(cells)} cells, {len(WHO)} are needed."
        found[name] = tuple(cells)
    return found


def row(name: str, cells: Row) -> str:
    """A line of the table."""
    return (f"{name:<46}" + "".join(f" | {cell:<13}" for cell in cells)).rstrip()


def missing_and_left_over(known: set[str], real: set[str]) -> list[str]:
    """What has no row, and rows for what there is not."""
    return [
        *(f"{name} has no row in {TABLE.name}. Add one: who gets what?" for name in sorted(real - known)),
        *(
            f"{name} is not there any more. Take its row out of {TABLE.name}."
            for name in sorted(known - real)
        ),
    ]


def routes() -> dict[str, Any]:
    """Every route of ours, REST and plain pages, as `METHOD path`."""
    return {
        f"{method} {route.path_format}": route
        for router in rest.routers()
        for route in router.routes
        for method in sorted(route.methods)
    }


def handlers() -> dict[str, str]:
    """Every handler that a browser can call: its short name and the name of its event."""
    assert pages.add_to is not None
    found = RegistrationContext.get().event_handlers
    ours = {
        name: each.handler.fn for name, each in found.items() if each.handler.fn.__module__.startswith("app.")
    }
    return {f"handler {fn.__qualname__}": name for name, fn in ours.items()}


def tool_names() -> dict[str, str]:
    return {f"tool {name}": name for name in tools.all_tools()}


def job_names() -> dict[str, str]:
    return {f"job {name}": name for name in JOBS}
