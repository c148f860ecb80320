"""Logs: one line an event, and no secret in any of them (bar O-5)."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from app import telemetry
from app.telemetry import HIDDEN, scrub


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines written since, as JSON objects."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    telemetry.configure(level="debug", as_json=True)
    root.handlers[0].setStream(out)  # type: ignore[attr-defined]
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.handlers[:], _ = handlers, root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize(
    "field",
    ["password", "new_password", "api_key", "apikey", "Authorization", "cookie", "secret", "csrf_token"],
)
def test_field_with_a_secret_name_is_hidden(field):
    assert scrub(None, "info", {field: "anything"}) == {field: HIDDEN}


@pytest.mark.parametrize(
    "value",
    [
        "patAbCdEfGh123456.0123456789abcdef0123456789abcdef".replace("AbCdEfGh", "abcdefgh"),
        "AIzaSyA1234567890abcdefghijklmnopqrstuv",
        "Bearer abc.def-ghi",
        "bearer abc.def-ghi",
        "postgresql://user:pa55word@db.example/platform",
        "redis://:pa55word@cache.example:6379/0",
        "/setup?token=abcdefgh",
        "session=abcdefghijklmnop; other=1",
        "pyair_0123456789abcdefghij",
    ],
)
def test_value_that_looks_like_a_secret_is_hidden_wherever_it_stands(value):
    line = scrub(None, "info", {"event": f"got {value}", "deep": {"list": [value, {"x": (value,)}]}})

    assert str(line).count(HIDDEN) >= 3
    for part in ("pa55word", "abc.def-ghi", "0123456789abcdef", "abcdefghijklmnop", "token=abcdefgh"):
        assert part not in str(line)


@pytest.mark.parametrize(
    "value", ["", "a plain sentence", "patience", "https://example.test/path?page=2", 7, None, True]
)
def test_harmless_value_stays(value):
    assert scrub(None, "info", {"value": value}) == {"value": value}


def test_line_is_an_event_with_fields(logged):
    with telemetry.bound(request_id="r1"):
        telemetry.logger("app.test").info("import_finished", records=3)

    (line,) = logged()
    assert (line["event"], line["records"], line["request_id"], line["level"]) == (
        "import_finished",
        3,
        "r1",
        "info",
    )
    assert line["timestamp"].endswith("Z")


def test_lines_of_libraries_are_scrubbed_and_kept_on_one_line(logged):
    logging.getLogger("some.library").warning("sent %s\r\nforged line", "Bearer abc.def")

    (line,) = logged()
    assert line["event"] == f"sent {HIDDEN}\\r\\nforged line"


def test_traceback_is_scrubbed(logged):
    try:
        raise ValueError("postgresql://user:pa55word@db.example/platform")
    except ValueError:
        telemetry.logger("app.test").exception("it_failed")

    (line,) = logged()
    assert "ValueError" in line["exception"]
    assert "pa55word" not in line["exception"]


def test_fields_of_a_block_end_with_it(logged):
    with telemetry.bound(request_id="r1"):
        pass
    telemetry.logger("app.test").info("later")

    assert "request_id" not in logged()[0]


def test_span_costs_nothing_without_an_endpoint():
    with telemetry.span("work", records=1):
        done = True

    assert done
