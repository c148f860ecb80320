"""Questions that nobody of this house wrote, over tables that nobody of it has seen."""

import os
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from app import config
from app.actor import Actor
from app.assistant import Message
from app.assistant._loop import answer
from app.assistant._meter import Meter
from app.errors import PlatformError
from app.llm import Engine, JsonObject, Question
from app.models import new_id, utc_now
from app.tables._schema import forget
from evals.tables import DATA, seed
from tests.sandbox_server import running_sandbox

FOLDER = DATA / "wikitables"
Verdict = Literal["right", "wrong", "asked back"]


class Asked(NamedTuple):
    """A question with its table and the values of its answer."""

    id: str
    table: str
    question: str
    answer: tuple[str, ...]


def questions() -> list[Asked]:
    """All of the slice, in its order."""
    lines = (FOLDER / "questions.tsv").read_text().splitlines()[1:]
    return [
        Asked(number, table, question, tuple(answer.split("|")))
        for number, table, question, answer in (line.split("\t") for line in lines)
    ]


def verdict(asked: Asked, given: Message) -> Verdict:
    """Whether an answer is right, is wrong, or says that it has none. Without a number out of a tool there is none."""
    if given.status != "done" or not given.proofs:
        return "asked back"
    said = _numbers(given.text) if all(_number(each) is not None for each in asked.answer) else set()
    wanted = {_number(each) for each in asked.answer}
    if said and wanted <= said:
        return "right"
    shown = {_plain(row[0].text) for table in given.tables for row in table.rows}
    return "right" if shown and shown == {_plain(each) for each in asked.answer} else "wrong"


def _numbers(text: str) -> set[float | None]:
    return {_number(each) for each in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)}


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.lower()).split())


async def answers(
    actor: Actor, folder: Path, choose: Callable[[], Engine], *, most: int = 0
) -> AsyncIterator[tuple[Asked, Message]]:
    """Each question with its answer, table by table over a sandbox in `folder`; the first `most`, 0 for all."""
    wanted = questions()[: most or None]
    for name in dict.fromkeys(asked.table for asked in wanted):
        with serving(folder / name, seed(FOLDER / "tables" / f"{name}.tsv")):
            for asked in [each for each in wanted if each.table == name]:
                yield asked, await _answer(actor, asked.question, choose())


@contextmanager
def serving(folder: Path, tables: JsonObject) -> Iterator[None]:
    """A sandbox with these tables, which the platform is connected to."""
    before = os.environ.get("PLATFORM_SANDBOX_URL", "")
    with running_sandbox(folder, tables, config.settings().sandbox_token) as server:
        config.take(PLATFORM_SANDBOX_URL=server.url)
        forget()
        try:
            yield
        finally:
            config.take(PLATFORM_SANDBOX_URL=before)
            forget()


async def _answer(actor: Actor, question: str, engine: Engine) -> Message:
    """One turn without the books around it; what goes wrong is its problem."""
    blank = Message(
        id=new_id(), turn_id=new_id(), role="assistant", text="", created_at=utc_now(), status="running"
    )
    try:
        async for message in answer(actor, blank, [Question(question)], engine, Meter(actor, blank.turn_id)):
            blank = message
    except PlatformError as exc:
        return blank.model_copy(update={"status": "failed", "problem": exc.user_text})
    return blank
