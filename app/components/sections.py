"""A page of sections: their list on the left, one of them in the middle, each as cards of lines."""

from typing import Any

import reflex as rx

from app.components import shell
from app.components.kit import button, icon, page_link, skeleton
from app.components.shell import Page
from app.state.session import SessionState


def section_list(page: Page, current: rx.Var[str]) -> rx.Component:
    """The side panel: the sections of the page by their titles."""
    return rx.fragment(
        rx.el.header(rx.el.h2(page.title, class_name="column-title"), class_name="column-head"),
        rx.el.nav(
            *[_link(page, section, current) for section in page.sections],
            aria_label=f"{page.title} sections",
            class_name="section-links",
        ),
    )


def section(title: str, *body: Any, actions: tuple[Any, ...] = ()) -> rx.Component:
    """The main column of one section."""
    return rx.fragment(
        shell.header(rx.el.h1(title, class_name="column-title"), actions=actions, shows_records=False),
        _scroll(title, *body),
    )


def loading_section() -> rx.Component:
    """Before the server has said which section it is."""
    return rx.fragment(
        shell.header(
            rx.el.h1(
                rx.el.span("Loading", class_name="sr-only"),
                skeleton("h-4 w-28"),
                class_name="column-title",
            ),
            shows_records=False,
        ),
        _scroll("Loading", panel("", ghost_lines(3))),
    )


def panel(title: str, *body: Any, text: Any = "", meta: Any = "") -> rx.Component:
    """A titled card of lines, with a sentence above when it needs one."""
    head = (
        rx.el.header(
            rx.el.h2(title),
            rx.el.span(meta, class_name="card-meta") if meta else None,
            class_name="panel-head",
        )
        if title
        else None
    )
    return rx.el.section(
        head,
        rx.el.p(text, class_name="panel-text") if text else None,
        rx.el.div(*body, class_name="card"),
        aria_label=title or None,
        class_name="panel",
    )


def filled(state: Any, again: Any, ghosts: rx.Component, *body: Any) -> rx.Component:
    """What a section shows: its body, a skeleton of the same size before, or what went wrong and another try."""
    return rx.cond(
        state.ready,
        rx.fragment(*body),
        rx.cond(state.trouble != "", _trouble(state, again), ghosts),
    )


def ghost_lines(count: int) -> rx.Component:
    """Holds the place of lines with an icon and two rows of text."""
    return rx.el.div(*[_ghost_line() for _ in range(count)], role="status", aria_label="Loading")


def ghost_rows(count: int) -> rx.Component:
    """Holds the place of a table."""
    bars = ("w-40", "w-52", "w-32", "w-44", "w-36")
    return rx.el.div(
        rx.el.div(class_name="ghost-head"),
        *[rx.el.div(skeleton(f"h-3.5 {bars[at % 5]}"), class_name="ghost-row") for at in range(count)],
        role="status",
        aria_label="Loading",
    )


def more_button(cursor: rx.Var[str], on_click: Any) -> rx.Component:
    """The next page of a list, while there is one."""
    return rx.cond(
        cursor != "",
        rx.el.footer(button("Show more", kind="secondary", on_click=on_click), class_name="card-foot"),
    )


def line(title: Any, text: Any, *actions: Any) -> rx.Component:
    """One thing of a card: what it is, a sentence about it, and what can be done."""
    return rx.el.div(
        rx.el.div(rx.el.span(title), rx.el.span(text, class_name="meta"), class_name="who-text"),
        *actions,
        class_name="line-row",
    )


def _link(page: Page, known: shell.Section, current: rx.Var[str]) -> rx.Component:
    link = page_link(
        icon(known.icon, 16),
        known.title,
        href=f"{page.route}/?s={known.key}",
        aria_current=rx.cond(current == known.key, "page", "false"),
        class_name="section-link",
    )
    return rx.cond(SessionState.reads_mail, link) if known.for_operator else link


def _scroll(title: str, *body: Any) -> rx.Component:
    return rx.el.div(
        rx.el.div(*body, class_name="section-body"),
        tab_index=0,
        role="region",
        aria_label=title,
        class_name="section-scroll",
    )


def _ghost_line() -> rx.Component:
    return rx.el.div(
        skeleton("size-8"),
        rx.el.div(skeleton("h-3.5 w-40 my-[3px]"), skeleton("h-3 w-56 my-0.5"), class_name="who-text"),
        class_name="line-row",
    )


def _trouble(state: Any, again: Any) -> rx.Component:
    return rx.el.div(
        icon("circle-alert", 16),
        rx.el.p(state.trouble, rx.el.code(state.trouble_code)),
        button("Try again", kind="secondary", on_click=again),
        role="alert",
        class_name="problem",
    )
