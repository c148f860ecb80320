"""The embedded Redis: a Valkey server that belongs to the data folder.

Two servers on one folder would both append to the same file without an error, so a lock guards the folder.
The running server holds the lock too: after a kill -9 of its owner the next start waits until it is gone.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psutil

from app.errors import Unavailable
from app.jobs.lifeline import request_parent_death_signal
from app.supervisor.ownership import FolderLock, write_private
from app.supervisor.preflight import free_loopback_port
from app.supervisor.redis_binary import find_redis_binary

# The kernel's limit is 108 bytes (104 on macOS) with the closing zero; the server refuses to start above it.
_SOCKET_PATH_BYTES = 100
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02
_ANSWER_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """What redis.json says: how to reach the server, and which processes answer for it."""

    url: str
    pid: int
    owner_pid: int
    version: str


class EmbeddedRedis:
    """One server on one folder. `start()` starts it or joins the one that another owner runs there."""

    def __init__(self, folder: Path, *, server: str = "") -> None:
        self.folder = folder.resolve()
        self._chosen_server = server
        self._lock: FolderLock | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._url = ""
        self._version = ""

    @property
    def url(self) -> str:
        """Address without a database number; it holds the password when the server listens on TCP."""
        return self._url

    @property
    def version(self) -> str:
        return self._version

    @property
    def is_ours(self) -> bool:
        """False when another owner of the folder runs the server; then nothing here stops it."""
        return self._lock is not None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Returns when the server answers. Raises ConfigurationError or Unavailable with one sentence."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder.chmod(0o700)
        if self._lock is None and not self._own_or_join():
            return self
        binary = find_redis_binary(self._chosen_server)
        self._version = binary.version
        self._url = self._write_configuration()
        self._spawn(binary.path)
        self._await_answer()
        self._write_address()
        return self

    def poll(self) -> int | None:
        """The exit code of our server when it has ended, else None."""
        return self._process.poll() if self._process else None

    def stop(self) -> None:
        """Ends our server and gives the folder back: SIGTERM, ten seconds, SIGKILL."""
        if self._process is not None:
            _end(self._process)
            self._process = None
            (self.folder / "redis.json").unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _own_or_join(self) -> bool:
        """True when the folder is ours now, False when a living owner's server is to be used."""
        deadline = time.monotonic() + _STOP_SECONDS
        while True:
            self._lock = FolderLock.acquire(self.folder / "redis.lock")
            if self._lock is not None:
                return True
            address = read_address(self.folder)
            if address and _is_alive(address.owner_pid) and answers(address.url):
                self._url, self._version = address.url, address.version
                return False
            if time.monotonic() > deadline:
                self._end_orphan(address)
                deadline += _STOP_SECONDS
            time.sleep(_POLL_SECONDS)

    def _end_orphan(self, address: RedisAddress | None) -> None:
        # Its owner was killed and the server has not followed within ten seconds.
        if address is None or _is_alive(address.owner_pid) or not _runs_on(address.pid, self.folder):
            raise Unavailable(
                f"The embedded Redis in {self.folder} is held by a process that does not answer.",
                what_to_do="End that process, then start again.",
            )
        os.kill(address.pid, signal.SIGKILL)

    def _write_configuration(self) -> str:
        path = self.folder / "r.sock"
        lines = [
            f"dir {_quoted(self.folder)}",
            "daemonize no",
            f"logfile {_quoted(self.folder / 'redis.log')}",
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",
            "notify-keyspace-events K$sgxe",
            "tcp-keepalive 60",
            "auto-aof-rewrite-min-size 16mb",
        ]
        if len(os.fsencode(path)) < _SOCKET_PATH_BYTES:
            path.unlink(missing_ok=True)
            url = f"unix://@{path}"
            lines += ["port 0", f"unixsocket {_quoted(path)}", "unixsocketperm 700"]
        else:
            # Kept when the server is restarted: the other processes go on with the address they were given.
            url = self._url or f"redis://:{secrets.token_hex(32)}@127.0.0.1:{free_loopback_port()}"
            parts = urlsplit(url)
            lines += [f"port {parts.port}", "bind 127.0.0.1", f"requirepass {parts.password}"]
        write_private(self.folder / "redis.conf", "\n".join(lines) + "\n")
        return url

    def _spawn(self, program: Path) -> None:
        assert self._lock is not None
        # The folder's lock travels with the server on purpose, see the head of this file.
        self._process = subprocess.Popen(  # noqa: S603
            [program, self.folder / "redis.conf"],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C"},
            pass_fds=(self._lock.fd,),
            process_group=0,
            # Its one system call is safe between fork and exec, and it is looked up before.
            preexec_fn=_follow_parent,  # noqa: PLW1509
        )

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not answers(self._url):
            code = self.poll()
            if code is not None or time.monotonic() > deadline:
                how = f"ended with exit code {code}" if code is not None else "did not answer within a minute"
                self.stop()
                raise Unavailable(
                    f"The embedded Redis {how}.",
                    what_to_do=f"Its own words are in {self.folder / 'redis.log'}.",
                )
            time.sleep(_POLL_SECONDS)

    def _write_address(self) -> None:
        assert self._process is not None
        address = RedisAddress(self._url, self._process.pid, os.getpid(), self._version)
        write_private(self.folder / "redis.json", json.dumps(asdict(address)))


def read_address(folder: Path) -> RedisAddress | None:
    """What the owner of the folder wrote about its server, or None."""
    try:
        return RedisAddress(**json.loads((folder / "redis.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def answers(url: str) -> bool:
    """Whether the server answers PING; one that still loads its file does not count."""
    parts = urlsplit(url)
    command = f"AUTH {parts.password}\r\n" if parts.password else ""
    try:
        with _connect(parts.path, parts.hostname, parts.port) as connection:
            connection.sendall(f"{command}PING\r\n".encode())
            connection.shutdown(socket.SHUT_WR)
            return b"+PONG" in _everything(connection)
    except OSError:
        return False


def _connect(path: str, host: str | None, port: int | None) -> socket.socket:
    if host:
        return socket.create_connection((host, port or 6379), timeout=_ANSWER_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_ANSWER_SECONDS)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _everything(connection: socket.socket) -> bytes:
    received = b""
    while b"PONG" not in received and (part := connection.recv(4096)):
        received += part
    return received


def _follow_parent() -> None:
    request_parent_death_signal(signal.SIGTERM)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def _runs_on(pid: int, folder: Path) -> bool:
    try:
        return Path(psutil.Process(pid).cwd()) == folder
    except psutil.Error:
        return False


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
