"""The page that publishes what the offline assistant answers, and every question that it asks back about."""

from collections import Counter
from collections.abc import Sequence

from evals import requests
from evals.tables import DATA
from evals.wikitables import Asked

PAGE = DATA.parents[1] / "docs" / "reference" / "offline-assistant.md"
INTRO = """<!-- Written by `make evals`. A test compares it with what is answered. -->

# What the offline assistant answers

Without a language model, questions are read by a grammar. It asks back rather than guess, so a question is answered
rightly or not at all: a wrong answer fails the tests. `make evals` measures this page.

The free questions are a slice of WikiTableQuestions by Panupong Pasupat and Percy Liang, CC BY-SA 4.0
(github.com/ppasupat/WikiTableQuestions): twenty tables that nobody of this house has seen, with all of their questions.
Their tables are all called "Rows", so that what a question calls its records ("riders", "festivals") is the name of
nothing; many ask for what follows a row, for differences, or for knowledge that no table holds. The short requests are
about four bases that the grammar was not made for.
"""


def page(free: Sequence[tuple[Asked, str]]) -> str:
    """The page, with the verdicts of the free questions; those of the short requests cost nothing."""
    short = [(each, requests.verdict(each, requests.planned_for(each))) for each in requests.requests()]
    rows = [_row("Short requests", [found for _, found in short])]
    rows.append(_row("Free questions", [found for _, found in free]))
    table = "\n".join(["| | right | asked back | wrong | of |", "|---|---|---|---|---|", *rows])
    return "\n".join(
        [
            INTRO,
            table,
            "\n## Short requests that it asks back about\n",
            *(f"- {each.text}" for each, found in short if found != "right"),
            "\n## Free questions that it answers\n",
            *(f"- {each.question} *{', '.join(each.answer)}*" for each, found in free if found == "right"),
            "\n## Free questions that it asks back about\n",
            *(f"- {each.question} *{', '.join(each.answer)}*" for each, found in free if found != "right"),
            "",
        ]
    )


def _row(name: str, verdicts: Sequence[str]) -> str:
    found = Counter(verdicts)
    counts = [found["right"], found["asked back"], found["wrong"]]
    shares = [f"{count} ({count / len(verdicts):.0%})" if count else "0" for count in counts]
    return f"| {name} | {' | '.join(shares)} | {len(verdicts)} |"
