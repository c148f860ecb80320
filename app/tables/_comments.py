"""What people wrote beside a record, at Airtable."""

from contextlib import suppress

from app import airtable
from app.actor import Actor, Role
from app.airtable import Comment, Connection, Table
from app.errors import ConnectionRefused, NotFound
from app.tables._people import mentioned, people_in, people_of, with_names
from app.tables._record import require_id, unknown
from app.tables._record_shapes import CommentRow, Conversation, Person
from app.tables._rows import FEATURE
from app.tables._schema import OpenBase, open_table


def list_comments(actor: Actor, base: str, table: str, record_id: str) -> Conversation:
    """The comments of a record, newest first, read at the service now, and who can be mentioned. Needs viewer.

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
    known = people_in(actor, opened, found) | people_of(comments)
    people = sorted(
        (Person(id=key, name=name) for key, name in known.items()), key=lambda each: each.name.casefold()
    )
    return Conversation(comments=tuple(_row(comment) for comment in comments), people=tuple(people))


def mentioned_in(actor: Actor, opened: OpenBase, table: Table, record_id: str, text: str) -> dict[str, str]:
    """The names of those whom a text for the record mentions, by id, as far as they are known; one call at most."""
    wanted = mentioned(text)
    known = people_in(actor, opened, table) if wanted else {}
    if wanted - known.keys():
        place = (opened.connection, opened.base.id, table.id, record_id)
        # Whether the record is there is found when the change is planned.
        with suppress(ConnectionRefused, NotFound):
            known |= people_of(airtable.list_comments(*place, feature=FEATURE))
    return {key: known[key] for key in sorted(wanted & known.keys())}


def _is_there(connection: Connection, base_id: str, table_id: str, record_id: str) -> bool:
    try:
        airtable.get_record(connection, base_id, table_id, record_id, feature=FEATURE)
    except (ConnectionRefused, NotFound):
        return False
    return True


def _row(comment: Comment) -> CommentRow:
    return CommentRow(
        id=comment.id,
        author=comment.author.name or comment.author.email or comment.author.id,
        text=with_names(comment.text, people_of((comment,))),
        created_at=comment.created_at,
        parent_id=comment.parent_id,
    )
