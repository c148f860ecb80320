"""Requests that may come twice."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from app.models._columns import Row, time_column


class IdempotentRequest(Row, table=True):
    """A POST with an Idempotency-Key. `id` is the SHA-256 of who sent it, where to, and the key.

    `status` is 0 while it is worked on; a row that stays so tells that the process died and nobody knows the outcome.
    `reply` is the sealed body of the reply.
    """

    __tablename__ = "idempotent_request"
    sealed: ClassVar[dict[str, str]] = {"reply": "idempotency"}

    id: str = Field(primary_key=True, max_length=64)
    request_hash: str = Field(max_length=64)
    status: int = Field(default=0)
    content_type: str = Field(default="", max_length=80)
    reply: str = Field(default="")
    created_at: datetime = time_column(index=True)
