"""The right panel of a thread: how the newest answer was made."""

from typing import Any

import reflex as rx

from app.assistant import Proof, Step
from app.components.browser import Count, Duration, When
from app.components.kit import icon
from app.components.shell import inspector_panel
from app.config import limits


def run_details(message: Any) -> rx.Component:
    """Steps, what was read, how long it took and which model answered; a sentence while there is nothing."""
    return inspector_panel(
        "Run details",
        rx.cond(
            message.turn_id == "",
            rx.el.p(
                "Ask something, and the steps of the answer are listed here.", class_name="inspector-none"
            ),
            rx.fragment(
                _section("Steps", _timeline(message)),
                rx.cond(
                    message.proofs.length() > 0,
                    _section("Used in this answer", rx.el.ul(rx.foreach(message.proofs, _source))),
                ),
                _section(
                    "Run",
                    rx.el.dl(
                        _stat(
                            "Time",
                            rx.cond(
                                message.status == "running",
                                "Running",
                                Duration.create(ms=message.seconds * 1000),
                            ),
                        ),
                        _stat("Steps", Count.create(value=message.steps.length())),
                        _stat("Model", message.model),
                        class_name="stats",
                    ),
                ),
                rx.cond(message.context_size > 0, _section("Context", *_context(message))),
            ),
        ),
    )


def _context(message: Any) -> tuple[rx.Component, ...]:
    """How much of what a model can be told was told, and what of it in short."""
    most = limits().context_tokens
    return (
        rx.el.p(
            "About ",
            Count.create(value=message.context_size),
            " of ",
            Count.create(value=most),
            " tokens were told to the model.",
            class_name="inspector-text",
        ),
        rx.el.meter(
            value=message.context_size,
            min=0,
            max=most,
            aria_label="Tokens told",
            class_name="context-meter",
        ),
        rx.cond(
            message.earlier != "",
            rx.el.details(
                rx.el.summary("The beginning of the thread was told in short"),
                rx.el.p(message.earlier, class_name="context-earlier"),
                class_name="context-short",
            ),
        ),
    )


def _section(title: str, *body: Any) -> rx.Component:
    return rx.el.section(rx.el.h3(title), *body)


def _timeline(message: Any) -> rx.Component:
    return rx.el.ol(
        _moment("check", "green", "Read your question", "", ""),
        rx.foreach(message.steps, _step),
        _last_moment(message),
        class_name="timeline",
    )


def _step(step: rx.Var[Step]) -> rx.Component:
    return rx.match(
        step.status,
        ("running", _moment("loader-circle", "blue", step.tool, "", step.summary, mono=True)),
        ("failed", _moment("x", "red", step.tool, "", step.result, mono=True)),
        _moment("check", "green", step.tool, Duration.create(ms=step.milliseconds), step.result, mono=True),
    )


def _last_moment(message: Any) -> rx.Component:
    return rx.match(
        message.status,
        (
            "running",
            rx.cond(message.text != "", _moment("loader-circle", "blue", "Writing the answer", "", "")),
        ),
        ("stopped", _moment("square", "gray", "Stopped", "", "")),
        ("failed", _moment("x", "red", "Failed", "", message.problem)),
        ("interrupted", _moment("x", "amber", "Interrupted", "", "")),
        _moment("check", "green", "Wrote the answer", "", ""),
    )


def _moment(
    icon_name: str, hue: str, title: Any, time: Any, text: Any, *, mono: bool = False
) -> rx.Component:
    spin = "spin" if icon_name == "loader-circle" else ""
    return rx.el.li(
        rx.el.span(icon(icon_name, 11, class_name=spin), class_name=f"moment-dot {hue}"),
        rx.el.div(
            rx.el.span(title, class_name="moment-title mono" if mono else "moment-title"),
            rx.el.span(time, class_name="moment-time"),
            rx.el.p(text),
        ),
    )


def _source(proof: rx.Var[Proof]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("table-2", 14), class_name="source-icon"),
        rx.el.span(
            rx.el.strong(proof.table),
            rx.el.span(proof.base, ", ", Count.create(value=proof.rows_scanned), " records"),
            rx.el.span("Read ", When.create(at=proof.read_at.to(str))),
        ),
        class_name="source",
    )


def _stat(name: str, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))
