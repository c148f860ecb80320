"""The audit as sentences that open."""

import reflex as rx

from app.components.browser import When
from app.components.kit import icon
from app.state.audit_log import AuditLine, Fact


def audit_line(line: rx.Var[AuditLine]) -> rx.Component:
    """One act: who did what, when, and behind it everything else that is known."""
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.el.span(_icon(line.icon), class_name="step-icon"),
                rx.el.span(rx.el.strong(line.who), " ", line.words, class_name="audit-words"),
                rx.el.span(When.create(at=line.at), class_name="audit-time"),
                icon("chevron-down", 14, class_name="chevron"),
            ),
            rx.el.dl(
                _fact("Number", line.seq),
                _fact("Time", line.exact_time),
                rx.foreach(line.facts, _known),
                class_name="facts",
            ),
            class_name="audit-line",
        ),
        key=line.id,
    )


def _known(fact: rx.Var[Fact]) -> rx.Component:
    return _fact(fact.name, fact.value)


def _fact(name: rx.Var[str] | str, value: rx.Var) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))


def _icon(kind: rx.Var[str]) -> rx.Component:
    return rx.match(
        kind,
        ("person", icon("user", 14)),
        ("member", icon("users", 14)),
        ("session", icon("monitor", 14)),
        ("api_key", icon("key-round", 14)),
        ("team", icon("building-2", 14)),
        ("connection", icon("plug", 14)),
        icon("shield", 14),
    )
