"""`/api/chat`: ask the assistant and get its answer whole, or as it grows."""

import json
from collections.abc import AsyncIterator
from typing import Any, Literal

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from app import assistant, config
from app.actor import Actor
from app.api import idempotency
from app.api.inputs import NAME, Body, MaybeId, RowId
from app.api.route import JSON, raises, resource
from app.api.visitor import Viewer
from app.assistant import Chart, ExportFile, Message, Proof, ResultTable, Step, TurnRef
from app.errors import Conflict, InvalidInput, NotFound

router = resource("Chat")
EVENTS = "text/event-stream"


class Question(Body):
    """What is asked."""

    text: str = Field(
        min_length=1, max_length=8_000, pattern=NAME, examples=["How many open deals per owner?"]
    )
    thread: MaybeId = Field(default="", description="Go on in this thread; empty for a new one.")
    instead_of: MaybeId = Field(
        default="",
        description="A turn of the thread that this is another version of; what follows it is kept with it.",
    )
    files: tuple[RowId, ...] = Field(
        default=(), max_length=5, description="Ids of files that wait, as /api/v1/chat-files gave them."
    )
    client_id: str = Field(
        default="",
        max_length=64,
        pattern="^[0-9A-Za-z_-]*$",
        description="A name of yours for this question: sent again, it is asked once.",
    )


class Pending(BaseModel):
    """A change plan that waits for a person."""

    plan: str
    link: str


class ChatProblem(BaseModel):
    """Why an answer did not come to its end."""

    code: str
    detail: str


class ChatReply(BaseModel):
    """An answer. `unproven` are numbers of its text that no tool result has; `cost` is in dollars, "unknown" when the
    price of the model is, and empty when nothing was paid for."""

    thread: str
    turn: str
    status: Literal["running", "done", "stopped", "failed", "interrupted"]
    text: str
    model: str
    notice: str
    proofs: list[Proof]
    charts: list[Chart]
    tables: list[ResultTable]
    exports: list[ExportFile]
    tool_calls: list[Step]
    pending: list[Pending]
    suggestions: list[str]
    unproven: list[str]
    cost: str
    usage: int
    seconds: float
    problem: ChatProblem | None


@router.post("/api/chat", response_model=ChatReply)
@raises(NotFound, Conflict)
async def ask(actor: Viewer, asked: Question, request: Request) -> Response:
    """Ask the assistant, and wait for its answer. With `Accept: text/event-stream` it comes as it grows: the events
    are `started`, `text` with a `delta`, `tool`, and at last `end` with the whole answer. Who leaves meanwhile finds
    the answer in the thread."""
    is_stream = EVENTS in request.headers.get("accept", "")
    if is_stream and idempotency.HEADER in request.headers:
        raise InvalidInput(
            "A stream cannot be kept for an Idempotency-Key.", what_to_do="Give a client_id instead."
        )
    turn = await assistant.ask(
        actor,
        asked.text,
        thread_id=asked.thread,
        instead_of=asked.instead_of,
        client_id=asked.client_id,
        file_ids=asked.files,
    )
    if is_stream:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(_events(actor, turn), media_type=EVENTS, headers=headers)
    async for message in assistant.watch(actor, turn.turn_id):
        last = message
    return Response(_reply(turn, last).model_dump_json(), media_type=JSON)


async def _events(actor: Actor, turn: TurnRef) -> AsyncIterator[bytes]:
    yield _event("started", {"thread": turn.thread_id, "turn": turn.turn_id})
    shown, steps = 0, dict[str, Step]()
    async for message in assistant.watch(actor, turn.turn_id):
        for step in message.steps:
            if steps.get(step.id) != step:
                steps[step.id] = step
                yield _event("tool", step.model_dump(mode="json"))
        if len(message.text) > shown:
            yield _event("text", {"delta": message.text[shown:]})
            shown = len(message.text)
        last = message
    yield _event("end", _reply(turn, last).model_dump(mode="json"))


def _event(kind: str, data: dict[str, Any]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _reply(turn: TurnRef, message: Message) -> ChatReply:
    url = config.settings().url
    problem = ChatProblem(code=message.problem_code, detail=message.problem) if message.problem_code else None
    return ChatReply(
        thread=turn.thread_id,
        turn=turn.turn_id,
        **message.model_dump(
            include={
                "status",
                "text",
                "model",
                "notice",
                "suggestions",
                "unproven",
                "cost",
                "usage",
                "seconds",
            }
        ),
        proofs=message.proofs,
        charts=message.charts,
        tables=message.tables,
        exports=message.exports,
        tool_calls=message.steps,
        pending=[Pending(plan=plan, link=f"{url}/changes/?p={plan}") for plan in message.plans],
        problem=problem,
    )
