"""The commands: `pyairtable-platform run | web | worker | dispatcher | sandbox | mcp | migrate | build | seed |
setup-link | letters | forget-guesses | make-operator | audit-verify | rotate-keys | doctor`.

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


@commands.command()
def mcp(
    url: Annotated[
        str, typer.Option(help="Address of the platform's MCP.")
    ] = "http://127.0.0.1:8000/api/mcp",
    key: Annotated[str, typer.Option(envvar="PLATFORM_API_KEY", help="The API key.")] = "",
    key_file: Annotated[Path | None, typer.Option(help="A file with the API key.")] = None,
) -> None:
    """Speak MCP on stdin and stdout, for programs that start their servers themselves."""
    import anyio

    key = key_file.read_text().strip() if key_file else key
    if not key:
        sys.stderr.write("An API key is needed: set PLATFORM_API_KEY, or give --key-file.\n")
        raise typer.Exit(2)
    from app.mcp_server import bridge

    anyio.run(bridge, url, key)


@commands.command("setup-link")
def setup_link() -> None:
    """Print the one-time link that makes the owner account; nothing once an owner exists."""
    _log_as("setup-link")
    from app import auth
    from app.actor import Actor

    link = auth.setup_link(Actor.anonymous("set-up"))
    if link:
        sys.stdout.write(f"{link}\n")


@commands.command("audit-verify")
def audit_verify() -> None:
    """Check every audit chain. Exit code 1 when an event was changed, added or taken out behind the platform's back."""
    _log_as("audit-verify")
    from app import audit
    from app.actor import Actor

    checks = audit.verify_all(Actor.system("audit"))
    for check in checks:
        whose = check.team_name or (f"team {check.team_id} (deleted)" if check.team_id else "no team")
        word = f"BROKEN at {check.broken_at}" if check.broken_at else "fits"
        sys.stdout.write(f"{whose}: {check.events} events, {word}\n")
    raise typer.Exit(1 if any(check.broken_at for check in checks) else 0)


@commands.command()
def letters() -> None:
    """Print the letters that nobody could send because no mail server is set, newest first, with their links."""
    _log_as("letters")
    from app import mail
    from app.actor import Actor

    for letter in mail.list_kept(Actor.system("letters")):
        head = f"To: {letter.to}\nDate: {letter.created_at:%Y-%m-%d %H:%M} UTC\nSubject: {letter.subject}"
        sys.stdout.write(f"{head}\n\n{letter.text}\n")


@commands.command("forget-guesses")
def forget_guesses(email: Annotated[str, typer.Argument(help="Address of the account.")]) -> None:
    """Let an account be signed in to at once, after too many wrong passwords."""
    _log_as("forget-guesses")
    _find_redis()
    from app import auth
    from app.actor import Actor

    auth.forget_guesses(Actor.system("forget-guesses"), email)
    sys.stdout.write("The guesses are forgotten.\n")


@commands.command("make-operator")
def make_operator(email: Annotated[str, typer.Argument(help="Address of the account.")]) -> None:
    """Let somebody who has an account run the installation."""
    _log_as("make-operator")
    _find_redis()
    from app import auth
    from app.actor import Actor

    auth.make_operator(Actor.system("make-operator"), email)
    sys.stdout.write(f"{email} is an operator now.\n")


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


def _find_redis() -> None:
    """Join the embedded Redis that `run` started on this data folder, unless REDIS_URL names one."""
    from app import config
    from app.supervisor.embedded_redis import answers, read_address

    settings = config.settings()
    address = read_address(settings.data_dir.resolve() / "redis")
    if not settings.redis_url.get_secret_value() and address and answers(address.url):
        config.take(REDIS_URL=address.url)


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
