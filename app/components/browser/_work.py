"""The parts of the pages Changes, Runs and Inbox, which read over REST by themselves."""

import reflex as rx
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from app.components.browser._part import MODULES, BrowserPart

ROWS = [LUCIDE_LIBRARY, "@tanstack/react-virtual@3.14.26"]


class InboxList(BrowserPart):
    """What waits for a decision and what one was told, read by the browser whenever a number of news rises."""

    library = MODULES["inbox_list.jsx"]
    tag = "InboxList"
    lib_dependencies: list[str] = ROWS
    plan_news: rx.Var[int]
    run_news: rx.Var[int]
    told_news: rx.Var[int]
    me: rx.Var[str]


class PlanCard(BrowserPart):
    """A change plan as a card wherever it was asked for: the diff, its approval, its receipt, and the way back."""

    library = MODULES["diff_card.jsx"]
    tag = "DiffCard"
    lib_dependencies: list[str] = ROWS
    plan_id: rx.Var[str]
    news: rx.Var[int]


class PlanList(BrowserPart):
    """The change plans of the team, newest first; the address says which one is open."""

    library = MODULES["plan_list.jsx"]
    tag = "PlanList"
    news: rx.Var[int]


class PlanView(BrowserPart):
    """The change plan of the address as a card: the diff, its approval, its receipt, and the way back."""

    library = MODULES["plan_view.jsx"]
    tag = "PlanView"
    lib_dependencies: list[str] = ROWS
    news: rx.Var[int]
    me: rx.Var[str]


class RunList(BrowserPart):
    """The runs of the team, newest first; the address says which one is open."""

    library = MODULES["run_list.jsx"]
    tag = "RunList"
    news: rx.Var[int]


class RunView(BrowserPart):
    """The run of the address: both lanes, what a person may do with it, and its timeline."""

    library = MODULES["run_view.jsx"]
    tag = "RunView"
    news: rx.Var[int]
    role: rx.Var[str]


class NotificationChoices(BrowserPart):
    """Of what one wants to hear, in the app and by mail; kept at once."""

    library = MODULES["notification_choices.jsx"]
    tag = "NotificationChoices"
