"""`/api/v1/notifications`: what one was told in the current team, and of what one wants to hear."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field, StrictBool

from app import notifications
from app.api.inputs import Body, Paged
from app.api.route import resource
from app.api.visitor import Viewer
from app.hops import to_room
from app.notifications import Choice, Kind, NotificationCard
from app.paging import Page

router = resource("Notifications", "/api/v1/notifications")
NotificationId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class ReadOnes(Body):
    """Which notifications are read; null for all."""

    ids: tuple[NotificationId, ...] | None = Field(default=None, max_length=500)


class Marked(BaseModel):
    """How many were not read before."""

    marked: int


class ChoiceAsked(Body):
    """How one wants to hear of a kind."""

    kind: Kind
    in_app: StrictBool
    by_mail: StrictBool


@router.get("")
async def list_notifications(
    actor: Viewer,
    page: Paged,
    only: Annotated[Literal["", "unread"], Query(description="Only what is not read.")] = "",
) -> Page[NotificationCard]:
    """What one was told, newest first."""
    return await to_room(
        notifications.list_notifications, actor, unread=only == "unread", cursor=page.cursor, limit=page.limit
    )


@router.post("/read")
async def mark_read(actor: Viewer, asked: ReadOnes) -> Marked:
    """These notifications, or all, are read."""
    return Marked(marked=await to_room(notifications.mark_read, actor, asked.ids))


@router.get("/choices")
async def list_choices(actor: Viewer) -> tuple[Choice, ...]:
    """Every kind of notification, and how one hears of it."""
    return await to_room(notifications.list_choices, actor)


@router.put("/choices")
async def set_choice(actor: Viewer, asked: ChoiceAsked) -> Choice:
    """Hear of a kind in the app, by mail, in both ways or not at all."""
    return await to_room(
        notifications.set_choice, actor, asked.kind, in_app=asked.in_app, by_mail=asked.by_mail
    )
