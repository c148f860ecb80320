"""Plain pages without the bundle: set-up, sign-in and problems. They work without script."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

FOLDER = Path(__file__).with_name("templates")


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page from a template; every value is escaped."""
    return HTMLResponse(_templates().get_template(template).render(**values), status)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
