"""The secret key that an installation makes for itself."""

import os
import secrets
from pathlib import Path

from app.errors import ConfigurationError

NAME = "secret.key"


def read_or_make(data_dir: Path) -> str:
    """The secret key of the data folder, made at the first start with mode 0600. Raises ConfigurationError."""
    path = data_dir / NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _write(path)
        return path.read_text().strip()
    except OSError as exc:
        raise ConfigurationError(
            f"PLATFORM_DATA_DIR: cannot write to {data_dir} ({exc.strerror}). Choose a folder this user may write to."
        ) from exc


def _write(path: Path) -> None:
    # Written beside and linked into place, so that two processes starting together agree on one key and
    # a kill in between leaves no half-written file.
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
