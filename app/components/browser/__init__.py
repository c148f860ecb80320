"""Parts that act in the browser, without asking the server: React components beside this file, typed for Reflex.

Every module of the folder is registered, because one imports another by its relative path.
"""

import reflex as rx
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from app.admin import Budget, ConnectionLine, SeenBases
from app.auth import ApiKeyCard, InviteCard, MemberCard, SessionCard, TeamCard
from app.components.browser._chat import Composer as Composer
from app.components.browser._chat import ExportCard as ExportCard
from app.components.browser._chat import Markdown as Markdown
from app.components.browser._chat import PromptPanel as PromptPanel
from app.components.browser._chat import QueryChips as QueryChips
from app.components.browser._chat import Question as Question
from app.components.browser._chat import ResultChart as ResultChart
from app.components.browser._chat import ResultTable as ResultTable
from app.components.browser._chat import ShareDialog as ShareDialog
from app.components.browser._chat import ThreadList as ThreadList
from app.components.browser._chat import Transcript as Transcript
from app.components.browser._part import MODULES, BrowserPart
from app.components.browser._tables import TableList as TableList
from app.components.browser._tables import TableView as TableView
from app.components.browser._work import InboxList as InboxList
from app.components.browser._work import NotificationChoices as NotificationChoices
from app.components.browser._work import PlanCard as PlanCard
from app.components.browser._work import PlanList as PlanList
from app.components.browser._work import PlanView as PlanView
from app.components.browser._work import RunList as RunList
from app.components.browser._work import RunView as RunView


class ShellToggle(BrowserPart):
    """A button for one part of the frame: "nav", "inspector", "palette", "shortcuts" or "theme"."""

    library = MODULES["shell_toggle.jsx"]
    tag = "ShellToggle"
    target: rx.Var[str]
    label: rx.Var[str]


class Hotkeys(BrowserPart):
    """The keys of the frame and what Escape closes."""

    library = MODULES["hotkeys.jsx"]
    tag = "Hotkeys"


class CommandPalette(BrowserPart):
    """Places (`to`, `title`, `icon`, `roles` that may go there), threads (`id`, `title`) and actions: Ctrl K."""

    library = MODULES["palette.jsx"]
    tag = "CommandPalette"
    lib_dependencies: list[str] = [LUCIDE_LIBRARY, "cmdk@1.1.1"]
    person: rx.Var[str]
    role: rx.Var[str]
    places: rx.Var[list]
    threads: rx.Var[list]
    on_open: rx.EventHandler[rx.event.no_args_event_spec]


class ShortcutSheet(BrowserPart):
    """The list behind `?`: groups of a title and rows of (keys, meaning)."""

    library = MODULES["shortcut_sheet.jsx"]
    tag = "ShortcutSheet"
    groups: rx.Var[list]


class Notices(BrowserPart):
    """Shows each new `notice` (seq, kind, title, text, code) until it has been read."""

    library = MODULES["notices.jsx"]
    tag = "Notices"
    notice: rx.Var[dict]


class Reconnecting(BrowserPart):
    """The banner for a connection that has been gone for more than a moment."""

    library = MODULES["reconnecting.jsx"]
    tag = "Reconnecting"


class SessionEnd(BrowserPart):
    """Leaves for the sign-in page once the session is over."""

    library = MODULES["session_end.jsx"]
    tag = "SessionEnd"
    ended: rx.Var[bool]


class AccountMenu(BrowserPart):
    """Who is signed in, the teams to switch between, and Sign out."""

    library = MODULES["account_menu.jsx"]
    tag = "AccountMenu"
    name: rx.Var[str]
    email: rx.Var[str]
    role: rx.Var[str]
    team: rx.Var[str]
    teams: rx.Var[list[TeamCard]]
    initials: rx.Var[str]
    button_class: rx.Var[str]
    caption: rx.Var[str]


class When(BrowserPart):
    """A time of the server in the reader's words ("12 s ago"), with the exact UTC time as its title."""

    library = MODULES["when.jsx"]
    tag = "When"
    at: rx.Var[str]


class Until(BrowserPart):
    """How long something will still be there ("in 6 days"), with the exact UTC time as its title."""

    library = MODULES["when.jsx"]
    tag = "Until"
    at: rx.Var[str]


class Count(BrowserPart):
    """A whole number with thousands separators."""

    library = MODULES["figures.jsx"]
    tag = "Count"
    value: rx.Var[int]


class Duration(BrowserPart):
    """ "84 ms", or "1.9 s" from one second on."""

    library = MODULES["figures.jsx"]
    tag = "Duration"
    ms: rx.Var[int | float]


class Dollars(BrowserPart):
    """An amount of dollars, given as a decimal: cents, or as many digits as a smaller amount needs."""

    library = MODULES["figures.jsx"]
    tag = "Dollars"
    amount: rx.Var[str]


class CopyButton(BrowserPart):
    """Copies `text` and says so."""

    library = MODULES["copy_button.jsx"]
    tag = "CopyButton"
    text: rx.Var[str]
    label: rx.Var[str]


