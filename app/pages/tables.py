"""Tables: every record of the team's bases, searched, filtered, sorted, and opened one by one."""

import reflex as rx

from app.actor import Role
from app.components import shell
from app.components.browser import TableList, TableView
from app.components.shell import Page
from app.state.session import SessionState
from app.state.work import WorkState

PAGE = shell.register(Page(route="/tables", title="Tables", icon="table-2", rail=3, need=Role.VIEWER))
ON_LOAD = WorkState.open_page


def page() -> rx.Component:
    return shell.frame(PAGE, _table(), side=_tables())


def _tables() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h2("Tables", class_name="column-title"), class_name="column-head"),
        TableList.create(person=SessionState.person_email),
    )


def _table() -> rx.Component:
    return rx.fragment(
        shell.header(rx.el.h1("Tables", class_name="column-title")),
        TableView.create(
            news=WorkState.plan_news,
            role=SessionState.role,
            person=SessionState.person_email,
            me=SessionState.person_id,
        ),
    )
