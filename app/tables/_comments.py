"""What people wrote beside a record, at Airtable."""

from app import airtable
from app.actor import Actor, Role
from app.airtable import Comment
from app.tables._record import require_id
from app.tables._record_shapes import CommentRow
from app.tables._rows import FEATURE
from app.tables._schema import open_table


def list_comments(actor: Actor, base: str, table: str, record_id: str) -> tuple[CommentRow, ...]:
    """The comments of a record, newest first, read at the service now. Needs viewer.

    Raises NotFound for an unknown base, table or record, and what asking the service raises.
    """
    actor.require(Role.VIEWER)
    opened, found = open_table(actor, base, table)
    require_id(record_id)
    comments = airtable.list_comments(opened.connection, opened.base.id, found.id, record_id, feature=FEATURE)
    return tuple(_row(comment) for comment in comments)


def _row(comment: Comment) -> CommentRow:
    text = comment.text
    for mentioned, who in comment.mentioned.items():
        text = text.replace(f"@[{mentioned}]", f"@{who.get('displayName') or mentioned}")
    return CommentRow(
        id=comment.id,
        author=comment.author.name or comment.author.email or comment.author.id,
        text=text,
        created_at=comment.created_at,
        parent_id=comment.parent_id,
    )
