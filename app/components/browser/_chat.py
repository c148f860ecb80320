"""The parts of the page Chat."""

import reflex as rx
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from app.assistant import Chart, Chip, ExportFile, FileCard, ThreadCard
from app.assistant import ResultTable as TableShape
from app.components.browser._part import MODULES, BrowserPart


class Question(BrowserPart):
    """What a person asked, with its versions: asked in other words, it becomes one more of them, and the thread goes on
    from there. `busy` while an answer is being written."""

    library = MODULES["question.jsx"]
    tag = "Question"
    text: rx.Var[str]
    turn_id: rx.Var[str]
    versions: rx.Var[list[str]]
    files: rx.Var[list[FileCard]]
    busy: rx.Var[bool]
    max_length: rx.Var[int]
    on_ask: rx.EventHandler[rx.event.passthrough_event_spec(str, str, str)]
    on_show: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class ShareDialog(BrowserPart):
    """A button that shows the thread to the team, and takes it back."""

    library = MODULES["share_dialog.jsx"]
    tag = "ShareDialog"
    thread_id: rx.Var[str]
    team: rx.Var[str]


class PromptPanel(BrowserPart):
    """The prompts of the team, written and changed by admins; it reads over REST."""

    library = MODULES["prompt_panel.jsx"]
    tag = "PromptPanel"


class ExportCard(BrowserPart):
    """Records that the person can take as a file, made when asked for."""

    library = MODULES["export_card.jsx"]
    tag = "ExportCard"
    file: rx.Var[ExportFile]


class QueryChips(BrowserPart):
    """What was asked of the data, part by part; changed, it is asked again (`on_ask`: the query as JSON, a new id)."""

    library = MODULES["query_chips.jsx"]
    tag = "QueryChips"
    query: rx.Var[str]
    chips: rx.Var[list[Chip]]
    busy: rx.Var[bool]
    on_ask: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]


class Markdown(BrowserPart):
    """Text of the assistant: no raw HTML, no remote images, links that show where they lead, numbers without proof
    marked."""

    library = MODULES["markdown.jsx"]
    tag = "Markdown"
    lib_dependencies: list[str] = [LUCIDE_LIBRARY, "react-markdown@10.1.0", "remark-gfm@4.0.1"]
    text: rx.Var[str]
    unproven: rx.Var[list[str]]


class Transcript(BrowserPart):
    """The scrolling messages; they follow the end while the reader is near it, and again when the reader asks.
    `accepted` is the id of the question that the server saved last. With `is_read` they begin at the beginning."""

    library = MODULES["transcript.jsx"]
    tag = "Transcript"
    thread_id: rx.Var[str]
    accepted: rx.Var[str]
    label: rx.Var[str]
    is_read: rx.Var[bool]


class Composer(BrowserPart):
    """The field for a question. `person` says whose drafts are kept, `status` is that of the newest answer, `accepted`
    is the id of the question that the server saved last."""

    library = MODULES["composer.jsx"]
    tag = "Composer"
    person: rx.Var[str]
    status: rx.Var[str]
    accepted: rx.Var[str]
    notice_seq: rx.Var[int]
    max_length: rx.Var[int]
    placeholder: rx.Var[str]
    on_ask: rx.EventHandler[rx.event.passthrough_event_spec(str, str, list[str])]
    on_stop: rx.EventHandler[rx.event.no_args_event_spec]


class ThreadList(BrowserPart):
    """The threads, searched and grouped by the reader's days; those that were put away are asked for apart."""

    library = MODULES["thread_list.jsx"]
    tag = "ThreadList"
    threads: rx.Var[list[ThreadCard]]
    ready: rx.Var[bool]
    current_id: rx.Var[str]
    on_rename: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]
    on_pin: rx.EventHandler[rx.event.passthrough_event_spec(str, bool)]
    on_archive: rx.EventHandler[rx.event.passthrough_event_spec(str, bool)]
    on_delete: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class ResultTable(BrowserPart):
    """A result table with Copy as TSV and Download CSV."""

    library = MODULES["result_table.jsx"]
    tag = "ResultTable"
    table: rx.Var[TableShape]


class ResultChart(BrowserPart):
    """A picture of the numbers of an answer. What draws it is large and comes by itself."""

    library = MODULES["result_chart.jsx"]
    tag = "ResultChart"
    lib_dependencies: list[str] = ["recharts@3.10.1"]
    chart: rx.Var[Chart]
