"""What must be true before anything starts; each failure is one sentence."""

import errno
import os
import socket
import time
from pathlib import Path

from app.errors import ConfigurationError
from app.supervisor.ownership import FolderLock

# A web process whose supervisor was killed a moment ago may still hold the port.
_PORT_PATIENCE_SECONDS = 2.0
_POLL_SECONDS = 0.05
_BACKLOG = 2048


def own_data_folder(folder: Path) -> FolderLock:
    """Makes the folder and locks it. Raises ConfigurationError when it is not writable or in use."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FolderLock.acquire(folder / "supervisor.lock")
    except OSError as exc:
        raise ConfigurationError(
            f"PLATFORM_DATA_DIR: cannot write to {folder} ({exc.strerror}).",
            what_to_do="Choose a folder this user may write to.",
        ) from exc
    if lock is None:
        raise ConfigurationError(
            f"Another PyAirtable Platform{_holder(folder)} already runs on the data folder {folder}.",
            what_to_do="Stop it first, or set PLATFORM_DATA_DIR to another folder.",
        )
    os.ftruncate(lock.fd, 0)
    os.pwrite(lock.fd, f"{os.getpid()}\n".encode(), 0)
    return lock


def listen(host: str, port: int, *, patience_seconds: float = _PORT_PATIENCE_SECONDS) -> socket.socket:
    """A listening socket, handed to the web process so that nothing is refused while that restarts."""
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            return _listening(host, port)
        except OSError as exc:
            if exc.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise _refusal(host, port, exc) from exc
        time.sleep(_POLL_SECONDS)


def free_loopback_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _refusal(host: str, port: int, exc: OSError) -> ConfigurationError:
    if exc.errno == errno.EADDRINUSE:
        return ConfigurationError(
            f"PLATFORM_PORT: port {port} on {host} is taken by another program.",
            what_to_do="Stop that program, or set PLATFORM_PORT to a free port.",
        )
    if exc.errno == errno.EACCES:
        return ConfigurationError(
            f"PLATFORM_PORT: this user may not listen on port {port}.", what_to_do="Use a port above 1023."
        )
    return ConfigurationError(f"PLATFORM_HOST: cannot listen on {host} ({exc.strerror or exc}).")


def _holder(folder: Path) -> str:
    try:
        pid = (folder / "supervisor.lock").read_text(encoding="ascii").strip()
    except OSError:
        return ""
    return f" (process {pid})" if pid else ""
