"""The frame around every page: rail, side panel, main column, inspector, tab bar, and what floats above them."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from app.actor import Role
from app.components.browser import (
    AccountMenu,
    CommandPalette,
    Hotkeys,
    Notices,
    Reconnecting,
    SessionEnd,
    ShellToggle,
    ShortcutSheet,
)
from app.components.kit import empty_state, icon, link_button, page_link
from app.state.session import SessionState
from app.state.shell import ShellState

MOST_SHOWN = 99
SHORTCUTS = [
    {
        "title": "Everywhere",
        "rows": [
            ("Mod K", "Search and commands"),
            ("Mod Shift L", "Switch between light and dark"),
            ("Mod .", "Open or close the right panel"),
            ("?", "Show these shortcuts"),
            ("Esc", "Close the top thing"),
        ],
    },
    {
        "title": "In a table",
        "rows": [
            ("Enter", "Edit the cell"),
            ("Space", "Open the record"),
            ("Home", "First field"),
            ("End", "Last field"),
            ("Mod Home", "First record"),
            ("Mod End", "Last record"),
            ("Page Up", "A page up"),
            ("Page Down", "A page down"),
            ("Mod C", "Copy the selected cells"),
            ("Mod X", "Cut the selected cells"),
            ("Mod V", "Paste cells, also from a spreadsheet"),
            ("Mod D", "Fill down from the first row, or the row above"),
            ("Delete", "Empty the selected cells"),
            ("Mod Z", "Undo"),
            ("Mod Shift Z", "Redo"),
            ("Mod F", "Search the records"),
        ],
    },
    {
        "title": "While writing",
        "rows": [("Enter", "Send the question"), ("Shift Enter", "Add a line")],
    },
]


@dataclass(frozen=True)
class Section:
    """A part of a page with an address of its own, `?s=<key>`. One `for_operator` reads the mail that nobody sends."""

    key: str
    title: str
    icon: str
    for_operator: bool = False


@dataclass(frozen=True)
class Page:
    """A page as the rail, the tab bar and the palette know it. `rail` orders them; 0 keeps a page out.
    `counts_waiting`: its link says how much waits there."""

    route: str
    title: str
    icon: str
    rail: int
    need: Role | None
    sections: tuple[Section, ...] = ()
    counts_waiting: bool = False

    @property
    def roles(self) -> list[str]:
        """The roles that may see the page."""
        return [role.value for role in Role if self.need is None or role.reaches(self.need)]

    @property
    def is_for_everybody(self) -> bool:
        return len(self.roles) == len(Role)


_registered: dict[str, Page] = {}


def register(page: Page) -> Page:
    """Makes a page known to the frame; each page module calls it once for its own page."""
    _registered[page.route] = page
    return page


def rail_pages() -> list[Page]:
    """The pages of the rail in their order."""
    return sorted((page for page in _registered.values() if page.rail), key=lambda page: page.rail)


def frame(
    page: Page, main: rx.Component, *, side: rx.Component | None = None, inspector: Any = None
) -> rx.Component:
    """One rounded sheet on a tinted ground; on a phone it fills the screen above the tab bar.

    Whoever has no role for the page reads so in its place.
    """
    aside = (
        rx.el.aside(side, id="side-panel", aria_label=f"{page.title} list", class_name="side-panel")
        if side
        else None
    )
    panels = [_unless_kept_out(page, aside), _main(_unless_kept_out(page, main, _refusal(page))), inspector]
    return rx.el.div(
        rx.el.a("Skip to content", href="#main", class_name="skip-link"),
        _rail(page),
        rx.el.div(
            *[panel for panel in panels if panel is not None],
            class_name="sheet-ground",
        ),
        _tab_bar(page),
        Hotkeys.create(),
        CommandPalette.create(
            person=SessionState.person_email,
            role=SessionState.role,
            places=rx.cond(SessionState.reads_mail, _places(for_operator=True), _places(for_operator=False)),
            threads=ShellState.palette_threads,
            on_open=ShellState.load_palette,
        ),
        ShortcutSheet.create(groups=SHORTCUTS),
        Notices.create(notice=SessionState.notice),
        Reconnecting.create(),
        SessionEnd.create(ended=SessionState.ended),
        class_name="frame",
    )


def header(
    title: rx.Component,
    *beside: Any,
    actions: tuple[Any, ...] = (),
    shows_records: bool = True,
    has_list: bool = True,
) -> rx.Component:
    """The 48 px line on top of the main column. A page without a list has no button for it either."""
    return rx.el.header(
        *([_list_toggle()] if has_list else []),
        title,
        *beside,
        rx.el.span(class_name="flex-1"),
        *([sandbox_badge()] if shows_records else []),
        *actions,
        class_name="column-head",
    )


def _list_toggle() -> rx.Component:
    return ShellToggle.create(
        icon("panel-left", 17),
        target="nav",
        label="Open the list",
        class_name="icon-button lg:hidden -ml-1",
    )


def sandbox_badge() -> rx.Component:
    """Says that the records are made up, wherever records are shown."""
    return rx.cond(
        SessionState.sandbox,
        rx.el.span(
            icon("flask-conical", 12),
            rx.el.span("Sandbox", rx.el.span(" data", class_name="max-sm:hidden")),
            title="These records are made up. They live in the sandbox that comes with the platform.",
            class_name="pill amber",
        ),
    )


def inspector_panel(title: str, *body: Any) -> rx.Component:
    """The right panel. Whether it is open is remembered in this browser."""
    return rx.el.aside(
        rx.el.header(
            rx.el.h2(title),
            ShellToggle.create(
                icon("x", 16), target="inspector", label=f"Close {title}", class_name="icon-button"
            ),
            class_name="column-head justify-between",
        ),
        rx.el.div(*body, class_name="inspector-body"),
        id="inspector",
        aria_label=title,
        class_name="inspector",
    )


def _main(*content: Any) -> rx.Component:
    return rx.el.main(*content, id="main", tab_index=-1, class_name="main-column")


def _may_see(page: Page) -> rx.Var:
    return rx.Var.create(page.roles).contains(SessionState.role)


def _unless_kept_out(
    page: Page, content: rx.Component | None, instead: rx.Component | None = None
) -> rx.Component | None:
    """The content for those who may see the page. Nobody is kept out before the server has said who it is."""
    if page.is_for_everybody or content is None:
        return content
    is_kept_out = (SessionState.role != "") & ~_may_see(page)
    return rx.cond(is_kept_out, instead or rx.fragment(), content)


def _refusal(page: Page) -> rx.Component:
    allowed = " and ".join(f"{role}s" for role in page.roles)
    return rx.fragment(
        header(rx.el.h1(page.title, class_name="column-title"), shows_records=False, has_list=False),
        empty_state(
            "lock",
            f"{page.title} is for {allowed}",
            rx.fragment(
                *("Your role in ", SessionState.team_name, " is ", SessionState.role, ". "),
                "An owner or admin of the team can change it.",
            ),
            link_button("Go to chat", href="/chat/", kind="primary"),
        ),
    )


def _places(*, for_operator: bool) -> list[dict[str, Any]]:
    """Where the palette leads to: the pages and their sections."""
    places = []
    for page in rail_pages():
        place = {"icon": page.icon, "roles": page.roles}
        places.append({"to": f"{page.route}/", "title": page.title, **place})
        places += [
            {"to": f"{page.route}/?s={section.key}", "title": f"{page.title}: {section.title}", **place}
            for section in page.sections
            if for_operator or not section.for_operator
        ]
    return places


def _for_its_roles(page: Page, link: rx.Component, class_name: str) -> rx.Component:
    """The link for those who may see the page; until that is known, what boot.js remembers holds its place."""
    if page.is_for_everybody:
        return link
    place = rx.el.span(aria_hidden="true", class_name=f"{class_name} staff-place")
    return rx.cond(SessionState.role == "", place, rx.cond(_may_see(page), link))


def _rail(current: Page) -> rx.Component:
    return rx.el.nav(
        page_link(href="/chat/", aria_label="PyAirtable home", class_name="brand-mark"),
        *[_for_its_roles(page, _rail_link(page, page == current), "rail-button") for page in rail_pages()],
        rx.el.span(class_name="flex-1"),
        ShellToggle.create(
            icon("search", 18),
            target="palette",
            label="Search and commands (Ctrl K)",
            class_name="rail-button",
        ),
        _theme_toggle("rail-button", 18),
        _account("rail-button"),
        aria_label="Primary",
        class_name="rail",
    )


def _rail_link(page: Page, is_current: bool) -> rx.Component:
    return page_link(
        icon(page.icon, 18),
        _waiting() if page.counts_waiting else None,
        href=f"{page.route}/",
        aria_label=_with_waiting(page) if page.counts_waiting else page.title,
        title=page.title,
        aria_current="page" if is_current else "false",
        class_name="rail-button",
    )


def _waiting() -> rx.Component:
    """How much waits, beside the icon; its name says it to those who do not see it."""
    return rx.cond(
        ShellState.waiting > 0,
        rx.el.span(
            rx.cond(ShellState.waiting > MOST_SHOWN, f"{MOST_SHOWN}+", ShellState.waiting.to_string()),
            aria_hidden="true",
            class_name="waiting-count",
        ),
    )


def _with_waiting(page: Page) -> rx.Var[str]:
    return rx.cond(ShellState.waiting > 0, f"{page.title}, {ShellState.waiting} waiting", page.title)


def _tab_bar(current: Page) -> rx.Component:
    return rx.el.nav(
        *[_for_its_roles(page, _tab(page, page == current), "tab") for page in rail_pages()],
        ShellToggle.create(
            icon("search", 20), rx.el.span("Search"), target="palette", label="Search", class_name="tab"
        ),
        _account("tab", caption="Account"),
        aria_label="Primary, phone",
        class_name="tab-bar",
    )


def _tab(page: Page, is_current: bool) -> rx.Component:
    return page_link(
        icon(page.icon, 20),
        _waiting() if page.counts_waiting else None,
        rx.el.span(page.title),
        href=f"{page.route}/",
        aria_current="page" if is_current else "false",
        class_name="tab",
    )


def _theme_toggle(class_name: str, size: int) -> rx.Component:
    return ShellToggle.create(
        icon("moon", size, class_name="dark:hidden"),
        icon("sun", size, class_name="hidden dark:block"),
        target="theme",
        label="Switch theme (Ctrl Shift L)",
        class_name=class_name,
    )


def _account(class_name: str, caption: str = "") -> rx.Component:
    return AccountMenu.create(
        name=SessionState.person_name,
        email=SessionState.person_email,
        role=SessionState.role,
        team=SessionState.team_name,
        teams=ShellState.teams,
        initials=SessionState.initials,
        button_class=class_name,
        caption=caption,
    )
