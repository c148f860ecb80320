"""The environment of child processes: every setting as this process understood it."""

from pathlib import Path

from pydantic import AliasChoices, SecretStr

from app import config


def of_settings(settings: config.Settings) -> dict[str, str]:
    """All settings as variables, the data folder as an absolute path.

    A child that starts in another folder, with another `.env` or none, then decides as its parent did.
    Secrets travel here and never in arguments, which everybody on the machine can read.
    """
    variables = {}
    for name, field in config.Settings.model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        elif isinstance(value, Path):
            value = value.resolve()
        variables[variable(name, field.validation_alias)] = str(value)
    return variables


def web_environment(settings: config.Settings, redis_url: str) -> dict[str, str]:
    """What Reflex reads before it is imported, for the web process.

    The names with two leading underscores are private to Reflex: they make the process serve the bundle that
    exists instead of building one. A smoke test notices when they change.
    """
    data = settings.data_dir.resolve()
    chosen = {
        "REFLEX_ENV_MODE": "prod",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_UPLOADED_FILES_DIR": str(data / "uploads"),
        "REFLEX_STATES_WORKDIR": str(data / "states"),
        "REFLEX_TRUSTED_PROXY_HOPS": str(settings.trusted_proxies),
        "REFLEX_STATE_MANAGER_MODE": "memory",
    }
    if settings.web_processes > 1:
        # The state of a tab must be found by whichever process its next event reaches.
        chosen |= {
            "REFLEX_STATE_MANAGER_MODE": "redis",
            "REFLEX_REDIS_URL": redis_url,
            "REFLEX_OPLOCK_ENABLED": "true",
        }
    return chosen


def variable(name: str, alias: object) -> str:
    """The environment variable that a setting is read from."""
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else name
