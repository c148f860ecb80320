"""The model that answers, as admins see it."""

from datetime import date
from decimal import Decimal

import pytest

from app import admin, config
from app.errors import Forbidden
from app.models import utc_now


@pytest.fixture(autouse=True)
def _today(database, monkeypatch):
    at = utc_now().replace(year=2026, month=11, day=27)
    monkeypatch.setattr("app.admin._models.utc_now", lambda: at)
    monkeypatch.setattr("app.analytics._reports.utc_now", lambda: at)
    yield
    config.settings.cache_clear()


def chosen(monkeypatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    config.reload()


def test_without_a_key_the_offline_assistant_answers_and_nothing_has_a_price(owner):
    status = admin.model_status(owner)

    assert (status.name, status.provider, status.price, status.use.total.calls) == ("", "", None, 0)


def test_a_price_that_will_change_says_when(owner, monkeypatch):
    chosen(monkeypatch, GEMINI_API_KEY="canary")

    status = admin.model_status(owner)

    assert (status.name, status.provider, status.prices_are_old) == ("gemini-3.8-flash", "google", False)
    assert status.price == admin.ModelPrice(
        input=Decimal("0.75"), cached=Decimal("0.075"), output=Decimal("3.75"), changes_on=date(2027, 1, 1)
    )
    assert "canary" not in status.model_dump_json()


def test_a_model_that_goes_away_names_the_day_and_its_replacement(owner, monkeypatch):
    chosen(monkeypatch, GEMINI_API_KEY="canary", PLATFORM_MODEL="gemini-2.5-flash")

    status = admin.model_status(owner)

    assert (status.retired_on, status.replacement) == (date(2026, 12, 1), "gemini-3.5-flash-lite")


def test_a_server_of_ones_own_has_no_price(owner, monkeypatch):
    chosen(monkeypatch, PLATFORM_MODEL_URL="http://127.0.0.1:11434/v1", PLATFORM_MODEL="qwen3:8b")

    status = admin.model_status(owner)

    assert (status.name, status.provider, status.price) == ("qwen3:8b", "openai-compatible", None)


def test_prices_that_nobody_looked_at_for_long_are_called_old(owner, monkeypatch):
    later = utc_now().replace(year=2027, month=2, day=1)
    monkeypatch.setattr("app.admin._models.utc_now", lambda: later)

    assert admin.model_status(owner).prices_are_old is True


def test_only_admins_see_it(editor):
    with pytest.raises(Forbidden):
        admin.model_status(editor)
