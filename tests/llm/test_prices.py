"""What a request costs: dated, in tiers, unknown when it is unknown."""

from datetime import UTC, date, datetime

import pytest

from app import config, llm
from app.errors import ConfigurationError
from app.llm import Usage, _prices
from app.llm._prices import Cost

TODAY = datetime(2026, 11, 27, tzinfo=UTC)
AS_OF = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _table_is_read_anew(monkeypatch):
    _prices.price_table.cache_clear()
    yield
    config.settings.cache_clear()
    _prices.price_table.cache_clear()


def google(model: str, **tokens: int) -> Usage:
    return Usage(model, "google", **tokens)


def test_fresh_cached_and_thought_tokens_have_their_own_price():
    used = google("gemini-3.8-flash", fresh=1_000_000, cached=1_000_000, output=400_000, thinking=600_000)

    cost = llm.cost_of(used, "gemini-3.8-flash", TODAY)

    # 0.75 + 0.075 + 3.75 dollars.
    assert cost == Cost(4_575_000_000, AS_OF)


def test_a_price_holds_from_its_day_on():
    used = google("gemini-3.8-flash", fresh=1_000_000)

    costs = [
        llm.cost_of(used, "gemini-3.8-flash", datetime(*day, tzinfo=UTC))
        for day in ((2026, 12, 31), (2027, 1, 1))
    ]

    assert costs == [Cost(750_000_000, AS_OF), Cost(1_500_000_000, AS_OF)]


def test_a_long_prompt_moves_the_whole_request_to_the_higher_price():
    long, short = (google("gemini-3.1-pro-preview", fresh=fresh) for fresh in (200_001, 200_000))

    assert llm.cost_of(long, "", TODAY) == Cost(800_004_000, AS_OF)
    assert llm.cost_of(short, "", TODAY) == Cost(400_000_000, AS_OF)


def test_the_model_that_served_is_paid_for():
    used = google("gemini-3.5-flash-lite", fresh=1_000_000)

    assert llm.cost_of(used, "gemini-3.8-flash", TODAY) == Cost(300_000_000, AS_OF)


def test_a_model_that_served_under_an_unknown_name_costs_what_was_asked_for():
    used = google("models/gemini-3.8-flash-0902", fresh=1_000_000)

    assert llm.cost_of(used, "gemini-3.8-flash", TODAY) == Cost(750_000_000, AS_OF)


@pytest.mark.parametrize(
    "used", [google("gemini-9", fresh=5), Usage("gemini-3.8-flash", "elsewhere", fresh=5)]
)
def test_what_the_table_does_not_know_stays_unknown(used):
    assert llm.cost_of(used, used.model, TODAY) is None


def test_before_its_first_price_a_model_has_none():
    assert llm.cost_of(google("gemini-3.8-flash", fresh=5), "", datetime(2026, 9, 1, tzinfo=UTC)) is None


def test_prices_of_the_operator_win_model_by_model(tmp_path, monkeypatch):
    own = tmp_path / "prices.toml"
    own.write_text(
        'as_of = 2026-11-26\n[[model]]\nprovider = "openai-compatible"\nid = "local-*"\n'
        '[[model.price]]\nfrom = 2026-01-01\ninput = "0"\ncached = "0"\noutput = "0.5"\n'
        '[[model]]\nprovider = "google"\nid = "gemini-3.8-flash"\n'
        '[[model.price]]\nfrom = 2026-01-01\ninput = "0.5"\ncached = "0"\noutput = "0"\n'
    )
    monkeypatch.setenv("PLATFORM_PRICES_FILE", str(own))
    config.reload()

    local = llm.cost_of(Usage("local-7b", "openai-compatible", fresh=9, output=1_000_000), "", TODAY)
    ours = llm.cost_of(google("gemini-3.8-flash", fresh=1_000_000), "", TODAY)
    theirs = llm.cost_of(google("gemini-3.5-flash-lite", fresh=1_000_000), "", TODAY)

    day = date(2026, 11, 26)
    assert (local, ours, theirs) == (Cost(500_000_000, day), Cost(500_000_000, day), Cost(300_000_000, day))


@pytest.mark.parametrize("text", ["as_of = ", "as_of = 2026-11-26\n[[model]]\nid = 'x'\n", None])
def test_a_file_that_is_no_table_of_prices_is_refused_with_its_name(tmp_path, monkeypatch, text):
    own = tmp_path / "prices.toml"
    if text is not None:
        own.write_text(text)
    monkeypatch.setenv("PLATFORM_PRICES_FILE", str(own))
    config.reload()

    with pytest.raises(ConfigurationError, match=r"PLATFORM_PRICES_FILE: .*prices\.toml"):
        llm.price_table()


def test_every_price_of_the_table_is_named_once_and_has_its_source():
    table = llm.price_table()

    names = [(each.provider, each.id) for each in table.model]
    assert sorted(set(names)) == sorted(names)
    assert all(each.source.startswith("https://") and each.price for each in table.model)
    replacements = {each.replacement for each in table.model if each.replacement}
    assert replacements <= {each.id for each in table.model if each.retired is None}
