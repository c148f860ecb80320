"""`pyairtable-platform run`: start every part, keep it running, drain it.

The parent imports little on purpose: no Reflex, no database. What needs them runs in a child.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from app import config
from app.errors import ConfigurationError, PlatformError, Unavailable
from app.supervisor import frontend, logs, preflight
from app.supervisor.child import Child, ChildPlan
from app.supervisor.embedded_redis import EmbeddedRedis
from app.supervisor.environment import of_settings, web_environment
from app.supervisor.ownership import write_private
from app.supervisor.pulse import PATIENCE_SECONDS, Pulse
from app.supervisor.terminal import Terminal, seconds

_POLL_SECONDS = 0.1
_LOG_CHECK_SECONDS = 60.0
_DRAIN_SECONDS = 25.0
_LATE_DRAIN_SECONDS = 5.0
# The workers warm up beside the web process; they wait for its first answer, but not for ever.
_FIRST_ANSWER_SECONDS = 20.0
EXIT_FORCED = 130
RUNNING_FILE = "running.json"
# The same as queueing.QUEUES, which would bring the database and RQ into this process; a test compares them.
QUEUES = ("interactive", "default", "bulk")


class Supervisor:
    """All parts of one installation. `run()` returns the exit code."""

    def __init__(self, settings: config.Settings, terminal: Terminal) -> None:
        self.settings = settings
        self.terminal = terminal
        self.data = settings.data_dir.resolve()
        self.children: dict[str, Child] = {}
        self.redis: EmbeddedRedis | None = None
        self._stop = threading.Event()
        self._environment: dict[str, str] = {}
        # Kept when the sandbox is restarted: the other processes go on with the address they were given.
        self._sandbox_port = preflight.free_loopback_port()

    def run(self) -> int:
        """Starts everything, watches it until SIGINT, SIGTERM or SIGHUP, drains it and returns 0."""
        began = time.monotonic()
        for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sig, self._on_signal)
        lock = preflight.own_data_folder(self.data)
        try:
            with preflight.listen(self.settings.host, self.settings.port) as listener:
                self._start(listener.fileno(), began)
                self._watch()
                # Our copy of the listening socket goes first, so that a new visitor is refused and not left waiting.
            self._drain()
        finally:
            self._end_everything()
            lock.release()
        return 0

    def _start(self, listener: int, began: float) -> None:
        self.terminal.headline("PyAirtable Platform")
        self.terminal.line("Data", str(self.data))
        self._start_redis()
        self._prepare_environment()
        self._build_front_end()
        self._migrate()
        for number in range(self.settings.web_processes):
            self._add(
                f"web-{number + 1}" if number else "web",
                "web",
                "--listener",
                str(listener),
                pass_fds=(listener,),
            )
        if not self.settings.sandbox_url:
            self._add("sandbox", "sandbox", "--port", str(self._sandbox_port))
        self._await_first_answer("Web", "web", self._web_answers)
        if "sandbox" in self.children:
            # The first question of whoever comes goes to it: the address is told once it can answer.
            self._await_first_answer("Sandbox", "sandbox", self._sandbox_answers)
        self._add("dispatcher", "dispatcher")
        for queue in QUEUES:
            self._add(f"worker-{queue}", "worker", "--queue", queue)
        if not self._stop.is_set():
            self._announce(began)

    def _start_redis(self) -> None:
        if self.settings.redis_url.get_secret_value():
            self.terminal.line("Redis", "the one of REDIS_URL")
            return
        self.redis = EmbeddedRedis(self.data / "redis", server=self.settings.redis_server).start()
        self.terminal.line("Redis", f"embedded, version {self.redis.version}")

    def _prepare_environment(self) -> None:
        chosen = of_settings(self.settings)
        if self.redis is not None:
            chosen["REDIS_URL"] = self.redis.url
        if not chosen["PLATFORM_SANDBOX_URL"]:
            chosen["PLATFORM_SANDBOX_URL"] = f"http://127.0.0.1:{self._sandbox_port}"
        self._environment = config.child_environment(**chosen)

    def _build_front_end(self) -> None:
        since = time.monotonic()

        def tick() -> bool:
            self.terminal.working("Front end", "building", since)
            return not self._stop.is_set()

        if frontend.is_current():
            self.terminal.line("Front end", "up to date")
            return
        try:
            frontend.build(self.data / "logs" / "front-end-build.log", tick=tick)
        except frontend.BuildStopped:
            return
        self.terminal.line("Front end", f"built in {seconds(time.monotonic() - since)}")

    def _migrate(self) -> None:
        if self._stop.is_set():
            return
        done = self._ask_child("migrate")
        if done.returncode != 0:
            said = done.stderr.strip().splitlines()
            raise Unavailable(said[-1] if said else "The database could not be brought up to date.")
        self.terminal.line("Database", done.stdout.strip())

    def _ask_child(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Runs one of our own short commands and returns what it said."""
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=config.ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            process_group=0,
        )

    def _add(self, name: str, *arguments: str, pass_fds: tuple[int, ...] = ()) -> None:
        if self._stop.is_set():
            return
        environment = self._environment
        if arguments[0] == "web":
            environment = environment | web_environment(self.settings, environment["REDIS_URL"])
        plan = ChildPlan(
            name=name,
            arguments=("-m", "app.cli", *arguments, "--parent", str(os.getpid())),
            environment=environment,
            folder=config.ROOT,
            log_file=self.data / "logs" / f"{name}.log",
            pass_fds=pass_fds,
        )
        self.children[name] = Child(plan)
        self.children[name].start()

    def _await_first_answer(self, label: str, child: str, answers: Callable[[], bool]) -> None:
        since = time.monotonic()
        while not self._stop.is_set():
            self.terminal.working(label, "starting", since)
            if answers():
                self.terminal.line(label, f"answers after {seconds(time.monotonic() - since)}")
                return
            if time.monotonic() - since > _FIRST_ANSWER_SECONDS:
                self.terminal.line(label, f"does not answer yet (log: {self.children[child].plan.log_file})")
                return
            self._look_after_children()
            self._stop.wait(_POLL_SECONDS)

    def _web_answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.settings.host, self.settings.host)  # noqa: S104
        return _status(host, self.settings.port, "/livez") == 200

    def _sandbox_answers(self) -> bool:
        # Without a token it refuses, as Airtable does; that is an answer.
        return _status("127.0.0.1", self._sandbox_port, "/v0/meta/whoami") != 0

    def _announce(self, began: float) -> None:
        self._write_address()
        self.terminal.line("Workers", ", ".join(QUEUES))
        self.terminal.blank()
        self.terminal.line("Open", f"{self.settings.url}   (ready after {seconds(time.monotonic() - began)})")
        link = self._ask_child("setup-link").stdout.strip()
        if link:
            self.terminal.line("Set up", f"{link}   (makes the owner account, works once)")
        self.terminal.line("Stop", "Ctrl-C")
        self.terminal.blank()

    def _write_address(self) -> None:
        # For `doctor`: what runs on this folder now.
        sandbox_url = self._environment["PLATFORM_SANDBOX_URL"]
        write_private(self.data / RUNNING_FILE, json.dumps({"pid": os.getpid(), "sandbox_url": sandbox_url}))

    def _watch(self) -> None:
        next_log_check = time.monotonic() + _LOG_CHECK_SECONDS
        pulse = Pulse(self._web_answers)
        while not self._stop.wait(_POLL_SECONDS):
            self._look_after_children()
            self._look_after_web(pulse)
            self._look_after_redis()
            if time.monotonic() > next_log_check:
                logs.shorten(self.data / "logs")
                next_log_check += _LOG_CHECK_SECONDS

    def _look_after_children(self) -> None:
        for child in self.children.values():
            if news := child.poll():
                self.terminal.line(child.plan.name, news)

    def _look_after_web(self, pulse: Pulse) -> None:
        web = self.children["web"]
        # Several processes behind one address cannot be told apart by asking it.
        if self.settings.web_processes > 1 or not web.is_running:
            pulse.forget()
        elif pulse.has_stopped():
            self.terminal.line("web", f"did not answer for {seconds(PATIENCE_SECONDS)}, ending it")
            web.end_hung()

    def _look_after_redis(self) -> None:
        if self.redis is None or self.redis.poll() is None:
            return
        self.terminal.line("redis", "has ended, starting again")
        try:
            self.redis.start()
        except PlatformError as exc:
            self.terminal.line("redis", exc.user_text)

    def _drain(self) -> None:
        self.terminal.blank()
        self.terminal.line("Stopping", "finishing what is open; Ctrl-C again ends it now")
        names = list(self.children)
        first = [name for name in names if name.startswith(("web", "worker-"))]
        for group, limit in (
            (first, _DRAIN_SECONDS),
            (["dispatcher"], _LATE_DRAIN_SECONDS),
            (["sandbox"], _LATE_DRAIN_SECONDS),
        ):
            self._drain_group([self.children[name] for name in group if name in self.children], limit)
        self._end_everything()
        self.terminal.line("Stopped", "everything is saved")

    def _drain_group(self, group: list[Child], limit: float) -> None:
        deadline = time.monotonic() + limit
        for child in group:
            child.request_stop()
        while any(child.is_running for child in group) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS / 2)
        for child in group:
            child.kill()

    def _end_everything(self) -> None:
        for child in self.children.values():
            child.kill()
        if self.redis is not None:
            self.redis.stop()
        (self.data / RUNNING_FILE).unlink(missing_ok=True)

    def _on_signal(self, sig: int, _frame: FrameType | None) -> None:
        # Make and service managers may each pass one SIGTERM on, so only a second Ctrl-C is impatience.
        if self._stop.is_set() and sig == signal.SIGINT:
            # Raised here, it leaves through run()'s `finally`, which kills what still runs.
            raise SystemExit(EXIT_FORCED)
        self._stop.set()


def run() -> int:
    """Runs the platform with the settings of the environment. Raises PlatformError with one sentence."""
    settings = config.settings()
    if settings.sandbox_url and settings.sandbox_url.rstrip("/") == settings.url:
        raise ConfigurationError("PLATFORM_SANDBOX_URL: it must not be the address of the platform itself.")
    if settings.saga_fault:
        raise ConfigurationError("PLATFORM_SAGA_FAULT: it is for tests of crashes only. Unset it.")
    return Supervisor(settings, Terminal()).run()


def log_folder(settings: config.Settings) -> Path:
    """Where the children of `run` write."""
    return settings.data_dir.resolve() / "logs"


def _status(host: str, port: int, path: str) -> int:
    """The status of the answer; 0 when there is none."""
    connection = http.client.HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
