"""Hearing of changes: webhooks, their payloads by cursor, and the check of a ping.

No public address is needed: without a notification address payloads are only polled, and polling keeps the webhook
alive for seven more days.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import AliasChoices, ValidationError
from pydantic import Field as Setting

from app.airtable._answers import many, one
from app.airtable._call import Call, Effect, checked_id
from app.airtable._client import client
from app.airtable._failures import Gone
from app.airtable._shapes import Connection, Lane, Shape
from app.errors import Forbidden, InvalidInput

SCOPE = "webhook:manage"
MAX_PAYLOADS = 50
MAX_PING_BYTES = 10_000
# More payloads than seven days of single edits at the rate limit of a base.
MAX_POLLS = 100_000
DataType = Literal["tableData", "tableFields", "tableMetadata"]
ALL_DATA: tuple[DataType, ...] = ("tableData", "tableFields", "tableMetadata")


class NewWebhook(Shape):
    """A webhook that was made. secret is told only here; a ping is signed with it."""

    id: str
    secret: str = Setting(validation_alias=AliasChoices("macSecretBase64", "secret"), repr=False)
    expires_at: datetime | None = Setting(
        default=None, validation_alias=AliasChoices("expirationTime", "expires_at")
    )


class Webhook(Shape):
    """A webhook as the service lists it. cursor: the number of the next payload."""

    id: str
    cursor: int = Setting(validation_alias=AliasChoices("cursorForNextPayload", "cursor"))
    is_enabled: bool = Setting(default=True, validation_alias=AliasChoices("isHookEnabled", "is_enabled"))
    notification_url: str | None = Setting(
        default=None, validation_alias=AliasChoices("notificationUrl", "notification_url")
    )
    expires_at: datetime | None = Setting(
        default=None, validation_alias=AliasChoices("expirationTime", "expires_at")
    )


class Payloads(Shape):
    """Some payloads as the service sent them, the cursor behind them, and whether there may be more."""

    payloads: tuple[dict[str, Any], ...]
    cursor: int
    has_more: bool = Setting(validation_alias=AliasChoices("mightHaveMore", "has_more"))


class _Expiry(Shape):
    expires_at: datetime = Setting(validation_alias=AliasChoices("expirationTime", "expires_at"))


class _Id(Shape):
    id: str


class Ping(Shape):
    """A notification: something happened; what, the payloads say."""

    base: _Id
    webhook: _Id
    timestamp: datetime


def create_webhook(
    connection: Connection,
    base_id: str,
    *,
    data_types: Sequence[DataType] = ALL_DATA,
    table_id: str = "",
    notification_url: str = "",
    lane: Lane = "interactive",
    feature: str = "",
) -> NewWebhook:
    """Asks for the changes of a base, or of one of its tables. Needs somebody who may create in the base.

    Raises like create_records; UpstreamRefused when the base has its ten webhooks already.
    """
    filters: dict[str, Any] = {"dataTypes": list(data_types)}
    if table_id:
        filters["recordChangeScope"] = checked_id("tbl", table_id)
    body: dict[str, Any] = {"specification": {"options": {"filters": filters}}}
    if notification_url:
        body["notificationUrl"] = notification_url
    api, call = client(connection), _call("create_webhook", "create", base_id, lane, feature)
    return one(api, call, NewWebhook, api.ask(call, "POST", api.base(base_id).urls.webhooks, json=body))


def list_webhooks(
    connection: Connection, base_id: str, *, lane: Lane = "interactive", feature: str = ""
) -> tuple[Webhook, ...]:
    """The webhooks of this credential in a base. Raises like list_bases."""
    api, call = client(connection), _call("list_webhooks", "read", base_id, lane, feature)
    return many(api, call, Webhook, api.ask(call, "GET", api.base(base_id).urls.webhooks), "webhooks")


def refresh_webhook(
    connection: Connection, base_id: str, webhook_id: str, *, lane: Lane = "interactive", feature: str = ""
) -> datetime:
    """Lets a webhook live seven days more; gives when it will end. Raises like list_bases, NotFound when it is gone."""
    api, call = client(connection), _call("refresh_webhook", "set", base_id, lane, feature)
    url = api.base(base_id).urls.webhooks / checked_id("ach", webhook_id) / "refresh"
    return one(api, call, _Expiry, api.ask(call, "POST", url)).expires_at


def delete_webhook(
    connection: Connection, base_id: str, webhook_id: str, *, lane: Lane = "interactive", feature: str = ""
) -> None:
    """Ends a webhook; one that a second try does not find was ended by the first. Raises like list_bases."""
    api, call = client(connection), _call("delete_webhook", "delete", base_id, lane, feature)
    try:
        api.tell(call, "DELETE", api.base(base_id).urls.webhooks / checked_id("ach", webhook_id))
    except Gone:
        return


def iter_payloads(
    connection: Connection,
    base_id: str,
    webhook_id: str,
    cursor: int,
    *,
    lane: Lane = "bulk",
    feature: str = "",
) -> Iterator[Payloads]:
    """What happened from the cursor on, 50 payloads a call, until there is no more; keep the cursor of each answer.

    A call lets the webhook live seven days more. Raises like list_bases; NotFound or ConnectionRefused when the
    webhook is gone, and then only reading everything helps.
    """
    api, call = client(connection), _call("list_payloads", "read", base_id, lane, feature)
    url = api.base(base_id).urls.webhooks / checked_id("ach", webhook_id) / "payloads"
    for _ in range(MAX_POLLS):
        answer = api.ask(call, "GET", url, params={"cursor": cursor, "limit": MAX_PAYLOADS})
        page = one(api, call, Payloads, answer)
        if page.has_more and page.cursor <= cursor:
            raise api.nonsense(call, "the cursor stands still")
        yield page
        cursor = page.cursor
        if not page.has_more:
            return


def verify_ping(raw: bytes, header: str, secret: str) -> Ping:
    """The notification in a request's raw body, when it was signed with the webhook's secret.

    header is X-Airtable-Content-MAC. Raises Forbidden for another signature, InvalidInput for what is no ping.
    """
    if len(raw) > MAX_PING_BYTES:
        raise InvalidInput("A ping is smaller than that.")
    try:
        key = base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    expected = f"hmac-sha256={hmac.new(key, raw, 'sha256').hexdigest()}"
    if not key or not hmac.compare_digest(expected.encode(), header.strip().encode()):
        raise Forbidden("This ping was not signed by Airtable for this webhook.")
    try:
        return Ping.model_validate(json.loads(raw))
    except (ValueError, ValidationError, RecursionError):
        raise InvalidInput("This is no ping of Airtable.") from None


def _call(name: str, effect: Effect, base_id: str, lane: Lane, feature: str) -> Call:
    return Call(name, effect, checked_id("app", base_id), SCOPE, lane, feature)
