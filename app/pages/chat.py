"""The chat: threads on the left, the conversation in the middle, how the answer was made on the right."""

from types import SimpleNamespace
from typing import Any

import reflex as rx

from app.actor import Role
from app.assistant import Message
from app.components import shell
from app.components.browser import Composer, ShareDialog, ShellToggle, ThreadList, Transcript
from app.components.kit import empty_state, icon, link_button, page_link
from app.components.messages import AnswerActs, answer, question, suggestions, transcript_skeleton
from app.components.run_details import run_details
from app.components.shell import Page
from app.config import limits
from app.state.chat import ChatState
from app.state.session import SessionState

PAGE = shell.register(Page(route="/chat", title="Chat", icon="message-square", rail=1, need=Role.VIEWER))
ON_LOAD = ChatState.open_page

# The newest answer, field by field like a Message: each field is a var of its own.
LIVE = SimpleNamespace(
    **{
        name: getattr(ChatState, f"answer_{name}")
        for name in Message.model_fields
        if name not in {"role", "created_at", "versions", "files"}
    }
)
ACTS = AnswerActs(
    again=ChatState.ask_again,
    go_on=ChatState.go_on,
    ask_query=ChatState.ask_query,
    busy=LIVE.status == "running",
)


def page() -> rx.Component:
    return shell.frame(PAGE, _conversation(), side=_threads(), inspector=run_details(LIVE))


def _threads() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            rx.el.h2("Chat", class_name="column-title"),
            page_link(
                icon("square-pen", 16),
                href="/chat/",
                aria_label="New chat",
                title="New chat",
                class_name="icon-button",
            ),
            class_name="column-head justify-between",
        ),
        ThreadList.create(
            threads=ChatState.threads,
            ready=ChatState.threads_ready,
            current_id=ChatState.thread_id,
            on_rename=ChatState.rename,
            on_pin=ChatState.pin,
            on_archive=ChatState.archive,
            on_delete=ChatState.delete,
        ),
        rx.el.footer(
            icon("users", 14),
            rx.el.span(SessionState.team_name, class_name="truncate"),
            class_name="side-foot",
        ),
    )


def _conversation() -> rx.Component:
    return rx.fragment(
        shell.header(_title(), _base_badge(), actions=(_details_toggle(),)),
        rx.match(
            ChatState.place,
            ("loading", _loading()),
            ("empty", _start(rx.foreach(ChatState.starters, _starter))),
            ("missing", _missing()),
            _thread(),
        ),
        rx.cond(ChatState.place == "missing", rx.fragment(), _composer()),
    )


def _title() -> rx.Component:
    known = rx.match(
        ChatState.place, ("open", ChatState.thread_title), ("missing", "No such thread"), "New chat"
    )
    loading = rx.fragment(
        rx.el.span(class_name="skeleton for-thread h-4 w-48"), rx.el.span("New chat", class_name="for-start")
    )
    return rx.el.h1(rx.cond(ChatState.place == "loading", loading, known), class_name="column-title")


def _loading() -> rx.Component:
    """The first picture, drawn before anybody knows who asks: assets/boot.js says which of the two it is."""
    cards = [rx.el.li(rx.el.span(class_name="skeleton h-[66px] rounded-panel")) for _ in range(4)]
    return rx.fragment(
        rx.el.div(
            Transcript.create(transcript_skeleton(), thread_id="", label="Conversation"),
            class_name="for-thread",
        ),
        rx.el.div(_start(*cards), class_name="for-start"),
    )


def _base_badge() -> rx.Component:
    return rx.cond(
        LIVE.proofs.length() > 0,
        rx.el.span(icon("table-2", 12), LIVE.proofs[0].table, class_name="pill gray max-sm:hidden"),
    )


def _details_toggle() -> rx.Component:
    return rx.fragment(
        rx.cond(
            (ChatState.place == "open") & (LIVE.turn_id != ""),
            ShareDialog.create(thread_id=ChatState.thread_id, team=SessionState.team_name),
        ),
        ShellToggle.create(
            icon("panel-right", 16),
            target="inspector",
            label="Run details (Ctrl .)",
            class_name="icon-button",
        ),
    )


def _thread() -> rx.Component:
    return Transcript.create(
        rx.foreach(ChatState.messages, _message),
        rx.cond(
            LIVE.turn_id != "",
            rx.fragment(
                answer(LIVE, ACTS, live=True),
                suggestions(LIVE.suggestions, ChatState.ask_suggested),
            ),
        ),
        thread_id=ChatState.thread_id,
        accepted=ChatState.accepted,
        label="Conversation",
    )


def _message(message: rx.Var[Message]) -> rx.Component:
    return rx.cond(
        message.role == "person",
        question(
            message,
            busy=LIVE.status == "running",
            max_length=limits().question_characters,
            on_ask=ChatState.ask_instead,
            on_show=ChatState.show_version,
        ),
        answer(message, ACTS),
    )


def _start(*cards: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span("Py", aria_hidden="true", class_name="answer-mark"),
            rx.el.h2("What do you want to know?"),
            rx.el.p("Ask about your records in plain words. Every number comes with how it was found."),
            rx.el.ul(*cards, aria_label="Questions to start with"),
            class_name="start",
        ),
        class_name="start-ground",
    )


def _starter(text: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(text),
            icon("arrow-up-right", 15),
            type="button",
            on_click=ChatState.ask_suggested(text),
        )
    )


def _missing() -> rx.Component:
    return empty_state(
        "message-square-off",
        "No such thread",
        "It was deleted, or it belongs to somebody else. Your own threads are in the list.",
        link_button("Start a new chat", href="/chat/", kind="primary"),
    )


def _composer() -> rx.Component:
    return Composer.create(
        person=SessionState.person_email,
        status=LIVE.status,
        accepted=ChatState.accepted,
        notice_seq=SessionState.notice["seq"].to(int),
        max_length=limits().question_characters,
        placeholder="Ask about your data",
        on_ask=ChatState.ask,
        on_stop=ChatState.stop,
    )
