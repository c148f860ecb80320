"""Logs, metrics and traces. Log lines are constant events with fields; secrets never pass."""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECRET_FIELD = re.compile(r"password|secret|token|authorization|cookie|api_?key|credential", re.IGNORECASE)
SECRET_VALUE = re.compile(
    r"(pat[a-z0-9]{14}\.[a-z0-9]{8,}|\bpat[a-z2-7]{40,}|pyair_[A-Za-z0-9_-]{16,}|AIza[A-Za-z0-9_-]{20,}"
    r"|[Bb]earer\s+[^\s'\"]+|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)|(?<=token=)[^&\s'\"]+|(?<=session=)[^;\s'\"]+)"
)
HIDDEN = "[hidden]"

METRICS = CollectorRegistry()
http_requests = Counter(
    "platform_http_requests", "HTTP requests.", ["method", "route", "status"], registry=METRICS
)
http_seconds = Histogram(
    "platform_http_seconds",
    "Seconds from a request to the end of its reply.",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=METRICS,
)
sockets = Gauge("platform_open_sockets", "Open websockets (tabs).", registry=METRICS)
events = Counter("platform_events", "Events from browsers.", ["outcome"], registry=METRICS)
jobs = Counter("platform_jobs", "Jobs that ended.", ["job", "outcome"], registry=METRICS)
turns = Counter("platform_turns", "Turns of the assistant that ended.", ["outcome"], registry=METRICS)
turn_seconds = Histogram(
    "platform_turn_seconds",
    "Seconds a turn took.",
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60),
    registry=METRICS,
)
tool_calls = Counter("platform_tool_calls", "Tool calls.", ["tool", "outcome"], registry=METRICS)
airtable_calls = Counter(
    "platform_airtable_calls", "Calls to Airtable or the sandbox.", ["call", "outcome"], registry=METRICS
)
airtable_waits = Histogram(
    "platform_airtable_wait_seconds",
    "Seconds a call to Airtable waited for its turn.",
    ["lane"],
    buckets=(0.001, 0.01, 0.05, 0.15, 0.5, 1, 2.5, 10, 30),
    registry=METRICS,
)
bus_messages = Counter(
    "platform_bus_messages", "Messages on the bus.", ["direction", "outcome"], registry=METRICS
)


def configure(*, level: str = "info", as_json: bool = False, process: str = "") -> None:
    """Send all logs of this process, ours and the libraries', through one scrubbed pipeline to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        scrub,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _one_line],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in (
        "httpx",
        "httpcore",
        "urllib3",
        "engineio",
        "socketio",
        "uvicorn.access",
        "rq.worker",
        "alembic",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if process:
        structlog.contextvars.bind_contextvars(process=process)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger: `log.info("import_finished", run_id=run.id, records=n)`."""
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return found


@contextmanager
def bound(**fields: Any) -> Iterator[None]:
    """Add fields, such as the request id, to every line inside the block."""
    with structlog.contextvars.bound_contextvars(**fields):
        yield


def scrub(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide what looks like a secret, by the field's name or by the value's shape, at any depth."""
    for key, value in line.items():
        line[key] = _scrubbed_field(key, value)
    return line


def trace_to(endpoint: str, *, process: str) -> None:
    """Send traces to an OTLP/HTTP endpoint. Reflex's own spans join when this runs before the app is made."""
    # The exporter is heavy and only wanted where an operator has set an endpoint.
    from opentelemetry import trace  # noqa: PLC0415
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    provider = TracerProvider(resource=Resource.create({"service.name": f"pyairtable-platform-{process}"}))
    address = endpoint.rstrip("/")
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{address}/v1/traces")))
    trace.set_tracer_provider(provider)


@contextmanager
def span(name: str, **fields: Any) -> Iterator[None]:
    """A span of the trace; costs next to nothing when no endpoint is set."""
    from opentelemetry import trace  # noqa: PLC0415

    with trace.get_tracer("app").start_as_current_span(name, attributes=fields):
        yield


def _scrubbed_field(name: str, value: Any) -> Any:
    return HIDDEN if value and SECRET_FIELD.search(name) else _scrubbed(value)


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return SECRET_VALUE.sub(HIDDEN, value)
    if isinstance(value, dict):
        return {key: _scrubbed_field(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_scrubbed(item) for item in value]
    return value


def _one_line(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # A foreign message may carry what a stranger sent; line breaks in it could forge further lines.
    line["event"] = str(line.get("event", "")).replace("\r", "\\r").replace("\n", "\\n")
    return line
