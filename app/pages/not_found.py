"""The address leads nowhere."""

import reflex as rx

from app.components import shell
from app.components.kit import empty_state, link_button
from app.components.shell import Page

PAGE = Page(route="404", title="Not found", icon="compass", rail=0, need=None)


def page() -> rx.Component:
    return shell.frame(
        PAGE,
        rx.fragment(
            shell.header(rx.el.h1("Not found", class_name="column-title"), has_list=False),
            empty_state(
                "compass",
                "There is no page at this address",
                "It may have moved, or the link was cut off. Your threads are where you left them.",
                link_button("Go to chat", href="/chat/", kind="primary"),
            ),
        ),
    )