class NameForm(BrowserPart):
    """One name with its Save button."""

    library = MODULES["profile_form.jsx"]
    tag = "NameForm"
    label: rx.Var[str]
    hint: rx.Var[str]
    value: rx.Var[str]
    on_save: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class EmailLine(BrowserPart):
    """The address of the person, whether it was verified, and the way to another one."""

    library = MODULES["profile_form.jsx"]
    tag = "EmailLine"
    email: rx.Var[str]
    verified: rx.Var[bool]
    on_verify: rx.EventHandler[rx.event.no_args_event_spec]
    on_change: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class SessionList(BrowserPart):
    """Where the person is signed in; `on_end` gets the id of a session."""

    library = MODULES["session_list.jsx"]
    tag = "SessionList"
    sessions: rx.Var[list[SessionCard]]
    on_end: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_end_others: rx.EventHandler[rx.event.no_args_event_spec]


class TeamList(BrowserPart):
    """The teams of the person: switch, make one, leave the current one."""

    library = MODULES["team_list.jsx"]
    tag = "TeamList"
    teams: rx.Var[list[TeamCard]]
    on_make: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_leave: rx.EventHandler[rx.event.no_args_event_spec]


class Appearance(BrowserPart):
    """Theme and right panel, kept in this browser."""

    library = MODULES["appearance.jsx"]
    tag = "Appearance"


class DeleteAccount(BrowserPart):
    """The button that ends an account, and its question."""

    library = MODULES["delete_account.jsx"]
    tag = "DeleteAccount"
    email: rx.Var[str]
    on_erase: rx.EventHandler[rx.event.no_args_event_spec]


class MemberTable(BrowserPart):
    """The members; `me` is the person who looks, `role` theirs. Handlers get a person's id."""

    library = MODULES["member_table.jsx"]
    tag = "MemberTable"
    members: rx.Var[list[MemberCard]]
    me: rx.Var[str]
    role: rx.Var[str]
    team: rx.Var[str]
    on_change_role: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]
    on_remove: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_transfer: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class InviteDialog(BrowserPart):
    """The Invite button; the link of the invite is shown once and is never in a state."""

    library = MODULES["invite_dialog.jsx"]
    tag = "InviteDialog"
    role: rx.Var[str]
    on_invited: rx.EventHandler[rx.event.no_args_event_spec]


class InviteTable(BrowserPart):
    """The invites that are open; `on_revoke` gets the id of one."""

    library = MODULES["invite_table.jsx"]
    tag = "InviteTable"
    invites: rx.Var[list[InviteCard]]
    on_revoke: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class ApiKeyDialog(BrowserPart):
    """The button that makes a key; the key is shown once and is never in a state."""

    library = MODULES["api_key_dialog.jsx"]
    tag = "ApiKeyDialog"
    role: rx.Var[str]
    on_made: rx.EventHandler[rx.event.no_args_event_spec]


class ApiKeyTable(BrowserPart):
    """The keys without their secrets, all or those `of` one person; `on_revoke` gets the id of one."""

    library = MODULES["api_key_table.jsx"]
    tag = "ApiKeyTable"
    api_keys: rx.Var[list[ApiKeyCard]]
    of: rx.Var[str]
    on_revoke: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class ConnectionDialog(BrowserPart):
    """The button that adds a connection; its token goes to REST and is never in a state. `can_sign_in`: whether one may
    sign in at Airtable instead."""

    library = MODULES["connection_dialog.jsx"]
    tag = "ConnectionDialog"
    can_sign_in: rx.Var[bool]
    on_added: rx.EventHandler[rx.event.no_args_event_spec]


class ConnectionList(BrowserPart):
    """The connections with their condition. `bases` are by the id of a connection, `testing` is the id of the one
    that is being tested. `on_change` gets an id, a name and the calls a month of the plan."""

    library = MODULES["connection_list.jsx"]
    tag = "ConnectionList"
    connections: rx.Var[list[ConnectionLine]]
    bases: rx.Var[dict[str, SeenBases]]
    testing: rx.Var[str]
    on_test: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_change: rx.EventHandler[rx.event.passthrough_event_spec(str, str, int)]
    on_remove: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_reconnected: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class CallBudget(BrowserPart):
    """The calls of this month against what the plans allow."""

    library = MODULES["call_budget.jsx"]
    tag = "CallBudget"
    budget: rx.Var[Budget | None]


class ModelPanel(BrowserPart):
    """The language model of the team: who answers, what was spent, and what may be."""

    library = MODULES["model_panel.jsx"]
    tag = "ModelPanel"


class AuditFilter(BrowserPart):
    """Which acts are listed; choices have an `id` and `words`. `on_filter` gets an act and a person, or ""."""

    library = MODULES["audit_filter.jsx"]
    tag = "AuditFilter"
    acts: rx.Var[list]
    people: rx.Var[list]
    on_filter: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]


class TeamEnd(BrowserPart):
    """Export and deletion of the team; `on_delete` gets the name that was typed."""

    library = MODULES["team_end.jsx"]
    tag = "TeamEnd"
    name: rx.Var[str]
    exported_at: rx.Var[str]
    team_id: rx.Var[str]
    on_delete: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class LetterList(BrowserPart):
    """The letters that nobody could send, read by the browser itself."""

    library = MODULES["letter_list.jsx"]
    tag = "LetterList"


class Crash(BrowserPart):
    """What is shown when drawing a page has failed."""

    library = MODULES["crash.jsx"]
    tag = "Crash"
