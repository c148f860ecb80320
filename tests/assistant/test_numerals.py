"""Numbers of answers against labels: none without proof is let through, and few with proof are doubted."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.assistant._numerals import unproven


@cache
def labelled() -> list[tuple[str, str, Any, list[str]]]:
    """(answer, question, results, numerals without proof)."""
    found = yaml.safe_load(Path(__file__).with_name("numerals.yaml").read_text())
    results = found["results"]
    plain = [
        (text, "", results[name], wanted)
        for name, answers in found["answers"].items()
        for text, wanted in answers
    ]
    return [*plain, *((text, asked, results[name], wanted) for text, asked, name, wanted in found["known"])]


def test_what_a_model_looked_for_proves_nothing():
    assert unproven("There are 4711.", [{"looked_for": "4711", "records": []}]) == ["4711"]


def test_there_are_a_hundred_labelled_answers():
    assert len(labelled()) >= 100
    assert len({(text, asked, str(results)) for text, asked, results, _ in labelled()}) == len(labelled())


def test_every_number_without_proof_is_marked_and_no_other():
    wrong = {
        text: found
        for text, asked, results, wanted in labelled()
        if (found := unproven(text, [results], [asked])) != wanted
    }

    assert wrong == {}


def test_of_the_marked_numbers_all_lack_their_proof_and_all_that_lack_it_are_marked():
    marked = [set(unproven(text, [results], [asked])) for text, asked, results, _ in labelled()]
    lacking = [set(wanted) for _, _, _, wanted in labelled()]
    right = sum(len(one & other) for one, other in zip(marked, lacking, strict=True))

    assert right / sum(map(len, lacking)) == 1.0
    assert right / sum(map(len, marked)) >= 0.9


def test_results_as_deep_as_nobody_reads_do_no_harm():
    deep: Any = 5
    for _ in range(2_000):
        deep = [deep]

    assert unproven("It is 5.", [deep]) == ["5"]


def test_a_text_of_many_digits_is_read_in_time():
    assert unproven("1," * 20_000 + "9" * 20_000, [1, 0.5]) != []


def test_of_thousands_of_numerals_and_amounts_each_finds_its_own():
    amounts = [number * 7 + 0.25 for number in range(5_000)]
    text = " ".join(f"{number * 7 + 0.25:.2f} and {number * 7 + 3}.5" for number in range(2_000))

    assert unproven(text, [{"amounts": amounts}]) == [f"{number * 7 + 3}.5" for number in range(2_000)]
