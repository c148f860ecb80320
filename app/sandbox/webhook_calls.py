"""The calls on webhooks, one function each."""

import base64
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection

from app.sandbox import attachments, errors, ids, parameters
from app.sandbox.schema import Base
from app.sandbox.store import webhooks as webhook_store
from app.sandbox.store.webhooks import Webhook
from app.sandbox.webhooks import Specification, is_pinged
from app.sandbox.webhooks.pings import moment
from app.sandbox.workshop import Call, Workshop

MAX_PER_BASE = 10
MAX_PER_INTEGRATION = 2
_SECRET_BYTES = 64


def list_webhooks(workshop: Workshop, call: Call) -> dict[str, Any]:
    parameters.no_parameters(call.query)
    with workshop.reading(call, call.places[0]) as (connection, base):
        found = _visible(workshop, connection, base, call)
    return {"webhooks": [_shown(webhook) for webhook in found]}


def create_webhook(workshop: Workshop, call: Call) -> dict[str, Any]:
    body = call.body
    if body.keys() - {"notificationUrl", "specification"}:
        raise errors.bad_parameters()
    asked = Specification.read(body.get("specification"))
    url = _notification_url(body.get("notificationUrl"))
    client_id = call.grant.token.client_id
    with workshop.changing(call, call.places[0], level="create") as change:
        _require_scopes(call, asked)
        asked.check(change.base)
        now = time.time()
        active = webhook_store.of_base(change.connection, change.base.id, not_before=now)
        if client_id and sum(each.client_id == client_id for each in active) >= MAX_PER_INTEGRATION:
            raise errors.too_many_webhooks_of_integration()
        if len(active) >= MAX_PER_BASE:
            raise errors.too_many_webhooks()
        webhook = Webhook(
            id=ids.new_id("ach"),
            base_id=change.base.id,
            client_id=client_id,
            notification_url=url,
            secret=base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode(),
            specification=body["specification"],
            is_notifying=bool(url),
            next_number=1,
            expires=now + workshop.timing.periods.webhook,
        )
        webhook_store.add(change.connection, webhook, ping_due=now if is_pinged(url) else None)
    workshop.wake_pinger()
    return {
        "id": webhook.id,
        "macSecretBase64": webhook.secret,
        "expirationTime": moment(webhook.expires),
    }


def delete_webhook(workshop: Workshop, call: Call) -> dict[str, Any]:
    with workshop.changing(call, call.places[0], level="create") as change:
        webhook = _named(workshop, change.connection, change.base, call)
        webhook_store.remove(change.connection, webhook.id)
    return {}


def enable_notifications(workshop: Workshop, call: Call) -> dict[str, Any]:
    is_on = call.body.get("enable")
    if not isinstance(is_on, bool) or call.body.keys() - {"enable"}:
        raise errors.bad_parameters()
    with workshop.changing(call, call.places[0], level="create") as change:
        webhook = _named(workshop, change.connection, change.base, call)
        # What was missed meanwhile is told at once.
        ping_due = time.time() if is_on and is_pinged(webhook.notification_url) else None
        webhook_store.set_notifying(change.connection, webhook.id, is_on=is_on, ping_due=ping_due)
    workshop.wake_pinger()
    return {}


def refresh_webhook(workshop: Workshop, call: Call) -> dict[str, Any]:
    with workshop.changing(call, call.places[0], level="create") as change:
        webhook = _named(workshop, change.connection, change.base, call)
        now = time.time()
        if webhook.expires <= now:
            raise errors.expired_webhook()
        expires = now + workshop.timing.periods.webhook
        webhook_store.extend(change.connection, webhook.id, expires=expires)
    return {"expirationTime": moment(expires)}


def list_payloads(workshop: Workshop, call: Call) -> dict[str, Any]:
    """The payloads from the cursor on. As in the original, the call lets an active webhook live on."""
    cursor, limit = parameters.payloads_query(call.query)
    with workshop.changing(call, call.places[0], level="read") as change:
        webhook = _named(workshop, change.connection, change.base, call)
        _require_scopes(call, Specification.read(webhook.specification))
        now, period = time.time(), workshop.timing.periods.webhook
        if webhook.expires > now:
            webhook_store.extend(change.connection, webhook.id, expires=now + period)
        webhook_store.forget_payloads(change.connection, webhook.id, made_before=now - period)
        found = webhook_store.payloads(change.connection, webhook.id, first=cursor, limit=limit + 1)
    sent = found[:limit]
    return {
        "payloads": attachments.sign_all(call.links, [content for _, content in sent]),
        "cursor": sent[-1][0] + 1 if sent else cursor,
        "mightHaveMore": len(found) > limit,
        "payloadFormat": "v0",
    }


def _visible(workshop: Workshop, connection: Connection, base: Base, call: Call) -> list[Webhook]:
    """The webhooks that the token may know of: an integration sees its own only. Expired ones stay a while."""
    not_before = time.time() - workshop.timing.periods.webhook
    found = webhook_store.of_base(connection, base.id, not_before=not_before)
    client_id = call.grant.token.client_id
    return [webhook for webhook in found if not client_id or webhook.client_id == client_id]


def _named(workshop: Workshop, connection: Connection, base: Base, call: Call) -> Webhook:
    """The webhook of the path."""
    for webhook in _visible(workshop, connection, base, call):
        if webhook.id == call.places[1]:
            return webhook
    raise errors.unroutable()


def _require_scopes(call: Call, asked: Specification) -> None:
    for scope in asked.needed_scopes:
        call.grant.require_scope(scope)


def _notification_url(given: Any) -> str:
    """The address to ping, "" for none."""
    if given is None or given == "":
        return ""
    try:
        parts = (
            urlsplit(given) if isinstance(given, str) and given.isascii() and given.isprintable() else None
        )
        is_address = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port if parts else None
    except ValueError:
        is_address = False
    if not is_address or " " in given:
        raise errors.bad_parameters()
    return str(given)


def _shown(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "areNotificationsEnabled": webhook.is_notifying,
        "cursorForNextPayload": webhook.next_number,
        "isHookEnabled": webhook.expires > time.time(),
        "lastSuccessfulNotificationTime": webhook.last_success,
        "notificationUrl": webhook.notification_url or None,
        "lastNotificationResult": webhook.last_result,
        "expirationTime": moment(webhook.expires),
        "specification": webhook.specification,
    }
