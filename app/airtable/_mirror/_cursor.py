"""The place in what the webhook of a base tells."""

from typing import Any

from sqlmodel import Session, col, select, update

from app.models import MirroredBase


def cursor_now(session: Session, identity: str, base_id: str) -> int:
    """The number of the next payload, 1 when there is no webhook."""
    row = session.exec(select(MirroredBase.cursor).where(*of_base(identity, base_id))).first()
    return row or 1


def go_back(session: Session, identity: str, base_id: str, cursor: int) -> None:
    """Lets what was told from this payload on be told again."""
    session.exec(
        update(MirroredBase)
        .where(*of_base(identity, base_id), col(MirroredBase.cursor) > cursor)
        .values(cursor=cursor)
    )


def of_base(identity: str, base_id: str) -> list[Any]:
    """The condition for the base of a credential; the tenant scope adds the team."""
    return [MirroredBase.identity == identity, MirroredBase.base_id == base_id]
