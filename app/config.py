"""Settings: the only reader of the environment.

Each setting comes from, in this order: the environment, a `.env` file in the working folder, the data
folder (secrets made at the first start), its default. `doctor` prints them from `describe()`.
"""

import os
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from dotenv import dotenv_values
from pydantic import AliasChoices, SecretStr, ValidationError

from app import secret_file
from app.errors import ConfigurationError
from app.limits import Limits as Limits
from app.limits import limits as limits
from app.settings import Settings as Settings
from app.settings import is_loopback_host as is_loopback_host
from app.settings import refuse_unsafe

ROOT = Path(__file__).resolve().parent.parent


class SettingRow(NamedTuple):
    """One setting as `doctor` and the reference show it; secrets never carry their value."""

    env: str
    meaning: str
    source: Literal["environment", ".env", "data folder", "default"]
    value: str
    is_secret: bool


@cache
def settings() -> Settings:
    """The settings of this process, read once. Raises ConfigurationError with one sentence."""
    try:
        found = Settings()
    except ValidationError as exc:
        raise ConfigurationError(_first_mistake(exc)) from exc
    refuse_unsafe(found)
    if found.secret_key.get_secret_value():
        return found
    return found.model_copy(update={"secret_key": SecretStr(secret_file.read_or_make(found.data_dir))})


def reload() -> Settings:
    """Read the environment again; for tests and for the supervisor after it has made the data folder."""
    settings.cache_clear()
    return settings()


def take(**variables: str) -> Settings:
    """Use what another process of this installation decided, such as the address of the Redis that it started."""
    os.environ.update(variables)
    return reload()


def describe() -> list[SettingRow]:
    """Every setting with its meaning and where its value comes from."""
    current, in_file = settings(), dotenv_values(".env")
    rows = []
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        env = str(alias.choices[0]) if isinstance(alias, AliasChoices) else name
        value = getattr(current, name)
        is_secret = isinstance(value, SecretStr)
        shown = ("set" if value.get_secret_value() else "not set") if is_secret else str(value)
        rows.append(SettingRow(env, field.description or "", _source(env, in_file), shown, is_secret))
    return rows


def child_environment(**extra: str) -> dict[str, str]:
    """The environment for a child process: this one's plus the settings the supervisor decided."""
    return {**os.environ, **extra}


def _source(
    env: str, in_file: dict[str, str | None]
) -> Literal["environment", ".env", "data folder", "default"]:
    if os.environ.get(env):
        return "environment"
    if in_file.get(env):
        return ".env"
    return "data folder" if env == "PLATFORM_SECRET_KEY" else "default"


def _first_mistake(exc: ValidationError) -> str:
    mistake = exc.errors()[0]
    name = str(mistake["loc"][0]) if mistake["loc"] else "a setting"
    return f"{name}: {mistake['msg'].lower()} (given: {mistake.get('input')!r})."
