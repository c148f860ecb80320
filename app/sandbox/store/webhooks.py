"""Webhooks, their payloads and the pings that are due, read and written in the transaction of the caller.

Times are seconds since 1970.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from app.sandbox.schema import compact
from app.sandbox.store.tables import WEBHOOK, WEBHOOK_PAYLOAD


@dataclass(frozen=True)
class Webhook:
    """A webhook. client_id: the OAuth integration that made it, "" for a personal token. next_number: of the payload
    that will be made next. ping_tries: how often the ping that is due has failed.
    """

    id: str
    base_id: str
    client_id: str
    notification_url: str
    secret: str
    specification: dict[str, Any]
    is_notifying: bool
    next_number: int
    expires: float
    last_success: str | None = None
    last_result: dict[str, Any] | None = None
    ping_tries: int = 0


def of_base(connection: Connection, base_id: str, *, not_before: float) -> list[Webhook]:
    """The webhooks of a base that expire after this time, oldest first."""
    statement = select(WEBHOOK).where(WEBHOOK.c.base_id == base_id, WEBHOOK.c.expires > not_before)
    return [_webhook(row) for row in connection.execute(statement.order_by(WEBHOOK.c.id))]


def add(connection: Connection, webhook: Webhook, *, ping_due: float | None) -> None:
    connection.execute(
        insert(WEBHOOK).values(
            id=webhook.id,
            base_id=webhook.base_id,
            client_id=webhook.client_id,
            notification_url=webhook.notification_url,
            secret=webhook.secret,
            specification=compact(webhook.specification),
            is_notifying=webhook.is_notifying,
            next_number=webhook.next_number,
            expires=webhook.expires,
            ping_due=ping_due,
            ping_tries=0,
        )
    )


def remove(connection: Connection, webhook_id: str) -> None:
    connection.execute(delete(WEBHOOK_PAYLOAD).where(WEBHOOK_PAYLOAD.c.webhook_id == webhook_id))
    connection.execute(delete(WEBHOOK).where(WEBHOOK.c.id == webhook_id))


def set_notifying(connection: Connection, webhook_id: str, *, is_on: bool, ping_due: float | None) -> None:
    """Switches pings on or off; one that was still due is given up for this one."""
    statement = update(WEBHOOK).where(WEBHOOK.c.id == webhook_id)
    connection.execute(statement.values(is_notifying=is_on, ping_due=ping_due, ping_tries=0))


def extend(connection: Connection, webhook_id: str, *, expires: float) -> None:
    connection.execute(update(WEBHOOK).where(WEBHOOK.c.id == webhook_id).values(expires=expires))


def add_payload(
    connection: Connection, webhook: Webhook, content: dict[str, Any], *, now: float, with_ping: bool
) -> None:
    """Keeps the next payload; a ping that is due already serves for it as well."""
    connection.execute(
        insert(WEBHOOK_PAYLOAD).values(
            webhook_id=webhook.id, number=webhook.next_number, made=now, content=compact(content)
        )
    )
    ping = {"ping_due": func.coalesce(WEBHOOK.c.ping_due, now)} if with_ping else {}
    connection.execute(
        update(WEBHOOK).where(WEBHOOK.c.id == webhook.id).values(next_number=webhook.next_number + 1, **ping)
    )


def payloads(
    connection: Connection, webhook_id: str, *, first: int, limit: int
) -> list[tuple[int, dict[str, Any]]]:
    """Number and content of the payloads from this number on."""
    rows = connection.execute(
        select(WEBHOOK_PAYLOAD.c.number, WEBHOOK_PAYLOAD.c.content)
        .where(WEBHOOK_PAYLOAD.c.webhook_id == webhook_id, WEBHOOK_PAYLOAD.c.number >= first)
        .order_by(WEBHOOK_PAYLOAD.c.number)
        .limit(limit)
    )
    return [(row.number, json.loads(row.content)) for row in rows]


def forget_payloads(connection: Connection, webhook_id: str, *, made_before: float) -> None:
    old = (WEBHOOK_PAYLOAD.c.webhook_id == webhook_id) & (WEBHOOK_PAYLOAD.c.made < made_before)
    connection.execute(delete(WEBHOOK_PAYLOAD).where(old))


def due(connection: Connection, *, now: float) -> list[Webhook]:
    """The webhooks that are to be pinged by now."""
    statement = select(WEBHOOK).where(WEBHOOK.c.ping_due <= now, WEBHOOK.c.is_notifying)
    return [_webhook(row) for row in connection.execute(statement.order_by(WEBHOOK.c.ping_due).limit(100))]


def next_due(connection: Connection) -> float | None:
    """When the first ping is due, None if none is."""
    first = select(func.min(WEBHOOK.c.ping_due)).where(WEBHOOK.c.is_notifying)
    found: float | None = connection.execute(first).scalar_one()
    return found


def keep_success(connection: Connection, webhook: Webhook, result: dict[str, Any], *, now: float) -> None:
    """Keeps how the ping went. Payloads that were made while it was under way get another one."""
    is_behind = WEBHOOK.c.next_number > webhook.next_number
    connection.execute(
        update(WEBHOOK)
        .where(WEBHOOK.c.id == webhook.id)
        .values(
            last_success=result["completionTimestamp"],
            last_result=compact(result),
            ping_due=case((is_behind, now), else_=None),
            ping_tries=0,
        )
    )


def keep_failure(
    connection: Connection, webhook: Webhook, result: dict[str, Any], *, retry_at: float | None
) -> None:
    """Keeps how the ping went. retry_at None: it is given up, and pings are switched off."""
    given_up = {"is_notifying": False, "ping_tries": 0}
    more = given_up if retry_at is None else {"ping_tries": webhook.ping_tries + 1}
    connection.execute(
        update(WEBHOOK)
        .where(WEBHOOK.c.id == webhook.id, WEBHOOK.c.is_notifying)
        .values(last_result=compact(result), ping_due=retry_at, **more)
    )


def _webhook(row: Any) -> Webhook:
    return Webhook(
        id=row.id,
        base_id=row.base_id,
        client_id=row.client_id,
        notification_url=row.notification_url,
        secret=row.secret,
        specification=json.loads(row.specification),
        is_notifying=row.is_notifying,
        next_number=row.next_number,
        expires=row.expires,
        last_success=row.last_success,
        last_result=None if row.last_result is None else json.loads(row.last_result),
        ping_tries=row.ping_tries,
    )
