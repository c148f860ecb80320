"""What a credential can do, found out by reading: writes are never tried."""

from dataclasses import dataclass

from app.airtable._pages import READ_SCOPE, read_page
from app.airtable._shapes import Base, Connection, Lane, Person
from app.airtable._verbs import SCHEMA_SCOPE, get_schema, list_bases, whoami
from app.errors import ConnectionRefused, NotFound


@dataclass(frozen=True)
class Access:
    """Who the credential belongs to, the bases it sees, and the scopes for reading that it lacks."""

    person: Person
    bases: tuple[Base, ...]
    missing: tuple[str, ...]


def probe(connection: Connection, *, lane: Lane = "interactive", feature: str = "probe") -> Access:
    """Tries each kind of read once, in the first base; at most four calls.

    Whether it may write shows at the first write. Raises ConnectionRefused for a token that is not accepted at all,
    and what list_bases raises besides.
    """
    person = whoami(connection, lane=lane, feature=feature)
    try:
        bases = list_bases(connection, lane=lane, feature=feature)
    except ConnectionRefused:
        return Access(person, (), (SCHEMA_SCOPE,))
    for base in bases[:1]:
        return Access(person, bases, _missing(connection, base, lane, feature))
    return Access(person, bases, ())


def _missing(connection: Connection, base: Base, lane: Lane, feature: str) -> tuple[str, ...]:
    try:
        tables = get_schema(connection, base.id, lane=lane, feature=feature)
    except (ConnectionRefused, NotFound):
        return (SCHEMA_SCOPE,)
    for table in tables[:1]:
        try:
            fields = [table.primary_field_id]
            read_page(connection, base.id, table.id, fields=fields, page_size=1, lane=lane, feature=feature)
        except (ConnectionRefused, NotFound):
            return (READ_SCOPE,)
    return ()
