"""Settings: unsafe ones stop the start with a sentence, and secrets are never shown (bar O-3)."""

import stat
import subprocess
import sys

import pytest

from app import config
from app.errors import ConfigurationError
from tests.harness.databases import TEST_KEY
from tests.harness.processes import ROOT, clean_environment

PUBLIC = {"PLATFORM_PUBLIC_URL": "https://data.example.test"}


@pytest.fixture
def read(settings, monkeypatch):
    """The settings that these variables make."""

    def read_one(**variables: str) -> config.Settings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return config.reload()

    return read_one


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"PLATFORM_PUBLIC_URL": "http://data.example.test"}, "PLATFORM_PUBLIC_URL"),
        ({"PLATFORM_PUBLIC_URL": "http://10.0.0.5:8000"}, "PLATFORM_PUBLIC_URL"),
        ({"PLATFORM_PUBLIC_URL": "ftp://data.example.test"}, "PLATFORM_PUBLIC_URL"),
        ({"PLATFORM_PUBLIC_URL": "data.example.test"}, "PLATFORM_PUBLIC_URL"),
        ({"PLATFORM_PUBLIC_URL": "https://data.example.test/app"}, "PLATFORM_PUBLIC_URL"),
        ({"PLATFORM_GEMINI_URL": "http://gemini.example.test"}, "PLATFORM_GEMINI_URL"),
        ({"PLATFORM_GEMINI_URL": "ftp://gemini.example.test"}, "PLATFORM_GEMINI_URL"),
        ({"PLATFORM_MODEL_URL": "http://127.0.0.1:11434/v1"}, "PLATFORM_MODEL"),
        ({"PLATFORM_HOST": "0.0.0.0"}, "PLATFORM_PUBLIC_URL"),
        ({"PLATFORM_HOST": "192.168.1.4"}, "PLATFORM_PUBLIC_URL"),
        ({"PLATFORM_SECRET_KEY": "short"}, "PLATFORM_SECRET_KEY"),
        ({"PLATFORM_SECRET_KEY": "changeme" * 1}, "PLATFORM_SECRET_KEY"),
        ({"PLATFORM_SECRET_KEY": "a" * 64}, "PLATFORM_SECRET_KEY"),
        ({"PLATFORM_SECRET_KEY": "abab" * 16}, "PLATFORM_SECRET_KEY"),
        ({**PUBLIC, "PLATFORM_DEBUG": "true"}, "PLATFORM_DEBUG"),
        ({"PLATFORM_PORT": "0"}, "PLATFORM_PORT"),
        ({"PLATFORM_PORT": "65536"}, "PLATFORM_PORT"),
        ({"PLATFORM_PORT": "eight"}, "PLATFORM_PORT"),
        ({"PLATFORM_TRUSTED_PROXIES": "-1"}, "PLATFORM_TRUSTED_PROXIES"),
        ({"PLATFORM_WEB_PROCESSES": "2"}, "PLATFORM_WEB_PROCESSES"),
        ({"DATABASE_URL": "mysql://db.example/platform"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://cache.example"}, "REDIS_URL"),
        ({"PLATFORM_LOG_LEVEL": "loud"}, "PLATFORM_LOG_LEVEL"),
    ],
)
def test_unsafe_or_wrong_setting_stops_the_start_and_is_named(read, variables, named):
    with pytest.raises(ConfigurationError) as refused:
        read(**variables)

    assert refused.value.user_text.startswith(f"{named}: ")


@pytest.mark.parametrize(
    "variables",
    [
        {},
        PUBLIC,
        {**PUBLIC, "PLATFORM_HOST": "0.0.0.0"},
        {"PLATFORM_PUBLIC_URL": "http://localhost:9000"},
        {"PLATFORM_PUBLIC_URL": "http://[::1]:9000"},
        {"DATABASE_URL": "postgres://u@db.example/p", "PLATFORM_WEB_PROCESSES": "4"},
        {"REDIS_URL": "rediss://cache.example:6380"},
        {"PLATFORM_DEBUG": "true"},
    ],
)
def test_safe_settings_start(read, variables):
    assert read(**variables).url.startswith("http")


