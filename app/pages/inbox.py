"""The inbox: what waits for a decision, decided where it is shown, and what one was told."""

import reflex as rx

from app.actor import Role
from app.components import shell
from app.components.browser import InboxList
from app.components.shell import Page
from app.state.session import SessionState
from app.state.work import WorkState

PAGE = shell.register(
    Page(route="/inbox", title="Inbox", icon="inbox", rail=2, need=Role.VIEWER, counts_waiting=True)
)
ON_LOAD = WorkState.open_page


def page() -> rx.Component:
    return shell.frame(PAGE, _waiting())


def _waiting() -> rx.Component:
    return rx.fragment(
        shell.header(rx.el.h1("Inbox", class_name="column-title"), shows_records=False, has_list=False),
        InboxList.create(
            plan_news=WorkState.plan_news,
            run_news=WorkState.run_news,
            told_news=WorkState.told_news,
            me=SessionState.person_id,
        ),
    )
