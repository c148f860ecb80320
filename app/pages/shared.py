"""A thread that somebody of the team shared: read, and asked about anew in a chat of one's own."""

import reflex as rx

from app.actor import Role
from app.assistant import Message
from app.components import shell
from app.components.browser import Transcript, When
from app.components.kit import empty_state, icon, link_button
from app.components.messages import answer, question, transcript_skeleton
from app.components.shell import Page
from app.state.shared import SharedState

PAGE = shell.register(
    Page(route="/shared", title="Shared thread", icon="message-square-share", rail=0, need=Role.VIEWER)
)
ON_LOAD = SharedState.open_page


def page() -> rx.Component:
    return shell.frame(PAGE, _thread())


def _thread() -> rx.Component:
    return rx.fragment(
        shell.header(
            rx.el.h1(
                rx.match(
                    SharedState.place, ("open", SharedState.title), ("missing", "Not shared"), "Shared thread"
                ),
                class_name="column-title",
            ),
            has_list=False,
        ),
        rx.match(
            SharedState.place,
            (
                "loading",
                Transcript.create(transcript_skeleton(), thread_id="", label="Conversation"),
            ),
            ("missing", _missing()),
            Transcript.create(
                _who(),
                rx.foreach(SharedState.messages, _message),
                thread_id="",
                label="Conversation",
                is_read=True,
            ),
        ),
    )


def _who() -> rx.Component:
    return rx.el.p(
        icon("users", 14),
        rx.el.span(
            "Shared by ",
            rx.el.strong(SharedState.author),
            ", as it was ",
            When.create(at=SharedState.shared_at),
            ". The numbers are those of then.",
        ),
        role="note",
        class_name="answer-notice",
    )


def _message(message: rx.Var[Message]) -> rx.Component:
    return rx.cond(message.role == "person", question(message), answer(message))


def _missing() -> rx.Component:
    return empty_state(
        "message-square-off",
        "This thread is not shared",
        "Whoever shared it may have stopped, or it belongs to another team.",
        link_button("To your chats", href="/chat/", kind="primary"),
    )