@pytest.mark.integration
def test_wrong_setting_ends_the_command_with_one_sentence(tmp_path):
    environment = clean_environment(PLATFORM_DATA_DIR=str(tmp_path), PLATFORM_PORT="0")

    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "migrate"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode != 0
    assert done.stderr == "PLATFORM_PORT: 0 is not a port, use 1 to 65535.\n"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", True),
        ("http://127.0.0.2:8000", True),
        ("http://localhost", True),
        ("http://a.localhost:1", True),
        ("https://data.example.test", False),
        ("https://localhost.example.test", False),
        ("https://127.0.0.1.example.test", False),
    ],
)
def test_only_this_machine_is_loopback(read, url, expected):
    assert read(PLATFORM_PUBLIC_URL=url).is_loopback is expected


def test_secret_key_is_made_once_and_for_the_owner_only(read, monkeypatch):
    monkeypatch.delenv("PLATFORM_SECRET_KEY")
    first = read()
    again = read()

    path = first.data_dir / "secret.key"
    assert first.secret_key == again.secret_key
    assert len(first.secret_key.get_secret_value()) >= 43
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_installations_have_different_keys(read, monkeypatch, tmp_path):
    monkeypatch.delenv("PLATFORM_SECRET_KEY")

    one = read(PLATFORM_DATA_DIR=str(tmp_path / "one"))
    two = read(PLATFORM_DATA_DIR=str(tmp_path / "two"))

    assert one.secret_key != two.secret_key


def test_each_purpose_has_its_own_key(settings):
    keys = {settings.key_for(purpose) for purpose in ("tries", "sandbox-token", "tokens")}

    assert [len(key) for key in keys] == [32, 32, 32]


def test_secrets_are_described_as_set_and_never_shown(read):
    read(
        REDIS_URL="redis://:pa55word@cache.example:6379/0",
        GEMINI_API_KEY="AIza-canary",
        PLATFORM_METRICS_TOKEN="canary-2",
    )

    rows = {row.env: row for row in config.describe()}
    assert {rows[name].value for name in ("REDIS_URL", "GEMINI_API_KEY", "PLATFORM_METRICS_TOKEN")} == {"set"}
    assert rows["DATABASE_URL"].value == "not set"
    shown = f"{rows} {config.settings()!r} {config.settings()}"
    for secret in ("pa55word", "AIza-canary", "canary-2", TEST_KEY):
        assert secret not in shown


def test_source_of_each_setting_is_told(read):
    rows = {row.env: row.source for row in [*(read(PLATFORM_PORT="9000") and config.describe())]}

    assert (rows["PLATFORM_PORT"], rows["PLATFORM_HOST"], rows["PLATFORM_DATA_DIR"]) == (
        "environment",
        "default",
        "environment",
    )


def test_every_setting_has_a_meaning(settings):
    assert [row.env for row in config.describe() if not row.meaning] == []
    assert [name for name, field in config.Limits.model_fields.items() if not field.description] == []


def test_settings_cannot_be_changed(settings):
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


@pytest.mark.parametrize(
    ("given", "database", "expected"),
    [
        ("redis://cache.example:6379", 1, "redis://cache.example:6379/1"),
        ("redis://cache.example:6379/7", 0, "redis://cache.example:6379/0"),
        ("unix:///tmp/redis.sock", 1, "unix:///tmp/redis.sock?db=1"),
        ("unix:///tmp/redis.sock?db=5", 0, "unix:///tmp/redis.sock?db=0"),
    ],
)
def test_each_use_has_its_own_database_of_redis(read, given, database, expected):
    assert read(REDIS_URL=given).redis(database) == expected


@pytest.mark.parametrize(
    ("variables", "upload"),
    [
        ({}, "https://content.airtable.com"),
        ({"PLATFORM_AIRTABLE_URL": "https://proxy.example/airtable"}, "https://proxy.example/airtable"),
        ({"PLATFORM_AIRTABLE_URL": "http://127.0.0.1:8500"}, "http://127.0.0.1:8500"),
        ({"PLATFORM_AIRTABLE_UPLOAD_URL": "https://files.example"}, "https://files.example"),
    ],
)
def test_attachments_never_go_to_airtable_when_nothing_else_does(read, variables, upload):
    assert read(**variables).airtable_upload == upload


@pytest.mark.parametrize(
    "name", ["PLATFORM_AIRTABLE_URL", "PLATFORM_AIRTABLE_UPLOAD_URL", "PLATFORM_AIRTABLE_OAUTH_URL"]
)
@pytest.mark.parametrize("address", ["http://airtable.example", "ftp://airtable.example", "airtable.example"])
def test_tokens_do_not_travel_in_the_clear(read, name, address):
    with pytest.raises(ConfigurationError, match=f"{name}: it must start with https"):
        read(**{name: address})
