"""Turns that run: one asyncio task each, apart from the tab that asked.

Any number of tabs watch a turn. What a tab saw is at most SAVE_SECONDS ahead of the database, so a kill of the
process loses no more than that, and the lease tells the next process that nobody works on the turn any more.
"""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from app import config
from app.actor import Actor
from app.assistant import _history
from app.assistant._loop import answer
from app.assistant._meter import Meter
from app.assistant._planner import plan
from app.assistant._prompt import INSTRUCTIONS
from app.assistant._shapes import Message, TurnRef
from app.errors import (
    BudgetSpent,
    Busy,
    InternalError,
    LostLease,
    ModelRefused,
    PlatformError,
    TurnLimit,
    Unavailable,
)
from app.hops import to_room
from app.llm import Conversation, Engine, PlannedEngine, chosen_engine, is_loaded, load_chosen
from app.models import new_id, utc_now
from app.telemetry import bound, logger, span, turn_seconds, turns

FLUSH_SECONDS = 0.08
SAVE_SECONDS = 1.0
POLL_SECONDS = 0.5
SAVE_RETRIES = (0.2, 1.0, 3.0)
OWNER = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
OFFLINE = "Offline assistant"
log = logger(__name__)


@dataclass
class _Run:
    """A turn of this process: its newest snapshot, and a bell that rings when there is a newer one."""

    actor: Actor
    message: Message
    task: asyncio.Task[None] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    stop_requested: bool = False

    def show(self, message: Message) -> None:
        self.message = message
        bell, self.changed = self.changed, asyncio.Event()
        bell.set()


_runs: dict[str, _Run] = {}


async def ask(
    actor: Actor,
    text: str,
    *,
    thread_id: str = "",
    instead_of: str = "",
    client_id: str = "",
    file_ids: Sequence[str] = (),
    engine: Engine | None = None,
) -> TurnRef:
    """Save a question and start its turn. A second call with the same `client_id` changes nothing.

    `instead_of` is a turn of the thread that this question is another version of: the thread shows the new one, and
    what was said behind the old one is kept with it. `file_ids` are files that wait to go with a question.
    The model of the settings answers, or the offline planner without one, unless another `engine` is given.

    Raises InvalidInput, NotFound (the thread or the turn), Conflict (a turn of the thread still runs).
    """
    if engine is None and not is_loaded():
        await to_room(load_chosen)
    chosen = engine or chosen_engine(INSTRUCTIONS) or _offline()
    ref, is_new = await to_room(
        _history.start_turn,
        actor,
        text,
        thread_id=thread_id,
        instead_of=instead_of,
        client_id=client_id,
        owner=OWNER,
        model=chosen.name,
        file_ids=file_ids,
    )
    if is_new:
        run = _Run(actor, _blank(ref, chosen))
        _runs[ref.turn_id] = run
        run.task = asyncio.create_task(_drive(run, ref, chosen), name=f"turn-{ref.turn_id}")
    return ref


async def watch(actor: Actor, turn_id: str) -> AsyncIterator[Message]:
    """Snapshots of the answer, the current one first, at most one every 80 ms; ends with the turn.

    Works in every web process: where the turn does not run here it is read from the database. Raises NotFound.
    """
    saved = await to_room(_history.get_turn, actor, turn_id)
    run = _runs.get(turn_id)
    if run is None:
        async for message in _watch_saved(actor, saved):
            yield message
        return
    while True:
        bell, message = run.changed, run.message
        yield message
        shown_at = time.monotonic()
        if message.status != "running":
            return
        await bell.wait()
        # The first word, and one after a silence, is shown at once; only a fast stream is gathered.
        if message.text or not run.message.text:
            await asyncio.sleep(shown_at + FLUSH_SECONDS - time.monotonic())


async def stop_turn(actor: Actor, turn_id: str) -> None:
    """Stop a turn, wherever it runs; what it wrote so far stays. Raises NotFound."""
    await to_room(_history.request_stop, actor, turn_id)
    run = _runs.get(turn_id)
    if run is not None and run.task is not None:
        run.stop_requested = True
        run.task.cancel()


async def drain() -> None:
    """End every turn of this process as interrupted; called when the web process stops."""
    runs = list(_runs.values())
    _runs.clear()
    tasks = [run.task for run in runs if run.task is not None]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _offline() -> Engine:
    return PlannedEngine(plan, name=OFFLINE)


