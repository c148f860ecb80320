"""Changes: every write, before and after it happened, with the way back."""

import reflex as rx

from app.actor import Role
from app.components import shell
from app.components.browser import PlanList, PlanView
from app.components.shell import Page
from app.state.session import SessionState
from app.state.work import WorkState

PAGE = shell.register(Page(route="/changes", title="Changes", icon="file-diff", rail=5, need=Role.VIEWER))
ON_LOAD = WorkState.open_page


def page() -> rx.Component:
    return shell.frame(PAGE, _plan(), side=_plans())


def _plans() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h2("Changes", class_name="column-title"), class_name="column-head"),
        PlanList.create(news=WorkState.plan_news),
    )


def _plan() -> rx.Component:
    return rx.fragment(
        shell.header(rx.el.h1("Changes", class_name="column-title"), shows_records=False),
        PlanView.create(news=WorkState.plan_news, me=SessionState.person_id),
    )
