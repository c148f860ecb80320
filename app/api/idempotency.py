"""`Idempotency-Key`: a POST that comes again is answered with the reply of the first, and done once.

A row is written before the work and completed with the sealed reply after it. A refusal leaves no row, so that the
key can be used again once what was wrong is mended. A row that is never completed tells that the process died in
between, and that nobody knows what was done.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session as Unit
from sqlmodel import col, delete, update
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app import config, db, sealing
from app.actor import Actor
from app.errors import Busy, InProgress, InvalidInput, KeyReused, OutcomeUnknown, PlatformError, Unavailable
from app.hops import to_room
from app.models import IdempotentRequest, utc_now
from app.telemetry import logger

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
MAX_CHARACTERS = 200
PATTERN = "^[!-~]+$"
PURPOSE = "idempotency"
Handle = Callable[[Request], Awaitable[Response]]
log = logger(__name__)


async def once(request: Request, owner: tuple[str, ...], handle: Handle) -> Response:
    """The reply to a POST: that of `handle`, or the one that the same request got before.

    `owner` is whose key it is; the same key of another owner, or at another address, is another key. Raises
    InvalidInput, KeyReused, InProgress, OutcomeUnknown, and what `handle` raises.
    """
    row_id = _digest(json.dumps([*owner, request.url.path, _key_of(request)]).encode())
    earlier = await to_room(_begin, row_id, _digest(await request.body()))
    if earlier is not None:
        return earlier
    try:
        reply = await handle(request)
    except Exception as exc:
        if _is_refusal(exc):
            await to_room(_abandon, row_id)
        raise
    await to_room(_keep, row_id, reply)
    return reply


def _key_of(request: Request) -> str:
    key = request.headers[HEADER]
    if len(key) > MAX_CHARACTERS or not re.fullmatch(PATTERN, key):
        raise InvalidInput(
            f"An {HEADER} has 1 to {MAX_CHARACTERS} plain characters and no space.",
            what_to_do="Use a random one, such as a UUID.",
            field=HEADER,
        )
    return key


def _is_refusal(exc: Exception) -> bool:
    """Whether an error says for certain that nothing was done."""
    if isinstance(exc, PlatformError):
        return exc.status < 500 or isinstance(exc, Busy)
    return isinstance(exc, RequestValidationError | HTTPException)


def _begin(row_id: str, request_hash: str) -> Response | None:
    """Note that this request is being worked on; what it is answered with when it was there before."""
    with db.uow(_platform()) as unit:
        old = delete(IdempotentRequest).where(
            col(IdempotentRequest.id) == row_id,
            col(IdempotentRequest.created_at)
            < utc_now() - timedelta(hours=config.limits().idempotency_hours),
        )
        unit.exec(old)
        row = unit.get(IdempotentRequest, row_id)
        if row is None and _is_added(unit, IdempotentRequest(id=row_id, request_hash=request_hash)):
            return None
        row = row or unit.get(IdempotentRequest, row_id)
    return _answer(row, request_hash)


def _is_added(unit: Unit, row: IdempotentRequest) -> bool:
    try:
        with unit.begin_nested():
            unit.add(row)
    except IntegrityError:
        # The same request came twice in the same moment, and the other one was first.
        return False
    return True


def _answer(row: IdempotentRequest | None, request_hash: str) -> Response:
    if row is not None and not hmac.compare_digest(row.request_hash, request_hash):
        raise KeyReused(
            f"This {HEADER} was used for another request.", what_to_do="Use a new one for each request."
        )
    if row is None or (not row.status and _age_seconds(row) < config.limits().lease_seconds):
        raise InProgress(
            "The same request is being worked on.",
            what_to_do="Send it again in a moment to get its reply.",
            retry_after_seconds=1,
        )
    if not row.status:
        raise OutcomeUnknown(
            "This request was begun and its outcome is not known.",
            what_to_do=f"Look whether it was done. If not, send it with a new {HEADER}.",
        )
    kept = json.loads(sealing.unseal(PURPOSE, row.reply, bound_to=row.id))
    headers = {REPLAYED: "true", **kept["headers"]}
    return Response(kept["body"], row.status, headers, media_type=row.content_type or None)


def _keep(row_id: str, reply: Response) -> None:
    headers = {"location": reply.headers["location"]} if "location" in reply.headers else {}
    kept = json.dumps({"body": bytes(reply.body).decode(), "headers": headers})
    values = {
        "status": reply.status_code,
        "content_type": reply.headers.get("content-type", ""),
        "reply": sealing.seal(PURPOSE, kept, bound_to=row_id),
    }
    try:
        with db.uow(_platform()) as unit:
            unit.exec(update(IdempotentRequest).where(col(IdempotentRequest.id) == row_id).values(**values))
    except Unavailable:
        # It was done and is answered; only a repetition will not learn how.
        log.warning("reply_not_kept")


def _abandon(row_id: str) -> None:
    with db.uow(_platform()) as unit:
        unit.exec(delete(IdempotentRequest).where(col(IdempotentRequest.id) == row_id))


def _age_seconds(row: IdempotentRequest) -> float:
    return (utc_now() - row.created_at).total_seconds()


def _digest(content: bytes) -> str:
    # Keyed, because a body may hold a password, and a plain digest of it could be guessed.
    return hmac.new(config.settings().key_for(PURPOSE), content, hashlib.sha256).hexdigest()


def _platform() -> Actor:
    """Rows belong to requests and not to a team, and some come before anybody is signed in."""
    return Actor.system("idempotency")
