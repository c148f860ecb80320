"""`/api/v1/audit`: who did what in the current team."""

from typing import Annotated

from fastapi import Query
from starlette.responses import StreamingResponse

from app import audit
from app.api import streams
from app.api.inputs import Paged
from app.api.route import resource
from app.api.visitor import Admin
from app.audit import AuditEntry
from app.hops import to_room
from app.paging import Page

LINES = "application/x-ndjson"
router = resource("Audit", "/api/v1/audit")
Act = Annotated[
    str, Query(pattern="^([a-z_]+\\.[a-z_]+)?$", max_length=40, description="Only acts of this kind.")
]
PersonId = Annotated[
    str, Query(pattern="^([0-9a-f]{32})?$", description="Only acts by or about this person.")
]


@router.get("")
async def list_events(actor: Admin, page: Paged, act: Act = "", person_id: PersonId = "") -> Page[AuditEntry]:
    """What happened in the team, newest first."""
    return await to_room(
        audit.list_events, actor, act=act, person_id=person_id, cursor=page.cursor, limit=page.limit
    )


@router.get("/export", response_class=StreamingResponse, responses={200: {"content": {LINES: {}}}})
async def export_audit(actor: Admin) -> StreamingResponse:
    """All of it, oldest first, one JSON object a line; the digests show that nothing was changed or taken out."""
    return await streams.download(audit.export, actor, file_name="audit.jsonl", media_type=LINES)
