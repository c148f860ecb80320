"""The commands: `pyairtable-platform run | web | worker | dispatcher | sandbox | migrate | build | seed | rotate-keys |
doctor`.

Imports stand inside the commands here, and only here: each starts one kind of process, `run` must be quick and
its parent small, and no command should pay for what the others need.
"""
# ruff: noqa: PLC0415

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.errors import ConfigurationError, PlatformError

commands = typer.Typer(
    help="PyAirtable Platform: ask about your Airtable bases in plain language.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Parent = Annotated[int, typer.Option("--parent", hidden=True, help="Process to end with.")]


class QueueName(StrEnum):
    """The queues; a worker process serves exactly one."""

    INTERACTIVE = "interactive"
    DEFAULT = "default"
    BULK = "bulk"


class Stage(StrEnum):
    """How much `seed` puts into a fresh data folder."""

    EMPTY = "empty"
    DEMO = "demo"
    BUSY = "busy"


@commands.command()
def run() -> None:
    """Start everything on this machine and keep it running until Ctrl-C."""
    from app.supervisor import run as supervisor

    raise typer.Exit(supervisor.run())


@commands.command()
def web(
    listener: Annotated[int, typer.Option(hidden=True, help="Inherited listening socket.")] = -1,
    parent: Parent = 0,
) -> None:
    """Serve pages, REST and websockets. The front end must have been built."""
    _end_with(parent)
    import socket

    from app import config
    from app.supervisor import web as web_process

    web_process.serve(config.settings(), socket.socket(fileno=listener) if listener >= 0 else None)


@commands.command()
def worker(queue: Annotated[QueueName, typer.Option(help="The queue to serve.")], parent: Parent = 0) -> None:
    """Run the jobs of one queue."""
    _end_with(parent)
    _log_as(f"worker-{queue.value}")
    from app.jobs import worker as job_worker

    job_worker.work(queue.value)


@commands.command()
def dispatcher(parent: Parent = 0) -> None:
    """Send waiting jobs to the queues and take over those of dead workers. Any number may run."""
    _end_with(parent)
    _log_as("dispatcher")
    from app.jobs import dispatcher as job_dispatcher

    job_dispatcher.run_until_signal()


@commands.command()
def sandbox(
    *,
    port: Annotated[int, typer.Option(help="Loopback port to listen on.")] = 8500,
    data: Annotated[Path | None, typer.Option(help="Folder of its own database.")] = None,
    seed: Annotated[
        str, typer.Option(help="demo, empty, bench:N or a JSON file, for a fresh folder.")
    ] = "demo",
    token: Annotated[
        str, typer.Option(help="Token of its owner; by default derived from the secret key.")
    ] = "",
    rate_limit: Annotated[
        bool, typer.Option("--rate-limit", help="Refuse more than 5 requests/s a base.")
    ] = False,
    database: Annotated[str, typer.Option(help="URL of SQLite or PostgreSQL instead of the folder.")] = "",
    parent: Parent = 0,
) -> None:
    """Serve the Airtable-compatible sandbox, on this machine only."""
    _end_with(parent)
    _log_as("sandbox")
    from app import config
    from app.sandbox import serve

    settings = config.settings()
    folder = data or settings.data_dir.resolve() / "sandbox"
    secret = token or settings.sandbox_token
    try:
        serve("127.0.0.1", port, folder, secret, seed, database=database, rate_limit=rate_limit)
    except ValueError as error:
        raise ConfigurationError(str(error)) from error


@commands.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    _log_as("migrate")
    from app import config, db

    kind = "SQLite" if config.settings().is_sqlite else "PostgreSQL"
    done = db.migrate()
    sys.stdout.write(f"{kind}, {'migrated' if done else 'up to date'}\n")


@commands.command()
def build() -> None:
    """Build the front end if something changed since the last build."""
    import time

    from app import config
    from app.supervisor import frontend
    from app.supervisor.run import log_folder
    from app.supervisor.terminal import Terminal, seconds

    terminal, since = Terminal(), time.monotonic()

    def tick() -> bool:
        terminal.working("Front end", "building", since)
        return True

    done = frontend.build(log_folder(config.settings()) / "front-end-build.log", tick=tick)
    terminal.line("Front end", f"built in {seconds(time.monotonic() - since)}" if done else "up to date")


@commands.command()
def seed(
    stage: Annotated[Stage, typer.Option(help="empty: no people; demo: one team; busy: three teams.")],
) -> None:
    """Fill a fresh data folder and print the people it made as one JSON object."""
    # Nobody listens to the bus of a data folder that does not run, and its warnings would only confuse.
    _log_as("seed", level="error")
    import json

    from app.actor import Actor
    from app.supervisor.seed import plant

    people = plant(Actor.system("seed"), stage.value)
    sys.stdout.write(json.dumps({"people": [person.model_dump() for person in people]}) + "\n")


@commands.command("setup-link")
def setup_link() -> None:
    """Print the one-time link that makes the owner account; nothing once an owner exists."""
    _log_as("setup-link")
    from app import auth
    from app.actor import Actor

    link = auth.setup_link(Actor.anonymous("set-up"))
    if link:
        sys.stdout.write(f"{link}\n")


@commands.command("rotate-keys")
def rotate_keys() -> None:
    """Seal every stored secret with today's PLATFORM_SECRET_KEY; the earlier keys are in PLATFORM_OLD_SECRET_KEYS."""
    _log_as("rotate-keys", level="error")
    from app import rotation
    from app.actor import Actor

    done = rotation.rotate(Actor.system("rotate-keys"))
    sys.stdout.write(
        f"{done.renewed} sealed anew, {done.current} were current, {done.unreadable} unreadable\n"
    )
    raise typer.Exit(1 if done.unreadable else 0)


@commands.command()
def doctor() -> None:
    """Print each setting, where it comes from, and whether it works."""
    from app.supervisor.doctor import examine

    raise typer.Exit(0 if examine(sys.stdout) else 1)


def main() -> None:
    """Entry point: what goes wrong for a known reason is one sentence on stderr and exit code 1."""
    try:
        commands()
    except PlatformError as exc:
        sys.stderr.write(f"{exc.user_text}\n")
        raise SystemExit(1) from None


def _end_with(parent: int) -> None:
    if parent:
        from app.jobs.lifeline import die_with

        die_with(parent)


def _log_as(process: str, *, level: str = "") -> None:
    from app import config, telemetry

    settings = config.settings()
    telemetry.configure(
        level=level or settings.log_level, as_json=settings.log_format == "json", process=process
    )
    if settings.otel_endpoint:
        telemetry.trace_to(settings.otel_endpoint, process=process)


if __name__ == "__main__":
    main()
