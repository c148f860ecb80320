"""Figures, percentiles and the table with its ratios."""

import pytest

from bench.tables import Row, percentile, show


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 51), (95, 96), (100, 100)])
def test_percentile_of_one_to_a_hundred(percent: float, value: float) -> None:
    assert percentile(list(range(100, 0, -1)), percent) == value


def test_percentile_of_nothing_is_zero() -> None:
    assert percentile([], 95) == 0.0


def test_later_rows_carry_their_ratio_to_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    show("A question", ("ms", "errors"), [Row("bare", (2.0, 0.0)), Row("ours", (5.0, 0.0), "warm")])

    lines = capsys.readouterr().out.splitlines()

    assert lines[1] == "A question"
    assert lines[4].split() == ["ours", "5", "(2.50x)", "0", "warm"]
    assert lines[5].strip() == "baseline: bare"
