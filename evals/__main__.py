"""`make evals`: how many questions of each set get a right answer, a wrong one or none, offline and by a model.

It writes what the offline assistant answers to docs/reference/offline-assistant.md.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app import config, db, telemetry
from app.actor import Actor, Role
from app.assistant._planner import plan
from app.assistant._prompt import INSTRUCTIONS
from app.llm import Engine, PlannedEngine, chosen_engine, chosen_model
from app.models import Membership, Person, Team
from evals import coverage, requests, wikitables

# A model is paid for: it is asked the first questions only.
MOST_OF_A_MODEL = 60
LINE = "{:<46}{:>8}{:>12}{:>8}{:>8}"


def main() -> None:
    """Print one line a set and engine, and behind them what was answered wrongly."""
    print(LINE.format("", "right", "asked back", "wrong", "of"))
    _line(
        "short requests, offline",
        Counter(requests.verdict(each, requests.planned_for(each)) for each in requests.requests()),
    )
    with tempfile.TemporaryDirectory(prefix="evals-") as folder:
        config.take(PLATFORM_DATA_DIR=folder, PLATFORM_LOG_LEVEL="error")
        telemetry.configure(level="error")
        db.migrate()
        actor = _somebody()
        offline = asyncio.run(
            _ask("WikiTables, offline", actor, Path(folder), lambda: PlannedEngine(plan, seconds_a_piece=0))
        )
        coverage.PAGE.write_text(coverage.page(offline), encoding="utf-8")
        chosen = chosen_model()
        if chosen is not None:
            asyncio.run(
                _ask(
                    f"WikiTables, {chosen.name}", actor, Path(folder) / "model", _model, most=MOST_OF_A_MODEL
                )
            )
        db.close()


def _model() -> Engine:
    found = chosen_engine(INSTRUCTIONS)
    assert found is not None
    return found


async def _ask(
    name: str, actor: Actor, folder: Path, choose: Callable[[], Engine], *, most: int = 0
) -> list[tuple[wikitables.Asked, str]]:
    answered: list[tuple[wikitables.Asked, str]] = []
    wrong = []
    async for asked, given in wikitables.answers(actor, folder, choose, most=most):
        found = wikitables.verdict(asked, given)
        answered.append((asked, found))
        if found == "wrong":
            wrong.append(f"  {asked.question} {asked.answer}: {given.text[:200]}")
    _line(name, Counter(found for _, found in answered))
    print("\n".join(wrong))
    return answered


def _line(name: str, verdicts: Counter[str]) -> None:
    counts = [verdicts[each] for each in ("right", "asked back", "wrong")]
    print(LINE.format(name, *counts, sum(counts)))


def _somebody() -> Actor:
    team, person = Team(name="Evals"), Person(email="evals@example.test", name="Evals", password_hash="")
    with db.uow(Actor.system("evals")) as session:
        session.add_all([team, person])
        session.flush()
        session.add(Membership(team_id=team.id, person_id=person.id, role=Role.OWNER.value))
    return Actor(team_id=team.id, person_id=person.id, role=Role.OWNER, door="evals")


main()
