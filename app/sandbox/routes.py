"""The table that finds a call by its method and path, with the scope that a token needs for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.responses import Response

from app.sandbox import attachment_calls as files
from app.sandbox import comment_calls as comments
from app.sandbox import control_calls as control
from app.sandbox import errors, ids
from app.sandbox import meta_calls as meta
from app.sandbox import oauth_calls as oauth
from app.sandbox import record_calls as records
from app.sandbox import webhook_calls as webhooks
from app.sandbox.workshop import Call, Workshop

Handler = Callable[[Workshop, Call], dict[str, Any] | Response]
# Places that take any text; all others take an id with their prefix.
_FREE_PLACES = (":table", ":field", ":text")


@dataclass(frozen=True)
class Route:
    """path: fixed parts, and places that begin with a colon: an id by its prefix, :table and :field for an id or a
    name, :text for anything. is_form: query and body come as the lists of values of a form.
    """

    method: str
    path: tuple[str, ...]
    handler: Handler
    scope: str = ""
    needs_token: bool = True
    is_form: bool = False

    @property
    def is_api(self) -> bool:
        """Whether a call counts towards the limits of the Web API."""
        return self.path[0] == "v0"

    @property
    def is_control(self) -> bool:
        return self.path[0] == "_control"

    @property
    def is_meta(self) -> bool:
        return self.path[:2] == ("v0", "meta")


def find(method: str, raw_path: str) -> tuple[Route, tuple[str, ...]]:
    """The route and what stands in its places; a 404 for a path or id that no route takes.

    The path comes still encoded, because a table name may hold a slash. One trailing slash is let pass: real
    clients send it.
    """
    segments = tuple(unquote(part) for part in raw_path.removesuffix("/").split("/")[1:])
    for route in ROUTES:
        if route.method == method and len(route.path) == len(segments):
            pairs = list(zip(route.path, segments, strict=True))
            if all(_fits(pattern, segment) for pattern, segment in pairs):
                return route, tuple(segment for pattern, segment in pairs if pattern.startswith(":"))
    raise errors.unroutable()


def _fits(pattern: str, segment: str) -> bool:
    if pattern in _FREE_PLACES:
        return segment != ""
    if pattern.startswith(":"):
        return ids.is_id(pattern[1:], segment)
    return pattern == segment


_READ, _WRITE = "data.records:read", "data.records:write"
_HEAR, _SPEAK = "data.recordComments:read", "data.recordComments:write"
_WATCH = "webhook:manage"
_SEE, _SHAPE = "schema.bases:read", "schema.bases:write"
_RECORDS = ("v0", ":app", ":table")
_RECORD = (*_RECORDS, ":rec")
_COMMENTS = (*_RECORD, "comments")
_BASES = ("v0", "meta", "bases")
_WEBHOOKS = ("v0", "bases", ":app", "webhooks")
_WEBHOOK = (*_WEBHOOKS, ":ach")
_TABLES = (*_BASES, ":app", "tables")
_FIELDS = (*_TABLES, ":table", "fields")

ROUTES = (
    Route("GET", ("_control", "health"), control.health, needs_token=False),
    Route("GET", ("_control", "requests"), control.show_requests),
    Route("DELETE", ("_control", "requests"), control.clear_requests),
    Route("GET", ("_control", "faults"), control.show_faults),
    Route("POST", ("_control", "faults"), control.add_fault),
    Route("DELETE", ("_control", "faults"), control.clear_faults),
    Route("DELETE", ("_control", "faults", ":flt"), control.remove_fault),
    Route("GET", ("_control", "limits"), control.show_limits),
    Route("PATCH", ("_control", "limits"), control.change_limits),
    Route("GET", ("_control", "timing"), control.show_timing),
    Route("PATCH", ("_control", "timing"), control.change_timing),
    Route("POST", ("_control", "tokens"), control.add_token),
    Route("POST", ("_control", "reset"), control.reset),
    Route("POST", ("_control", "clients"), control.add_client),
    Route("GET", ("oauth2", "v1", "authorize"), oauth.authorize, needs_token=False, is_form=True),
    Route("POST", ("oauth2", "v1", "authorize"), oauth.decide, needs_token=False, is_form=True),
    Route("POST", ("oauth2", "v1", "token"), oauth.token, needs_token=False, is_form=True),
    Route("GET", ("v0", "meta", "whoami"), meta.whoami),
    Route("GET", _BASES, meta.list_bases, _SEE),
    Route("POST", _BASES, meta.create_base, _SHAPE),
    Route("GET", (*_BASES, ":app"), meta.get_base, _SEE),
    Route("GET", _TABLES, meta.list_tables, _SEE),
    Route("POST", _TABLES, meta.create_table, _SHAPE),
    Route("PATCH", (*_TABLES, ":table"), meta.update_table, _SHAPE),
    Route("POST", _FIELDS, meta.create_field, _SHAPE),
    Route("PATCH", (*_FIELDS, ":fld"), meta.update_field, _SHAPE),
    Route("GET", _RECORDS, records.list_records, _READ),
    Route("POST", (*_RECORDS, "listRecords"), records.list_records, _READ),
    Route("GET", _RECORD, records.get_record, _READ),
    Route("POST", _RECORDS, records.create_records, _WRITE),
    Route("PATCH", _RECORDS, records.update_records, _WRITE),
    Route("PUT", _RECORDS, records.replace_records, _WRITE),
    Route("DELETE", _RECORDS, records.delete_records, _WRITE),
    Route("PATCH", _RECORD, records.update_record, _WRITE),
    Route("PUT", _RECORD, records.replace_record, _WRITE),
    Route("DELETE", _RECORD, records.delete_record, _WRITE),
    Route("POST", ("v0", ":app", ":rec", ":field", "uploadAttachment"), files.upload, _WRITE),
    Route("GET", ("files", ":text", ":att", ":text", ":text"), files.download, needs_token=False),
    Route("GET", _COMMENTS, comments.list_comments, _HEAR),
    Route("POST", _COMMENTS, comments.create_comment, _SPEAK),
    Route("PATCH", (*_COMMENTS, ":com"), comments.update_comment, _SPEAK),
    Route("DELETE", (*_COMMENTS, ":com"), comments.delete_comment, _SPEAK),
    Route("GET", _WEBHOOKS, webhooks.list_webhooks, _WATCH),
    Route("POST", _WEBHOOKS, webhooks.create_webhook, _WATCH),
    Route("DELETE", _WEBHOOK, webhooks.delete_webhook, _WATCH),
    Route("POST", (*_WEBHOOK, "enableNotifications"), webhooks.enable_notifications, _WATCH),
    Route("POST", (*_WEBHOOK, "refresh"), webhooks.refresh_webhook, _WATCH),
    Route("GET", (*_WEBHOOK, "payloads"), webhooks.list_payloads, _WATCH),
)
