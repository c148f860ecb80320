"""Reflex's own log lines keep their subject and lose what was sent (bar O-5)."""

import logging

import pytest

from app.state.framework import WithoutValues, frontend_failed, handler_failed, hush


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            "Error transforming event payload for handler S.h: with value 'canary'",
            "Error transforming event payload for handler S.h",
        ),
        ("No registered handler found for event: canary", "No registered handler found for event"),
        (
            "Attempting to send delta to disconnected client 'canary'",
            "Attempting to send delta to disconnected client",
        ),
        (
            "Received event from session x with no token\n{'canary': 1}",
            "Received event from session x with no token",
        ),
    ],
)
def test_log_line_keeps_its_subject_and_no_value(message, kept):
    record = logging.LogRecord("reflex.app", logging.WARNING, __file__, 1, message, (), None)

    assert WithoutValues().filter(record)
    assert record.getMessage() == kept


def test_traceback_is_its_type_only():
    try:
        raise ValueError("canary")
    except ValueError as exc:
        info = (type(exc), exc, exc.__traceback__)
    record = logging.LogRecord("reflex.app", logging.ERROR, __file__, 1, "Error in task:", (), info)

    WithoutValues().filter(record)

    assert record.getMessage() == "Error in task (ValueError)"
    assert record.exc_info is None


def test_loggers_of_reflex_are_filtered(app):
    hush()

    for name in (
        "reflex.app",
        "reflex_base.event.processor.event_processor",
        "reflex_base.event.processor.base_state_processor",
    ):
        assert any(isinstance(found, WithoutValues) for found in logging.getLogger(name).filters), name


def test_pages_are_not_reloaded_by_script(app):
    from reflex.state import FrontendEventExceptionState

    assert FrontendEventExceptionState.auto_reload_on_errors == []


def test_failures_run_nothing_in_the_browser():
    assert handler_failed(ValueError("x")) is None
    assert frontend_failed(ValueError("x")) is None
