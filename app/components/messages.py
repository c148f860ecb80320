"""Questions and answers: bubbles, steps, tables, proofs, and what happened when an answer did not come."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.assistant import Message, Proof, Step
from app.components.browser import (
    CopyButton,
    Count,
    Dollars,
    Duration,
    ExportCard,
    Markdown,
    PlanCard,
    QueryChips,
    Question,
    ResultChart,
    ResultTable,
    When,
)
from app.components.kit import button, icon, icon_button, page_link
from app.state.work import WorkState


@dataclass(frozen=True, slots=True)
class AnswerActs:
    """What can be done about an answer: `again` answers the question of a turn once more, `go_on` goes on where it was
    cut off, `ask_query` asks a changed query of a proof, unless `busy` with another answer."""

    again: Any
    go_on: Any
    ask_query: Any
    busy: Any


_STATUS_WORDS = {
    "stopped": "You stopped this answer.",
    "interrupted": "The server restarted while this answer was being written.",
    "failed": "This answer failed.",
}


def question(message: rx.Var[Message], **acts: Any) -> rx.Component:
    """What a person asked, on the right. `acts` are what the component Question can do."""
    return Question.create(
        text=message.text,
        turn_id=message.turn_id,
        versions=message.versions,
        files=message.files,
        key=message.id,
        **acts,
    )


def answer(message: Any, acts: AnswerActs | None = None, *, live: bool = False) -> rx.Component:
    """An answer: its steps, its text, its tables and proofs, and its end. Without
    `acts` it is there to be read only.

    `message` is a Message var, or anything with the same fields: the newest answer comes in separate small
    vars, so that a delta of the stream carries only what changed.
    """
    return rx.el.div(
        rx.el.span("Py", aria_hidden="true", class_name="answer-mark"),
        rx.el.div(
            rx.el.h2("Answer", class_name="sr-only"),
            rx.cond(
                message.steps.length() > 0, rx.el.div(rx.foreach(message.steps, step_row), class_name="steps")
            ),
            rx.cond(message.notice != "", _notice(message.notice)),
            rx.cond(
                message.text != "",
                Markdown.create(text=message.text, unproven=message.unproven),
                rx.cond(message.status == "running", thinking()),
            ),
            rx.cond(message.unproven.length() > 0, _unproven(message.unproven)),
            rx.foreach(message.charts, lambda chart: ResultChart.create(chart=chart)),
            rx.foreach(message.tables, lambda table: ResultTable.create(table=table)),
            rx.foreach(message.proofs, lambda proof: proof_card(proof, acts)),
            rx.foreach(message.exports, lambda file: ExportCard.create(file=file)),
            rx.foreach(message.plans, _plan_card),
            rx.cond(
                message.status == "running",
                rx.fragment(),
                _ending(message, acts),
            ),
            class_name="answer-body",
        ),
        class_name="answer",
        aria_busy=(message.status == "running") if live else None,
        key=message.id,
    )


def step_row(step: rx.Var[Step]) -> rx.Component:
    """One tool call as a quiet 36 px row; opening it shows in full what was asked of the tool and came back."""
    return rx.el.details(
        rx.el.summary(
            rx.el.span(_tool_icon(step.tool), class_name="step-icon"),
            rx.el.span(step.tool, class_name="step-tool"),
            rx.el.span(step.summary, class_name="step-summary"),
            rx.el.span(step.result, class_name="step-result"),
            _step_state(step),
            icon("chevron-down", 14, class_name="chevron"),
        ),
        rx.el.dl(
            _fact("Asked for", step.summary),
            rx.cond(step.result != "", _fact("Came back", step.result)),
            class_name="facts",
        ),
        rx.cond(
            (step.arguments != "") & (step.arguments != "{}"),
            rx.el.pre(step.arguments, tab_index=0, class_name="step-detail"),
        ),
        class_name="step",
        key=step.id,
    )


def proof_card(proof: rx.Var[Proof], acts: AnswerActs | None) -> rx.Component:
    """ "How I got this": where the numbers come from, how they were made, and how fresh they are; and the query, which
    can be changed and asked again."""
    return rx.el.div(
        _proof_details(proof),
        rx.cond(
            proof.query != "",
            _query_chips(proof, acts),
        ),
        class_name="proof",
    )


def _query_chips(proof: rx.Var[Proof], acts: AnswerActs | None) -> rx.Component:
    if acts is None:
        return QueryChips.create(query=proof.query, chips=proof.chips, busy=True)
    return QueryChips.create(query=proof.query, chips=proof.chips, busy=acts.busy, on_ask=acts.ask_query)


def _proof_details(proof: rx.Var[Proof]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(icon("shield-check", 14), class_name="step-icon"),
            rx.el.span("How I got this", class_name="proof-title"),
            rx.el.span(proof.base, " / ", proof.table, class_name="step-summary"),
            rx.el.span(_origin(proof, "Mirror, ", "Read "), class_name="proof-age wide-only"),
            _source_badge(proof),
            icon("chevron-down", 14, class_name="chevron"),
        ),
        rx.el.dl(
            _fact("Calculation", proof.calculation),
            _fact("Filter", rx.cond(proof.filter != "", proof.filter, "None: every record counts")),
            _fact("Base", proof.base),
            _fact("Table", proof.table),
            _fact("Rows scanned", Count.create(value=proof.rows_scanned)),
            _fact("Rows matched", Count.create(value=proof.rows_matched)),
            _fact(
                "Read",
                _origin(proof, "From the mirror of the table, as it was ", "From the service itself, "),
            ),
            rx.cond(proof.note != "", _fact("Note", proof.note)),
            class_name="facts",
        ),
        rx.cond(
            proof.link != "",
            page_link("Open these records in Tables", href=proof.link, class_name="proof-link"),
        ),
    )


def _notice(sentence: rx.Var[str]) -> rx.Component:
    """What one should know about how it was answered, such as that a model was not there."""
    return rx.el.p(icon("info", 14), rx.el.span(sentence), role="note", class_name="answer-notice")


def _unproven(numbers: rx.Var[list[str]]) -> rx.Component:
    """The numbers that the model did not take from a result; they are marked in the text too."""
    return rx.el.p(
        icon("triangle-alert", 14),
        rx.el.span(
            "No result of this answer has: ",
            rx.foreach(numbers, rx.el.strong),
            ". Do not rely on it.",
        ),
        role="note",
        class_name="answer-unproven",
    )


def _plan_card(plan_id: rx.Var[str]) -> rx.Component:
    """A change that the answer prepared, decided in its place."""
    return PlanCard.create(plan_id=plan_id, news=WorkState.plan_news, key=plan_id)


def suggestions(texts: rx.Var[list[str]], on_pick: Any) -> rx.Component:
    """Questions to ask next, as chips."""
    return rx.cond(
        texts.length() > 0,
        rx.el.ul(
            rx.foreach(
                texts,
                lambda text: rx.el.li(
                    rx.el.button(text, type="button", class_name="chip", on_click=on_pick(text))
                ),
            ),
            aria_label="Questions to ask next",
            class_name="chips",
        ),
    )


def thinking() -> rx.Component:
    """Holds the place of the first line while there is nothing to read yet."""
    return rx.el.p(rx.el.span("Working on it", class_name="sr-only"), class_name="thinking", role="status")


def transcript_skeleton() -> rx.Component:
    """A question and an answer of the usual size, until the thread has been read."""
    return rx.el.div(
        rx.el.div(rx.el.span(class_name="skeleton h-10 w-3/5 rounded-[14px]"), class_name="question"),
        rx.el.div(
            rx.el.span("Py", aria_hidden="true", class_name="answer-mark"),
            rx.el.div(
                rx.el.span(class_name="skeleton h-9 w-full rounded-card"),
                rx.el.span(class_name="skeleton h-4 w-11/12"),
                rx.el.span(class_name="skeleton h-4 w-3/4"),
                rx.el.span(class_name="skeleton h-48 w-full rounded-panel"),
                class_name="answer-body",
            ),
            class_name="answer",
        ),
        role="status",
        aria_label="Loading the thread",
        class_name="contents",
    )


def _ending(message: Any, acts: AnswerActs | None) -> rx.Component:
    retry = again = further = rx.fragment()
    if acts is not None:
        begin = acts.again(message.turn_id)
        retry = button(icon("rotate-ccw", 14), "Ask again", kind="secondary", on_click=begin)
        again = icon_button("rotate-ccw", "Answer again", 14, on_click=begin)
        further = button(icon("play", 14), "Continue", kind="secondary", on_click=acts.go_on(message.turn_id))
    was_cut = (message.status == "interrupted") | (message.status == "stopped")
    sentence = rx.cond(
        message.problem != "",
        message.problem,
        rx.match(message.status, *_STATUS_WORDS.items(), ""),
    )
    return rx.cond(
        message.status == "done",
        rx.el.div(
            CopyButton.create(text=message.text, label="Copy answer"),
            again,
            _made_in(message),
            class_name="answer-actions",
        ),
        rx.el.div(
            icon("circle-alert", 16),
            rx.el.p(sentence, rx.cond(message.problem_code != "", rx.el.code(message.problem_code))),
            rx.cond(was_cut & (message.text != ""), further),
            retry,
            role="status",
            class_name=rx.cond(message.status == "stopped", "problem calm", "problem"),
        ),
    )


def _made_in(message: Any) -> rx.Component:
    """What the right panel tells about the newest answer only."""
    return rx.cond(
        message.model != "",
        rx.el.span(
            Duration.create(ms=message.seconds.to(float) * 1000),
            ", ",
            message.model,
            rx.cond(
                message.cost != "",
                rx.fragment(
                    ", ",
                    Count.create(value=message.usage),
                    " tokens, ",
                    rx.cond(message.cost == "unknown", "price unknown", Dollars.create(amount=message.cost)),
                ),
            ),
            class_name="answer-meta",
        ),
    )


def _step_state(step: rx.Var[Step]) -> rx.Component:
    return rx.match(
        step.status,
        (
            "running",
            rx.el.span(icon("loader-circle", 12, class_name="spin"), "Running", class_name="badge blue"),
        ),
        ("failed", rx.el.span(icon("x", 12), "Failed", class_name="badge red")),
        rx.el.span(icon("check", 12), Duration.create(ms=step.milliseconds), class_name="badge green"),
    )


def _tool_icon(tool: rx.Var[str]) -> rx.Component:
    return rx.match(
        tool,
        ("aggregate_records", icon("sigma", 14)),
        ("make_chart", icon("chart-column", 14)),
        ("query_records", icon("search", 14)),
        ("list_bases", icon("library", 14)),
        ("describe_base", icon("database", 14)),
        icon("wrench", 14),
    )


def _source_badge(proof: rx.Var[Proof]) -> rx.Component:
    return rx.cond(
        proof.source == "sandbox",
        rx.el.span("Sandbox data", class_name="pill amber"),
        rx.el.span("Airtable", class_name="pill gray"),
    )


def _origin(proof: rx.Var[Proof], mirror: str, service: str) -> rx.Component:
    """Where the rows were read, and how old they are."""
    return rx.fragment(
        rx.cond(proof.origin == "mirror", mirror, service), When.create(at=proof.read_at.to(str))
    )


def _fact(name: str, value: Any) -> rx.Component:
    return rx.el.div(rx.el.dt(name), rx.el.dd(value))
