"""Runs: work in steps as it goes, what is taken back beside what was done, and what a person may do with it."""

import reflex as rx

from app.actor import Role
from app.components import shell
from app.components.browser import RunList, RunView
from app.components.shell import Page
from app.state.session import SessionState
from app.state.work import WorkState

PAGE = shell.register(Page(route="/runs", title="Runs", icon="git-branch", rail=6, need=Role.VIEWER))
ON_LOAD = WorkState.open_page


def page() -> rx.Component:
    return shell.frame(PAGE, _run(), side=_runs())


def _runs() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h2("Runs", class_name="column-title"), class_name="column-head"),
        RunList.create(news=WorkState.run_news),
    )


def _run() -> rx.Component:
    return rx.fragment(
        shell.header(rx.el.h1("Runs", class_name="column-title"), shows_records=False),
        RunView.create(news=WorkState.run_news, role=SessionState.role),
    )
