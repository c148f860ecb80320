"""The team for its owners and admins: members, connections, API keys, audit, the team, and mail that nobody sends."""

from typing import Any

import reflex as rx

from app import audit
from app.actor import Role
from app.components import shell
from app.components.api_keys import api_keys
from app.components.audit_lines import audit_line
from app.components.browser import (
    AuditFilter,
    CallBudget,
    ConnectionDialog,
    ConnectionList,
    InviteDialog,
    InviteTable,
    LetterList,
    MemberTable,
    ModelPanel,
    NameForm,
    PromptPanel,
    TeamEnd,
)
from app.components.kit import empty_state, icon, pill, plain_link
from app.components.sections import (
    filled,
    ghost_lines,
    ghost_rows,
    loading_section,
    more_button,
    panel,
    section,
    section_list,
)
from app.components.shell import Page, Section
from app.state.admin import AdminState
from app.state.audit_log import AuditState
from app.state.connections import ConnectionsState
from app.state.members import MembersState
from app.state.session import SessionState
from app.state.team import TeamState

PAGE = shell.register(
    Page(
        route="/admin",
        title="Admin",
        icon="shield-check",
        rail=9,
        need=Role.ADMIN,
        sections=(
            Section("members", "Members", "users"),
            Section("connections", "Connections", "plug"),
            Section("models", "Models", "sparkles"),
            Section("prompts", "Prompts", "message-square-quote"),
            Section("keys", "API keys", "key-round"),
            Section("audit", "Audit", "scroll-text"),
            Section("team", "Team", "building-2"),
            Section("mail", "Mail", "mail", for_operator=True),
        ),
    )
)
ON_LOAD = AdminState.open_page
EXPORT_AUDIT = "/api/v1/audit/export"


def page() -> rx.Component:
    return shell.frame(PAGE, _section(), side=section_list(PAGE, AdminState.section))


def _section() -> rx.Component:
    return rx.match(
        AdminState.section,
        ("members", _members()),
        ("connections", _connections()),
        ("models", section("Models", ModelPanel.create())),
        ("prompts", section("Prompts", PromptPanel.create())),
        ("keys", api_keys("Keys of the team")),
        ("audit", _audit()),
        ("team", _team()),
        ("mail", _mail()),
        loading_section(),
    )


def _members() -> rx.Component:
    return section(
        "Members",
        panel(
            "People",
            filled(
                MembersState,
                MembersState.read,
                ghost_rows(3),
                MemberTable.create(
                    members=MembersState.members,
                    me=SessionState.person_id,
                    role=SessionState.role,
                    team=SessionState.team_name,
                    on_change_role=MembersState.change_role,
                    on_remove=MembersState.remove,
                    on_transfer=MembersState.transfer,
                ),
                more_button(MembersState.more_members, MembersState.read_more_members),
            ),
        ),
        panel(
            "Open invites",
            rx.cond(
                MembersState.invites.length() > 0,
                rx.fragment(
                    InviteTable.create(invites=MembersState.invites, on_revoke=MembersState.revoke_invite),
                    more_button(MembersState.more_invites, MembersState.read_more_invites),
                ),
                _note("Nobody is invited at the moment."),
            ),
        ),
        actions=(InviteDialog.create(role=SessionState.role, on_invited=MembersState.read),),
    )


def _connections() -> rx.Component:
    return section(
        "Connections",
        panel(
            "Connections of the team",
            filled(
                ConnectionsState,
                ConnectionsState.read,
                ghost_lines(2),
                rx.cond(
                    ConnectionsState.lines.length() > 0,
                    ConnectionList.create(
                        connections=ConnectionsState.lines,
                        bases=ConnectionsState.bases,
                        testing=ConnectionsState.testing,
                        on_test=ConnectionsState.test,
                        on_change=ConnectionsState.change,
                        on_remove=ConnectionsState.remove,
                        on_reconnected=ConnectionsState.reconnected,
                    ),
                    empty_state(
                        "plug",
                        "No connection yet",
                        "Add a personal access token of Airtable, and the team can ask about the bases it sees.",
                    ),
                ),
            ),
        ),
        _call_budget(),
        actions=(
            ConnectionDialog.create(can_sign_in=ConnectionsState.can_sign_in, on_added=ConnectionsState.read),
        ),
    )


def _call_budget() -> rx.Component:
    """What the connections cost: nothing while there is none, or while the panel above says what went wrong."""
    is_something = ~ConnectionsState.ready | (ConnectionsState.lines.length() > 0)
    return rx.cond(
        (ConnectionsState.trouble == "") & is_something,
        panel(
            "Calls of this month",
            filled(
                ConnectionsState,
                ConnectionsState.read,
                ghost_lines(1),
                CallBudget.create(budget=ConnectionsState.budget),
            ),
        ),
    )


def _audit() -> rx.Component:
    return section(
        "Audit",
        AuditFilter.create(acts=_act_choices(), people=AuditState.people, on_filter=AuditState.filter),
        panel(
            "What was done",
            filled(
                AuditState,
                AuditState.read,
                ghost_rows(8),
                rx.cond(
                    AuditState.lines.length() > 0,
                    rx.el.ul(rx.foreach(AuditState.lines, audit_line), aria_label="Acts", class_name="lines"),
                    _note("Nothing fits the filter."),
                ),
                more_button(AuditState.more, AuditState.read_more),
            ),
            meta=_chain(),
        ),
        actions=(plain_link(icon("download", 15), "Export", href=EXPORT_AUDIT, download=True),),
    )


def _team() -> rx.Component:
    return section(
        "Team",
        panel(
            "Name",
            NameForm.create(
                label="Name of the team",
                hint="What every member sees in the account menu.",
                value=SessionState.team_name,
                on_save=TeamState.rename,
            ),
        ),
        panel(
            "Export and deletion",
            filled(
                TeamState,
                TeamState.read,
                ghost_lines(2),
                rx.cond(
                    SessionState.role == Role.OWNER.value,
                    TeamEnd.create(
                        name=SessionState.team_name,
                        exported_at=TeamState.exported_at,
                        team_id=TeamState.team_id,
                        on_delete=TeamState.delete,
                    ),
                    _note("Only an owner exports or deletes the team."),
                ),
            ),
        ),
    )


def _mail() -> rx.Component:
    return section(
        "Mail",
        panel(
            "Letters",
            LetterList.create(),
            text=(
                "There is no mail server, so letters are kept here for a week. Their links open accounts: hand each "
                "only to the person it is for. Set PLATFORM_SMTP_URL to send them."
            ),
        ),
    )


def _chain() -> rx.Component:
    return rx.match(
        AuditState.chain,
        ("whole", pill(icon("shield-check", 12), "Chain verified", hue="green")),
        ("broken", pill(icon("shield-alert", 12), "Chain broken", hue="red")),
        ("unknown", pill(icon("shield-question-mark", 12), "Chain not checked", hue="amber")),
        pill(icon("loader-circle", 12, class_name="spin"), "Checking the chain"),
    )


def _act_choices() -> list[dict[str, Any]]:
    return [{"id": act, "words": meaning} for act, meaning in audit.ACTS.items()]


def _note(text: str) -> rx.Component:
    return rx.el.p(text, class_name="card-note meta")
