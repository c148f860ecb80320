"""The settings of a person: profile, password, sessions, teams, appearance, and the end of the account."""

import reflex as rx

from app.actor import Role
from app.components import shell
from app.components.api_keys import api_keys
from app.components.browser import (
    Appearance,
    DeleteAccount,
    EmailLine,
    NameForm,
    NotificationChoices,
    SessionList,
    TeamList,
)
from app.components.kit import plain_link
from app.components.sections import (
    filled,
    ghost_lines,
    line,
    loading_section,
    panel,
    section,
    section_list,
)
from app.components.shell import Page, Section
from app.state.session import SessionState
from app.state.settings import SettingsState
from app.state.shell import ShellState

PAGE = shell.register(
    Page(
        route="/settings",
        title="Settings",
        icon="settings",
        rail=10,
        need=Role.VIEWER,
        sections=(
            Section("profile", "Profile", "user"),
            Section("password", "Password", "lock"),
            Section("sessions", "Sessions", "monitor"),
            Section("notifications", "Notifications", "bell"),
            Section("keys", "API keys", "key-round"),
            Section("teams", "Teams", "users"),
            Section("appearance", "Appearance", "sun-moon"),
            Section("delete", "Delete account", "trash-2"),
        ),
    )
)
ON_LOAD = SettingsState.open_page


def page() -> rx.Component:
    return shell.frame(PAGE, _section(), side=section_list(PAGE, SettingsState.section))


def _section() -> rx.Component:
    return rx.match(
        SettingsState.section,
        ("profile", _profile()),
        ("password", _password()),
        ("sessions", _sessions()),
        ("notifications", _notifications()),
        ("keys", api_keys("Your keys in this team", of=SessionState.person_id)),
        ("teams", _teams()),
        ("appearance", _appearance()),
        ("delete", _delete()),
        loading_section(),
    )


def _profile() -> rx.Component:
    return section(
        "Profile",
        panel(
            "Name",
            NameForm.create(
                label="Your name",
                hint="Members of your teams see it, and the audit names you by it.",
                value=SessionState.person_name,
                on_save=SettingsState.rename,
            ),
        ),
        panel(
            "E-mail",
            EmailLine.create(
                email=SessionState.person_email,
                verified=SessionState.email_is_verified,
                on_verify=SettingsState.verify_email,
                on_change=SettingsState.change_email,
            ),
        ),
    )


def _password() -> rx.Component:
    return section(
        "Password",
        panel(
            "",
            line(
                "Password",
                "A change asks for the one you have, and ends all your other sessions.",
                plain_link("Change password", href="/change-password"),
            ),
        ),
    )


def _sessions() -> rx.Component:
    return section(
        "Sessions",
        panel(
            "Where you are signed in",
            filled(
                SettingsState,
                SettingsState.read_sessions,
                ghost_lines(2),
                SessionList.create(
                    sessions=SettingsState.sessions,
                    on_end=SettingsState.end_session,
                    on_end_others=SettingsState.end_other_sessions,
                ),
            ),
        ),
    )


def _notifications() -> rx.Component:
    return section(
        "Notifications",
        panel(
            "In this team",
            NotificationChoices.create(),
            text="What you see happen is not told. News in the app is in the Inbox; letters go to your e-mail.",
        ),
    )


def _teams() -> rx.Component:
    return section(
        "Teams",
        panel(
            "Your teams",
            rx.cond(
                ShellState.teams.length() > 0,
                TeamList.create(
                    teams=ShellState.teams,
                    on_make=SettingsState.make_team,
                    on_leave=SettingsState.leave_team,
                ),
                ghost_lines(1),
            ),
        ),
    )


def _appearance() -> rx.Component:
    return section(
        "Appearance",
        panel("In this browser", Appearance.create(), text="Kept here, and acting at once."),
    )


def _delete() -> rx.Component:
    return section(
        "Delete account",
        panel(
            "What happens",
            rx.el.ul(
                rx.el.li("You are signed out everywhere, and your API keys stop working."),
                rx.el.li(
                    "Your name, e-mail and addresses are erased, from the audit too. That something was done stays."
                ),
                rx.el.li(
                    "Your threads are deleted. A team of which you are the only member is deleted with you."
                ),
                rx.el.li(
                    "If you are the only owner of a team with other members, give it to one of them first."
                ),
                class_name="card-points",
            ),
            rx.el.footer(
                DeleteAccount.create(email=SessionState.person_email, on_erase=SettingsState.erase),
                class_name="card-foot",
            ),
        ),
    )
