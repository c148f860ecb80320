"""What children are told."""

from pathlib import Path

import pytest

from app import config
from app.supervisor.environment import of_settings, web_environment


def test_child_reads_the_settings_that_its_parent_has(
    settings: config.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLATFORM_PORT", "8123")
    monkeypatch.setenv("GEMINI_API_KEY", "a-key")
    parent = config.reload()

    for name, value in of_settings(parent).items():
        monkeypatch.setenv(name, value)

    assert config.reload() == parent.model_copy(update={"data_dir": parent.data_dir.resolve()})


def test_data_folder_is_absolute(settings: config.Settings) -> None:
    relative = settings.model_copy(update={"data_dir": Path("data")})

    assert of_settings(relative)["PLATFORM_DATA_DIR"] == str(Path.cwd() / "data")


def test_one_web_process_keeps_tabs_in_memory(settings: config.Settings) -> None:
    environment = web_environment(settings, "unix://@/r.sock")

    assert environment["REFLEX_STATE_MANAGER_MODE"] == "memory"
    assert "REFLEX_REDIS_URL" not in environment


def test_several_web_processes_keep_tabs_in_redis(settings: config.Settings) -> None:
    several = settings.model_copy(update={"web_processes": 2})

    environment = web_environment(several, "unix://@/r.sock")

    assert environment["REFLEX_STATE_MANAGER_MODE"] == "redis"
    assert environment["REFLEX_REDIS_URL"] == "unix://@/r.sock"
    assert environment["REFLEX_OPLOCK_ENABLED"] == "true"


def test_nothing_of_reflex_is_kept_in_the_project_folder(settings: config.Settings) -> None:
    environment = web_environment(settings, "")

    assert environment["REFLEX_STATES_WORKDIR"] == str(settings.data_dir / "states")
    assert environment["REFLEX_UPLOADED_FILES_DIR"] == str(settings.data_dir / "uploads")
