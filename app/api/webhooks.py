"""`/api/v1/webhooks/airtable`: where Airtable says that something has changed in a base."""

from typing import Annotated, Any

from fastapi import Header, Request

from app import tables
from app.actor import Actor
from app.api.route import JSON, raises, resource
from app.api.visitor import public
from app.errors import Forbidden
from app.hops import to_room

router = resource("Webhooks", "/api/v1/webhooks")
PING: dict[str, Any] = {
    "type": "object",
    "properties": {
        "base": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
        "webhook": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
        "timestamp": {"type": "string", "format": "date-time"},
    },
    "required": ["base", "webhook", "timestamp"],
}
BODY = {"requestBody": {"required": True, "content": {JSON: {"schema": PING}}}}
Mac = Annotated[
    str, Header(alias="X-Airtable-Content-MAC", max_length=200, description="HMAC-SHA256 of the raw body.")
]


@router.post("/airtable", status_code=204, openapi_extra=BODY)
@public
@raises(Forbidden)
async def hear_ping(request: Request, mac: Mac = "") -> None:
    """Hear a ping of Airtable, which says that a base has changed and not how. The same ping again does nothing."""
    await to_room(tables.hear_ping, Actor.system("airtable-ping"), await request.body(), mac)
