"""The reference pages say what the code says, and every row says something."""

import inspect

from app import config, errors, tools
from app.jobs.handlers import JOBS
from tests.house import reference


def test_reference_pages_are_not_stale() -> None:
    assert reference.stale() == [], "Run `make fix`; it writes docs/reference again."


def test_every_setting_limit_error_job_and_tool_has_a_meaning() -> None:
    fields = {**config.Settings.model_fields, **config.Limits.model_fields}
    rows = [(name, field.description or "") for name, field in fields.items()]
    rows += [(error.__name__, inspect.getdoc(error) or "") for error in errors.every_error()]
    rows += [(name, inspect.getdoc(job.run) or "") for name, job in JOBS.items()]
    rows += [(tool.name, tool.description) for tool in tools.all_tools().values()]

    assert reference.undocumented(rows) == []


def test_planted_setting_without_a_meaning_is_found() -> None:
    assert reference.undocumented([("PLATFORM_NEW", "")]) == [
        "PLATFORM_NEW has no description. Say what it means."
    ]


def test_defaults_of_secrets_are_not_shown() -> None:
    row = next(line for line in reference.settings_page().splitlines() if "PLATFORM_SECRET_KEY" in line)

    assert row.endswith("|  |")


def test_bars_in_a_meaning_do_not_break_the_table() -> None:
    assert "\\|" in reference._page("Title", "Intro.", ("Name",), [("one|two",)])
