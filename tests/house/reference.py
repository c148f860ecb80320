"""The reference pages in docs/reference/, written from the code so that they cannot be wrong.

`python -m tests.house.reference --write` writes them; a test compares them with the code.
"""

import inspect
import sys
from collections.abc import Iterable
from typing import Any

from pydantic import SecretStr

from app import config, errors, tools
from app.api import openapi, rest
from app.jobs.handlers import JOBS
from app.supervisor.environment import variable
from tests.house.source import ROOT

FOLDER = ROOT / "docs" / "reference"
HEAD = "<!-- Written from the code by `make fix`. Change the code, not this page. -->"


def pages() -> dict[str, str]:
    """Every page: its file name and what it should say."""
    return {
        "settings.md": settings_page(),
        "limits.md": limits_page(),
        "errors.md": errors_page(),
        "jobs.md": jobs_page(),
        "rest.md": rest_page(),
        "tools.md": tools_page(),
    }


def stale() -> list[str]:
    """The pages that are missing or do not say what the code says."""
    return [name for name, text in pages().items() if not _is(name, text)]


def write() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def settings_page() -> str:
    intro = (
        "Each setting comes from the environment, else from a `.env` file in the working folder, else from its"
        " default. `pyairtable-platform doctor` prints them with their source."
    )
    rows = []
    for name, field in config.Settings.model_fields.items():
        env = variable(name, field.validation_alias)
        rows.append((f"`{env}`", field.description or "", _shown(field.default)))
    return _page("Settings", intro, ("Setting", "Meaning", "Default"), rows)


def limits_page() -> str:
    rows = []
    for name, field in config.Limits.model_fields.items():
        rows.append((f"`{name}`", field.description or "", _shown(field.default)))
    return _page(
        "Limits", "What the platform refuses, and from where on.", ("Limit", "Meaning", "Value"), rows
    )


def errors_page() -> str:
    retries = {"never": "no", "soon": "yes, soon", "after": "yes, after the time that is given"}
    rows = []
    for error in errors.every_error():
        meaning = (inspect.getdoc(error) or "").split("\n\n")[0].replace("\n", " ")
        rows.append((f"`{error.code}`", str(error.status), retries[error.retry], meaning))
    intro = "Every error carries one of these codes, and a sentence that says what happened and what to do."
    return _page("Errors", intro, ("Code", "HTTP status", "Worth a retry", "Meaning"), rows)


def jobs_page() -> str:
    rows = []
    for name, job in sorted(JOBS.items()):
        meaning = (inspect.getdoc(job.run) or "").split("\n\n")[0].replace("\n", " ")
        rows.append((f"`{name}`", "the platform" if job.as_system else "the person who asked", meaning))
    return _page("Jobs", "What runs in the background.", ("Job", "Acts as", "Meaning"), rows)


def tools_page() -> str:
    rows = []
    for tool in tools.all_tools().values():
        arguments = ", ".join(f"`{name}`" for name in tool.arguments.model_fields) or "none"
        rows.append((f"`{tool.name}`", tool.need.value, arguments, tool.description))
    intro = "What the assistant can do, always with the rights of the person who asks."
    return _page("Tools", intro, ("Tool", "Least role", "Arguments", "Meaning"), rows)


def rest_page() -> str:
    rows = []
    for path, item in openapi.document(rest.make().routes)["paths"].items():
        for method, call in item.items():
            who = call.get("x-least-role", "nobody signed in")
            meaning = call["description"].replace("\n", " ")
            rows.append((f"`{method.upper()} {path}`", who, ", ".join(_good(call)), meaning))
    intro = "Every call. Fields and examples stand at `/api/docs`, the rest in the [guide](../rest-guide.md)."
    return _page("REST", intro, ("Call", "Least role", "Reply", "Meaning"), rows)


def undocumented(names_and_meanings: Iterable[tuple[str, str]]) -> list[str]:
    """Names whose row would be empty."""
    return [
        f"{name} has no description. Say what it means."
        for name, meaning in names_and_meanings
        if not meaning
    ]


def _page(title: str, intro: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    table = [head, tuple("---" for _ in head), *rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table]
    return "\n".join([HEAD, f"# {title}", "", intro, "", *lines, ""])


def _good(call: dict[str, Any]) -> list[str]:
    return [status for status in call["responses"] if status.startswith("2")]


def _shown(default: object) -> str:
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    return f"`{default}`" if str(default) else ""


def _is(name: str, text: str) -> bool:
    path = FOLDER / name
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    elif found := stale():
        sys.exit(f"Stale: {', '.join(found)}. Run `make fix`.")
