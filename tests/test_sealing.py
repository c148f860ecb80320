"""Secrets at rest: readable with the right key, for the right purpose and row, and not otherwise."""

import pytest

from app import config, sealing
from app.errors import ConfigurationError
from tests.harness import databases

OTHER_KEY = "another key of at least thirty-two bytes, 0123456789"


@pytest.fixture
def with_keys(settings, monkeypatch):
    def use(key: str, old: str = "") -> None:
        monkeypatch.setenv("PLATFORM_SECRET_KEY", key)
        monkeypatch.setenv("PLATFORM_OLD_SECRET_KEYS", old)
        config.reload()

    return use


def test_what_was_sealed_is_read_again_and_does_not_stand_there(settings):
    sealed = sealing.seal("letter", "the link", bound_to="row 1")

    assert sealing.unseal("letter", sealed, bound_to="row 1") == "the link"
    assert "link" not in sealed
    assert sealing.seal("letter", "the link", bound_to="row 1") != sealed


@pytest.mark.parametrize(("purpose", "row"), [("token", "row 1"), ("letter", "row 2")])
def test_another_purpose_or_row_does_not_open_it(settings, purpose, row):
    sealed = sealing.seal("letter", "the link", bound_to="row 1")

    with pytest.raises(ConfigurationError):
        sealing.unseal(purpose, sealed, bound_to=row)


@pytest.mark.parametrize(
    "change", [lambda s: s[:-6] + "AAAA==", lambda s: s + "é", lambda s: "", lambda s: "x.y"]
)
def test_what_was_changed_does_not_open(settings, change):
    sealed = sealing.seal("letter", "the link", bound_to="row 1")

    with pytest.raises(ConfigurationError):
        sealing.unseal("letter", change(sealed), bound_to="row 1")


def test_a_new_key_reads_what_the_old_one_sealed_and_says_that_it_is_old(with_keys):
    with_keys(databases.TEST_KEY)
    sealed = sealing.seal("letter", "the link", bound_to="row 1")

    with_keys(OTHER_KEY, old=databases.TEST_KEY)

    assert sealing.unseal("letter", sealed, bound_to="row 1") == "the link"
    assert sealing.is_current("letter", sealed) is False
    assert sealing.is_current("letter", sealing.seal("letter", "x", bound_to="")) is True


def test_without_the_old_key_it_says_which_setting_is_missing(with_keys):
    with_keys(databases.TEST_KEY)
    sealed = sealing.seal("letter", "the link", bound_to="row 1")

    with_keys(OTHER_KEY)

    with pytest.raises(ConfigurationError, match="PLATFORM_OLD_SECRET_KEYS"):
        sealing.unseal("letter", sealed, bound_to="row 1")
