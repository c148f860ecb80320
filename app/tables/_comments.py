"""What people wrote beside a record, at Airtable."""

from app import airtable
from app.actor import Actor, Role
from app.airtable import Comment, Connection
from app.errors import ConnectionRefused, NotFound
from app.tables._record import require_id, unknown
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
    place = (opened.connection, opened.base.id, found.id, record_id)
    try:
        comments = airtable.list_comments(*place, feature=FEATURE)
    except ConnectionRefused as error:
        # The service says the same of a record that is not there and of comments that must not be seen.
        if not _is_there(*place):
            raise unknown(record_id) from error
        raise
    return tuple(_row(comment) for comment in comments)


def _is_there(connection: Connection, base_id: str, table_id: str, record_id: str) -> bool:
    try:
        airtable.get_record(connection, base_id, table_id, record_id, feature=FEATURE)
    except (ConnectionRefused, NotFound):
        return False
    return True


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
