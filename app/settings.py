"""The settings and what is refused about them. `config` reads them; nobody else makes one."""

import base64
import hashlib
import hmac
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import ConfigurationError

MIN_SECRET_BYTES = 32


def _setting(env: str, default: Any, meaning: str) -> Any:
    return Field(default=default, description=meaning, validation_alias=AliasChoices(env))


class Settings(BaseSettings):
    """Every setting of the platform, with its meaning as the field's description."""

    model_config = SettingsConfigDict(frozen=True, env_file=".env", extra="ignore", populate_by_name=True)

    host: str = _setting("PLATFORM_HOST", "127.0.0.1", "Address the web process listens on.")
    port: int = _setting("PLATFORM_PORT", 8000, "Port the web process listens on, 1 to 65535.")
    data_dir: Path = _setting("PLATFORM_DATA_DIR", Path("data"), "Folder for everything that is kept.")
    public_url: str = _setting(
        "PLATFORM_PUBLIC_URL",
        "",
        "Address people type. Must be https unless it is loopback. Default: host and port.",
    )
    secret_key: SecretStr = _setting(
        "PLATFORM_SECRET_KEY",
        SecretStr(""),
        "Key that tokens and stored secrets are derived from, at least 32 bytes. Made in the data folder when unset.",
    )
    old_secret_keys: SecretStr = _setting(
        "PLATFORM_OLD_SECRET_KEYS",
        SecretStr(""),
        "Earlier secret keys, separated by commas. What they sealed can still be read.",
    )
    signup: str = _setting(
        "PLATFORM_SIGNUP",
        "invite",
        "Who may make an account: invite, open, or domain:example.com (several separated by commas).",
    )
    smtp_url: SecretStr = _setting(
        "PLATFORM_SMTP_URL",
        SecretStr(""),
        "Mail server: smtp://user:password@host:587 (STARTTLS) or smtps://. Without one mail is kept: see `letters`.",
    )
    mail_from: str = _setting(
        "PLATFORM_MAIL_FROM", "", "Sender of mail. Default: platform@ and the host of the public URL."
    )
    database_url: SecretStr = _setting(
        "DATABASE_URL",
        SecretStr(""),
        "PostgreSQL 16 (postgresql://...). SQLite in the data folder when unset.",
    )
    redis_url: SecretStr = _setting(
        "REDIS_URL", SecretStr(""), "Redis >= 6.2 or Valkey. An embedded one is started when unset."
    )
    redis_server: str = _setting(
        "PLATFORM_REDIS_SERVER", "", "Path of the server binary for the embedded Redis."
    )
    saga_fault: str = _setting(
        "PLATFORM_SAGA_FAULT", "", "For tests of crashes: where a worker kills itself. `run` refuses it."
    )
    gemini_api_key: SecretStr = _setting(
        "GEMINI_API_KEY", SecretStr(""), "Key for Gemini. With it Gemini answers, else the offline assistant."
    )
    gemini_url: str = _setting(
        "PLATFORM_GEMINI_URL", "https://generativelanguage.googleapis.com", "Address of Gemini's API."
    )
    model_url: str = _setting(
        "PLATFORM_MODEL_URL",
        "",
        "Address of a server that speaks OpenAI's chat completions, such as http://127.0.0.1:11434/v1. "
        "Its model answers in place of Gemini.",
    )
    model_key: SecretStr = _setting(
        "PLATFORM_MODEL_KEY", SecretStr(""), "Key for that server, if it wants one."
    )
    model: str = _setting(
        "PLATFORM_MODEL",
        "",
        "Name of the model. Default for Gemini: gemini-3.8-flash. Needed with a model address.",
    )
    thinking: Literal["low", "medium", "high"] = _setting(
        "PLATFORM_THINKING", "low", "How much Gemini thinks before it answers. More is slower and costs more."
    )
    prices_file: str = _setting(
        "PLATFORM_PRICES_FILE", "", "Own prices of models, as a TOML file like app/llm/prices.toml."
    )
    sandbox_url: str = _setting("PLATFORM_SANDBOX_URL", "", "Address of the sandbox. Set by the supervisor.")
    airtable_url: str = _setting(
        "PLATFORM_AIRTABLE_URL", "https://api.airtable.com", "Address of Airtable's Web API."
    )
    airtable_upload_url: str = _setting(
        "PLATFORM_AIRTABLE_UPLOAD_URL",
        "",
        "Address that takes attachments. Default: Airtable's own, or the Web API's when that is another one.",
    )
    airtable_oauth_url: str = _setting(
        "PLATFORM_AIRTABLE_OAUTH_URL", "https://airtable.com", "Address where people sign in at Airtable."
    )
    airtable_client_id: str = _setting(
        "PLATFORM_AIRTABLE_CLIENT_ID",
        "",
        "Client id of the integration that the operator registered at Airtable. Without it only tokens can be added.",
    )
    airtable_client_secret: SecretStr = _setting(
        "PLATFORM_AIRTABLE_CLIENT_SECRET", SecretStr(""), "Secret of that integration, if it has one."
    )
    trusted_proxies: int = _setting(
        "PLATFORM_TRUSTED_PROXIES",
        0,
        "How many reverse proxies in front of the web process are trusted, 0 to 5.",
    )
    web_processes: int = _setting(
        "PLATFORM_WEB_PROCESSES", 1, "Web processes behind one address. More than 1 needs PostgreSQL."
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting(
        "PLATFORM_LOG_LEVEL", "info", "Least level that is logged."
    )
    log_format: Literal["text", "json"] = _setting(
        "PLATFORM_LOG_FORMAT", "text", "How log lines are written."
    )
    otel_endpoint: str = _setting(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "",
        "OTLP/HTTP address that traces are sent to. Nothing is sent when unset.",
    )
    metrics_token: SecretStr = _setting(
        "PLATFORM_METRICS_TOKEN",
        SecretStr(""),
        "Bearer token for /metrics and the parts of /health. Loopback needs none.",
    )
    debug: bool = _setting(
        "PLATFORM_DEBUG", False, "Developer mode. Refused unless the public URL is loopback."
    )

    @property
    def url(self) -> str:
        """The public URL without a trailing slash."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def is_loopback(self) -> bool:
        """Whether people reach the platform on this machine only; loopback http may use plain cookies."""
        return is_loopback_host(urlsplit(self.url).hostname or "")

    @property
    def is_https(self) -> bool:
        return urlsplit(self.url).scheme == "https"

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the database, with the psycopg 3 driver for PostgreSQL."""
        url = self.database_url.get_secret_value()
        if not url:
            return f"sqlite:///{self.data_dir.resolve() / 'platform.db'}"
        scheme, sep, rest = url.partition("://")
        return f"postgresql+psycopg://{rest}" if sep and scheme in {"postgres", "postgresql"} else url

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    def redis(self, database: int) -> str:
        """URL of one numbered database of the Redis in use; a number inside REDIS_URL is replaced."""
        url = self.redis_url.get_secret_value()
        if not url:
            raise ConfigurationError(
                "REDIS_URL: no Redis is running. Start the platform with `make run`, or set it."
            )
        address = url.partition("?")[0]
        if address.startswith("unix:"):
            return f"{address}?db={database}"
        return urlsplit(address)._replace(path=f"/{database}").geturl()

    def key_for(self, purpose: str) -> bytes:
        """32 bytes derived from the secret key for one purpose (HMAC-SHA256), so that no two uses share a key."""
        root = self.secret_key.get_secret_value().encode()
        return hmac.new(root, f"pyairtable-platform:{purpose}".encode(), hashlib.sha256).digest()

    def keys_for(self, purpose: str) -> list[bytes]:
        """Like `key_for`, today's key first and then the earlier ones."""
        old = [key.strip() for key in self.old_secret_keys.get_secret_value().split(",") if key.strip()]
        text = f"pyairtable-platform:{purpose}".encode()
        return [
            self.key_for(purpose),
            *(hmac.new(key.encode(), text, hashlib.sha256).digest() for key in old),
        ]

    @property
    def signup_domains(self) -> frozenset[str]:
        """The domains whose people may make an account; empty unless sign-up is by domain."""
        kind, _, names = self.signup.partition(":")
        return frozenset(
            name.strip().lower() for name in names.split(",") if kind == "domain" and name.strip()
        )

    @property
    def airtable_upload(self) -> str:
        """The address that takes attachments: never Airtable's when the Web API is somebody else's."""
        if self.airtable_upload_url:
            return self.airtable_upload_url
        is_airtable = urlsplit(self.airtable_url).hostname == "api.airtable.com"
        return "https://content.airtable.com" if is_airtable else self.airtable_url

    @property
    def sandbox_token(self) -> str:
        """Bearer token that the sandbox of this installation accepts."""
        return "pat" + base64.b32encode(self.key_for("sandbox-token")).decode().rstrip("=").lower()


def is_loopback_host(host: str) -> bool:
    """True for localhost, *.localhost, 127.0.0.0/8 and ::1."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_unsafe(found: Settings) -> None:
    """Raises ConfigurationError with one sentence for the first setting that cannot be used."""
    for checks in (_address_checks, _secret_checks, _store_checks, _airtable_checks, _model_checks):
        for is_wrong, sentence in checks(found):
            if is_wrong:
                raise ConfigurationError(sentence)


def _address_checks(found: Settings) -> list[tuple[bool, str]]:
    address = urlsplit(found.url)
    is_open = not is_loopback_host(found.host)
    return [
        (not 1 <= found.port <= 65_535, f"PLATFORM_PORT: {found.port} is not a port, use 1 to 65535."),
        (
            is_open and not found.public_url,
            "PLATFORM_PUBLIC_URL: set it to the https address that people type when PLATFORM_HOST is not loopback.",
        ),
        (
            address.scheme not in {"http", "https"},
            "PLATFORM_PUBLIC_URL: it must start with http:// or https://.",
        ),
        (bool(address.path), "PLATFORM_PUBLIC_URL: it must be a host without a path."),
        (
            address.scheme == "http" and not found.is_loopback,
            "PLATFORM_PUBLIC_URL: a public address must be https, because sign-in cookies travel over it.",
        ),
        (
            found.debug and not found.is_loopback,
            "PLATFORM_DEBUG: developer mode is refused on a public address.",
        ),
        (not 0 <= found.trusted_proxies <= 5, "PLATFORM_TRUSTED_PROXIES: use a number from 0 to 5."),
        (
            found.signup not in {"invite", "open"} and not found.signup_domains,
            "PLATFORM_SIGNUP: use invite, open, or domain:example.com.",
        ),
        (
            urlsplit(found.smtp_url.get_secret_value()).scheme not in {"", "smtp", "smtps"},
            "PLATFORM_SMTP_URL: it must start with smtp:// or smtps://.",
        ),
    ]


def _secret_checks(found: Settings) -> list[tuple[bool, str]]:
    key = found.secret_key.get_secret_value()
    return [
        (
            bool(key) and len(key.encode()) < MIN_SECRET_BYTES,
            "PLATFORM_SECRET_KEY: use at least 32 random bytes.",
        ),
        (
            bool(key) and len(set(key)) < 8,
            "PLATFORM_SECRET_KEY: this value can be guessed, use 32 random bytes.",
        ),
    ]


def _store_checks(found: Settings) -> list[tuple[bool, str]]:
    redis = found.redis_url.get_secret_value()
    return [
        (not 1 <= found.web_processes <= 64, "PLATFORM_WEB_PROCESSES: use a number from 1 to 64."),
        (
            found.web_processes > 1 and found.is_sqlite,
            "PLATFORM_WEB_PROCESSES: several web processes need PostgreSQL, set DATABASE_URL.",
        ),
        (
            not found.is_sqlite and not found.database.startswith("postgresql+psycopg://"),
            "DATABASE_URL: it must start with postgresql://.",
        ),
        (
            bool(redis) and urlsplit(redis).scheme not in {"redis", "rediss", "unix"},
            "REDIS_URL: it must start with redis://, rediss:// or unix://.",
        ),
    ]


def _airtable_checks(found: Settings) -> list[tuple[bool, str]]:
    addresses = {
        "PLATFORM_AIRTABLE_URL": found.airtable_url,
        "PLATFORM_AIRTABLE_UPLOAD_URL": found.airtable_upload,
        "PLATFORM_AIRTABLE_OAUTH_URL": found.airtable_oauth_url,
    }
    return [
        (
            parts.scheme != "https"
            and not (parts.scheme == "http" and is_loopback_host(parts.hostname or "")),
            f"{name}: it must start with https://, because tokens travel over it.",
        )
        for name, parts in ((name, urlsplit(address)) for name, address in addresses.items())
    ]


def _model_checks(found: Settings) -> list[tuple[bool, str]]:
    addresses = {"PLATFORM_GEMINI_URL": found.gemini_url, "PLATFORM_MODEL_URL": found.model_url}
    return [
        (
            urlsplit(found.gemini_url).scheme == "http"
            and not is_loopback_host(urlsplit(found.gemini_url).hostname or ""),
            "PLATFORM_GEMINI_URL: it must start with https://, because the key and people's records travel over it.",
        ),
        (
            bool(found.model_url) and not found.model,
            "PLATFORM_MODEL: name the model that the server at PLATFORM_MODEL_URL is to use.",
        ),
        *(
            (
                bool(address) and urlsplit(address).scheme not in {"http", "https"},
                f"{name}: it must start with http:// or https://.",
            )
            for name, address in addresses.items()
        ),
    ]
