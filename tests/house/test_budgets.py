"""Files, functions and handlers stay short."""

import pytest

from tests.house import budgets
from tests.house.budgets import Allowance
from tests.house.source import Source, sources

CODE = [*sources("app"), *sources("bench"), *sources("tests")]


def test_files_functions_and_handlers_keep_their_budget() -> None:
    problems = [problem for source in CODE for problem in budgets.too_long(source, budgets.ALLOWED)]

    assert not problems, "\n".join(problems)


def test_allowances_are_dated_and_only_shrink() -> None:
    found = [length for source in CODE for length in budgets.lengths(source)]

    assert budgets.outdated(found, budgets.ALLOWED) == []


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("x = 1\n" * 401, 400),
        ("def long():\n" + "    x = 1\n" * 40, 40),
        ("class State:\n    @handler(need=1)\n    async def send(self):\n" + "        x = 1\n" * 15, 15),
    ],
    ids=["file", "function", "handler"],
)
def test_planted_length_is_found(text: str, budget: int) -> None:
    problems = budgets.too_long(Source.planted("app/planted.py", text), {})

    assert [f"{budget} are allowed" in problem for problem in problems] == [True]


def test_docstring_takes_no_room() -> None:
    text = 'def told():\n    """First.\n' + "    More.\n" * 30 + '    """\n' + "    x = 1\n" * 39

    assert budgets.too_long(Source.planted("app/planted.py", text), {}) == []


def test_planted_allowance_that_is_too_large_is_found() -> None:
    long = Source.planted("app/planted.py", "x = 1\n" * 420)
    allowed = {"app/planted.py": Allowance(450, "2026-11-21", "until the parser has a file of its own")}

    problems = budgets.outdated(list(budgets.lengths(long)), allowed)

    assert problems == ["app/planted.py has shrunk to 420 lines. Lower its allowance from 450."]


def test_planted_allowance_without_need_or_date_is_found() -> None:
    problems = budgets.outdated([], {"app/gone.py": Allowance(500, "", "")})

    assert len(problems) == 2
