"""Whether the platform works: `/livez` and `/readyz` for orchestrators, `/health` with every part for people."""

import asyncio
import http.client
import shutil
import time
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from pydantic import BaseModel
from redis.exceptions import RedisError
from sqlmodel import col, func, select
from starlette.responses import JSONResponse, Response

from app import auth, config, db, queueing
from app.actor import Actor, Role
from app.api import metrics, visitor
from app.errors import PlatformError
from app.hops import to_room
from app.models import OutboxJob, Probe, utc_now

PART_SECONDS = 3.0
KEPT_SECONDS = 1.0
LATE_PROBE_SECONDS = 180
LATE_JOB_SECONDS = 60
LEAST_FREE_BYTES = 512 * 1024 * 1024
SANDBOX_HEALTH = "/_control/health"
Word = Literal["ok", "degraded", "down"]
router = APIRouter(include_in_schema=False)


class Part(BaseModel):
    """One part of the platform. `down` of a vital part makes the whole down, of another one degraded."""

    name: str
    status: Word
    milliseconds: float = 0.0
    text: str = ""


class Health(BaseModel):
    """The whole and, for those who may look inside, its parts."""

    status: Word
    parts: list[Part] | None = None


@router.get("/livez")
async def read_livez() -> Response:
    """The process answers. Touches nothing."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def read_readyz() -> Response:
    """The process can serve: 503 when the database is down; without Redis it is degraded and serves."""
    database, redis = await asyncio.gather(_measured("database", _database), _measured("redis", _redis))
    word = overall([database, redis])
    return JSONResponse({"status": word}, 503 if word == "down" else 200)


@router.get("/health")
@router.get("/api/health")
async def read_health(request: Request) -> Response:
    """Every part with its latency, for this machine, signed-in admins and the metrics token; else the word only."""
    health = await _look()
    if not await _may_see_parts(request):
        health = Health(status=health.status)
    return JSONResponse(health.model_dump(exclude_none=True), 503 if health.status == "down" else 200)


def overall(parts: list[Part]) -> Word:
    """Down without the database, degraded while another part is not well."""
    if any(part.status == "down" and part.name == "database" for part in parts):
        return "down"
    return "ok" if all(part.status == "ok" for part in parts) else "degraded"


class _Kept:
    """The last look, so that a crowd asking costs one."""

    at = 0.0
    health: Health | None = None


async def _look() -> Health:
    if _Kept.health is None or time.monotonic() - _Kept.at > KEPT_SECONDS:
        checks: list[tuple[str, Callable[[], tuple[Word, str]]]] = [
            ("database", _database),
            ("redis", _redis),
            *((f"queue {name}", _queue(name)) for name in queueing.QUEUES),
            ("dispatcher", _dispatcher),
            ("sandbox", _sandbox),
            ("disk", _disk),
        ]
        parts = await asyncio.gather(*(_measured(name, check) for name, check in checks))
        _Kept.health, _Kept.at = Health(status=overall(parts), parts=parts), time.monotonic()
    return _Kept.health


async def _measured(name: str, check: Callable[[], tuple[Word, str]]) -> Part:
    try:
        async with asyncio.timeout(PART_SECONDS):
            return await to_room(_measure, name, check)
    except TimeoutError:
        return Part(name=name, status="down", milliseconds=PART_SECONDS * 1000, text="No answer in time.")


def _measure(name: str, check: Callable[[], tuple[Word, str]]) -> Part:
    began = time.perf_counter()
    try:
        word, text = check()
    except (PlatformError, RedisError, OSError, http.client.HTTPException) as exc:
        word, text = "down", type(exc).__name__
    return Part(
        name=name, status=word, milliseconds=round((time.perf_counter() - began) * 1000, 1), text=text
    )


async def _may_see_parts(request: Request) -> bool:
    if metrics.may_look_inside(request):
        return True
    try:
        signed_in = await auth.look_up(visitor.session_id(request))
    except PlatformError:
        return False
    return signed_in is not None and signed_in.role.reaches(Role.ADMIN)


def _database() -> tuple[Word, str]:
    db.ping()
    return "ok", "SQLite" if config.settings().is_sqlite else "PostgreSQL"


def _redis() -> tuple[Word, str]:
    queueing.connection().ping()
    return "ok", ""


def _queue(name: queueing.QueueName) -> Callable[[], tuple[Word, str]]:
    def check() -> tuple[Word, str]:
        now = utc_now()
        with db.uow(Actor.system("health"), read_only=True) as session:
            waiting, oldest = session.exec(
                select(func.count(), func.min(OutboxJob.run_after)).where(
                    OutboxJob.queue == name, OutboxJob.status == "ready", col(OutboxJob.run_after) <= now
                )
            ).one()
            probe = session.get(Probe, name)
        age = (now - oldest).total_seconds() if waiting else 0.0
        answered = (now - probe.done_at).total_seconds() if probe and probe.done_at else None
        is_late = age > LATE_JOB_SECONDS or (answered is not None and answered > LATE_PROBE_SECONDS)
        told = "not probed yet" if answered is None else f"probe answered {answered:.0f} s ago"
        return "degraded" if is_late else "ok", f"{waiting} waiting, oldest {age:.0f} s, {told}"

    return check


def _dispatcher() -> tuple[Word, str]:
    with db.uow(Actor.system("health"), read_only=True) as session:
        asked = session.exec(select(Probe.asked_at).order_by(col(Probe.asked_at).desc())).first()
    if asked is None:
        return "degraded", "has not been seen yet"
    age = (utc_now() - asked).total_seconds()
    return "ok" if age < LATE_PROBE_SECONDS else "degraded", f"seen {age:.0f} s ago"


def _sandbox() -> tuple[Word, str]:
    url = config.settings().sandbox_url
    if not url:
        return "ok", "not used"
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=PART_SECONDS)
    try:
        line.request("GET", SANDBOX_HEALTH)
        status = line.getresponse().status
    finally:
        line.close()
    return ("ok", "") if status == 200 else ("degraded", f"answered {status}")


def _disk() -> tuple[Word, str]:
    free = shutil.disk_usage(config.settings().data_dir).free
    return "ok" if free > LEAST_FREE_BYTES else "degraded", f"{free / 1024**3:.1f} GiB free"
