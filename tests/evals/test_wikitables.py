"""The offline assistant on questions that its author did not write: some are answered, and none wrongly."""

import pytest

from app.actor import Role
from app.assistant._planner import plan
from app.llm import PlannedEngine
from evals import coverage, wikitables
from tests.people import make_member, make_team

# Free questions of others are rarely in its words: it says which one it does not know. This is what it answered when
# the test was written, and it may only rise.
LEAST_RIGHT = 7


@pytest.mark.timeout(300)
async def test_no_question_of_others_gets_a_wrong_answer(sqlite_database, tmp_path):
    actor = make_member(make_team("Evals"), "Eva", Role.OWNER)
    answered: list[tuple[wikitables.Asked, str]] = []
    wrong = []

    async for asked, answer in wikitables.answers(
        actor, tmp_path / "tables", lambda: PlannedEngine(plan, seconds_a_piece=0)
    ):
        found = wikitables.verdict(asked, answer)
        answered.append((asked, found))
        assert answer.status == "done", (asked.question, answer.problem)
        if found == "wrong":
            wrong.append((asked.question, asked.answer, answer.text))

    assert wrong == []
    assert len(answered) == len(wikitables.questions()) == 238
    assert [found for _, found in answered].count("right") >= LEAST_RIGHT
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.page(answered), "Run `make evals`."
