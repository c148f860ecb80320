"""What the windows get from the assistant: threads, messages, steps, tables and proofs."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.files import FileCard
from app.tools import Chart, ExportFile, Proof, ResultTable

MessageRole = Literal["person", "assistant"]
TurnStatus = Literal["running", "done", "stopped", "failed", "interrupted"]
StepStatus = Literal["running", "done", "failed"]


class Shape(BaseModel):
    """Frozen: a shape is a fact that was read, never a handle to change it."""

    model_config = ConfigDict(frozen=True)


class ThreadCard(Shape):
    """One line of the thread list. `head_id` is the last turn of the branch that is shown; `snippet` are the words
    around what was searched for."""

    id: str
    title: str
    updated_at: datetime
    pinned: bool = False
    archived: bool = False
    head_id: str = ""
    snippet: str = ""


class Step(Shape):
    """One tool call of a turn, in the words of the person who asked."""

    id: str
    tool: str
    summary: str
    status: StepStatus
    result: str = ""
    milliseconds: int = 0
    arguments: str = ""


class Message(Shape):
    """A question with its files, or the answer of a turn with its steps, tables, proofs, exports, and change plans by
    their ids.

    unproven: numbers of the text that no tool result of the turn has, as they are written there. notice: what the
    person should know about how it was answered. usage: tokens of all its requests to a model. cost: dollars as a
    decimal, "unknown" when the price of the model is, empty when nothing was paid for. earlier: what the model
    was told in short of the thread. context_size: about how many tokens its last request had. versions: the turns of
    all versions of a question, oldest first, when there is more than one.
    """

    id: str
    turn_id: str
    role: MessageRole
    text: str
    created_at: datetime
    status: TurnStatus = "done"
    steps: list[Step] = []
    charts: list[Chart] = []
    tables: list[ResultTable] = []
    proofs: list[Proof] = []
    plans: list[str] = []
    suggestions: list[str] = []
    problem: str = ""
    problem_code: str = ""
    seconds: float = 0.0
    model: str = ""
    notice: str = ""
    usage: int = 0
    cost: str = ""
    unproven: list[str] = []
    exports: list[ExportFile] = []
    earlier: str = ""
    context_size: int = 0
    files: list[FileCard] = []
    versions: list[str] = []


class Thread(Shape):
    """A thread with the messages of the branch that is shown, oldest first."""

    id: str
    title: str
    messages: list[Message]
    running_turn_id: str = ""


class TurnRef(Shape):
    """A turn that was started, and the question as it was saved."""

    thread_id: str
    turn_id: str
    question: Message