def _blank(ref: TurnRef, engine: Engine) -> Message:
    return Message(
        id=new_id(),
        turn_id=ref.turn_id,
        role="assistant",
        text="",
        created_at=utc_now(),
        status="running",
        model=engine.name,
    )


async def _watch_saved(actor: Actor, message: Message) -> AsyncIterator[Message]:
    yield message
    while message.status == "running":
        await asyncio.sleep(POLL_SECONDS)
        newer = await to_room(_history.get_turn, actor, message.turn_id)
        if newer != message:
            message = newer
            yield message


async def _drive(run: _Run, ref: TurnRef, engine: Engine) -> None:
    started = time.monotonic()
    with bound(request_id=run.actor.request_id, turn_id=ref.turn_id), span("turn"):
        ended = await _kept(run, await _answered(run, ref, engine))
        _runs.pop(ref.turn_id, None)
        run.show(ended)
        turns.labels(ended.status).inc()
        turn_seconds.observe(time.monotonic() - started)
        log.info("turn_ended", status=ended.status, seconds=round(time.monotonic() - started, 3))


async def _kept(run: _Run, ended: Message) -> Message:
    """Save the end of a turn; shown is what is saved, or that it could not be."""
    problem: PlatformError = LostLease(
        "Another process took this answer over.", what_to_do="Load the page again."
    )
    for wait in SAVE_RETRIES:
        try:
            await to_room(_history.save_answer, run.actor, ended, owner=OWNER)
        except LostLease:
            break
        except PlatformError as exc:
            problem = exc
            log.warning("turn_not_saved_yet", code=exc.code)
            await asyncio.sleep(wait)
        else:
            return ended
    return ended.model_copy(
        update={"status": "interrupted", "problem": problem.user_text, "problem_code": problem.code}
    )


async def _answered(run: _Run, ref: TurnRef, engine: Engine) -> Message:
    """The final answer, whatever happened: done, stopped, failed or interrupted."""
    seconds = config.limits().turn_seconds
    saver = asyncio.create_task(_save_often(run))
    try:
        async with asyncio.timeout(seconds):
            said = await to_room(_history.conversation, run.actor, ref.thread_id)
            async for message in _answers(run, said, engine):
                if message.status == "running":
                    run.show(message)
            return message
    except asyncio.CancelledError:
        status = "stopped" if run.stop_requested else "interrupted"
        problem = "" if run.stop_requested else _history.INTERRUPTED
        return run.message.model_copy(update={"status": status, "problem": problem, "problem_code": status})
    except TimeoutError:
        return _failed(run, TurnLimit(f"The answer took longer than {seconds // 60} minutes."))
    except PlatformError as exc:
        return _failed(run, exc)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("turn_failed", reference=reference)
        return _failed(run, InternalError(reference))
    finally:
        saver.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await saver


async def _answers(run: _Run, said: Conversation, engine: Engine) -> AsyncIterator[Message]:
    """The answer of the engine; when a model cannot be asked at all, that of the offline planner, and it says so."""
    actor, blank, has_begun = run.actor.through("chat"), run.message, False
    meter = Meter(actor, blank.turn_id)
    try:
        async for message in answer(actor, blank, said, engine, meter):
            has_begun = True
            yield message
    except (Busy, Unavailable, ModelRefused, BudgetSpent) as exc:
        if has_begun or isinstance(engine, PlannedEngine):
            raise
        log.warning("model_left_out", model=engine.name, code=exc.code)
        notice = f"{exc.user_text} The offline assistant answers instead."
        instead = blank.model_copy(update={"notice": notice, "model": OFFLINE})
        async for message in answer(actor, instead, said, _offline(), meter):
            yield message


def _failed(run: _Run, problem: PlatformError) -> Message:
    failed = {"status": "failed"}
    steps = [
        step.model_copy(update=failed) if step.status == "running" else step for step in run.message.steps
    ]
    changed = {**failed, "problem": problem.user_text, "problem_code": problem.code, "steps": steps}
    return run.message.model_copy(update=changed)


async def _save_often(run: _Run) -> None:
    """Save the newest snapshot every second; this is also the heartbeat of the lease."""
    while True:
        await asyncio.sleep(SAVE_SECONDS)
        try:
            is_stopped = await to_room(_history.save_answer, run.actor, run.message, owner=OWNER)
        except LostLease:
            is_stopped = True
        except PlatformError as exc:
            log.warning("turn_not_saved_yet", code=exc.code)
            continue
        if is_stopped and run.task is not None:
            run.stop_requested = True
            run.task.cancel()
            return
