"""Parts that act in the browser, without asking the server: React components beside this file, typed for Reflex.

Every module of the folder is registered, because one imports another by its relative path.
"""

from pathlib import Path

import reflex as rx
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from app.assistant import ResultTable as TableShape
from app.assistant import ThreadCard

_MODULES = {
    path.name: rx.asset(path.name, shared=True).importable_path
    for path in sorted(Path(__file__).parent.glob("*.js*"))
}


class BrowserPart(rx.Component):
    """A component of this folder; its icons come from the same library as Reflex's own."""

    lib_dependencies: list[str] = [LUCIDE_LIBRARY]


class ShellToggle(BrowserPart):
    """A button for one part of the frame: "nav", "inspector", "palette", "shortcuts" or "theme"."""

    library = _MODULES["shell_toggle.jsx"]
    tag = "ShellToggle"
    target: rx.Var[str]
    label: rx.Var[str]


class Hotkeys(BrowserPart):
    """The keys of the frame and what Escape closes."""

    library = _MODULES["hotkeys.jsx"]
    tag = "Hotkeys"


class CommandPalette(BrowserPart):
    """Pages (`route`, `title`, `icon`), threads (`id`, `title`) and actions, opened with Ctrl K."""

    library = _MODULES["palette.jsx"]
    tag = "CommandPalette"
    lib_dependencies: list[str] = [LUCIDE_LIBRARY, "cmdk@1.1.1"]
    person: rx.Var[str]
    pages: rx.Var[list]
    threads: rx.Var[list]
    on_open: rx.EventHandler[rx.event.no_args_event_spec]


class ShortcutSheet(BrowserPart):
    """The list behind `?`: groups of a title and rows of (keys, meaning)."""

    library = _MODULES["shortcut_sheet.jsx"]
    tag = "ShortcutSheet"
    groups: rx.Var[list]


class Notices(BrowserPart):
    """Shows each new `notice` (seq, kind, title, text, code) until it has been read."""

    library = _MODULES["notices.jsx"]
    tag = "Notices"
    notice: rx.Var[dict]


class Reconnecting(BrowserPart):
    """The banner for a connection that has been gone for more than a moment."""

    library = _MODULES["reconnecting.jsx"]
    tag = "Reconnecting"


class SessionEnd(BrowserPart):
    """Leaves for the sign-in page once the session is over."""

    library = _MODULES["session_end.jsx"]
    tag = "SessionEnd"
    ended: rx.Var[bool]


class AccountMenu(BrowserPart):
    """Who is signed in, and Sign out."""

    library = _MODULES["account_menu.jsx"]
    tag = "AccountMenu"
    name: rx.Var[str]
    email: rx.Var[str]
    role: rx.Var[str]
    team: rx.Var[str]
    initials: rx.Var[str]
    button_class: rx.Var[str]
    caption: rx.Var[str]


class When(BrowserPart):
    """A time of the server in the reader's words ("12 s ago"), with the exact UTC time as its title."""

    library = _MODULES["when.jsx"]
    tag = "When"
    at: rx.Var[str]


class Count(BrowserPart):
    """A whole number with thousands separators."""

    library = _MODULES["figures.jsx"]
    tag = "Count"
    value: rx.Var[int]


class Duration(BrowserPart):
    """ "84 ms", or "1.9 s" from one second on."""

    library = _MODULES["figures.jsx"]
    tag = "Duration"
    ms: rx.Var[int | float]


class Markdown(BrowserPart):
    """Text of the assistant: no raw HTML, no remote images, links that show where they lead."""

    library = _MODULES["markdown.jsx"]
    tag = "Markdown"
    lib_dependencies: list[str] = [LUCIDE_LIBRARY, "react-markdown@10.1.0", "remark-gfm@4.0.1"]
    text: rx.Var[str]


class CopyButton(BrowserPart):
    """Copies `text` and says so."""

    library = _MODULES["copy_button.jsx"]
    tag = "CopyButton"
    text: rx.Var[str]
    label: rx.Var[str]


class Transcript(BrowserPart):
    """The scrolling messages; they follow the end only while the reader is near it."""

    library = _MODULES["transcript.jsx"]
    tag = "Transcript"
    thread_id: rx.Var[str]
    label: rx.Var[str]


class Composer(BrowserPart):
    """The field for a question. `person` says whose drafts are kept, `accepted` is the id of the question that the
    server saved last."""

    library = _MODULES["composer.jsx"]
    tag = "Composer"
    person: rx.Var[str]
    busy: rx.Var[bool]
    accepted: rx.Var[str]
    notice_seq: rx.Var[int]
    max_length: rx.Var[int]
    placeholder: rx.Var[str]
    on_ask: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]
    on_stop: rx.EventHandler[rx.event.no_args_event_spec]


class ThreadList(BrowserPart):
    """The threads, searched and grouped by the reader's days."""

    library = _MODULES["thread_list.jsx"]
    tag = "ThreadList"
    threads: rx.Var[list[ThreadCard]]
    ready: rx.Var[bool]
    current_id: rx.Var[str]
    on_rename: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]
    on_delete: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class ResultTable(BrowserPart):
    """A result table with Copy as TSV and Download CSV."""

    library = _MODULES["result_table.jsx"]
    tag = "ResultTable"
    table: rx.Var[TableShape]


class Crash(BrowserPart):
    """What is shown when drawing a page has failed."""

    library = _MODULES["crash.jsx"]
    tag = "Crash"
