"""Which bases there are and what is in them, and who the credential belongs to."""

from app.airtable._answers import following, many, one
from app.airtable._call import Call, checked_id
from app.airtable._client import client
from app.airtable._schema_cache import schema_cache
from app.airtable._shapes import Base, Connection, Lane, Person, Table

SCHEMA_SCOPE = "schema.bases:read"


def list_bases(connection: Connection, *, lane: Lane = "interactive", feature: str = "") -> tuple[Base, ...]:
    """The bases that the connection can see, in the order of the service.

    Raises ConnectionRefused for a refused token, Busy or TooMany for a limit, Unavailable when the service cannot
    be reached or talks nonsense.
    """
    api = client(connection)
    call = Call("list_bases", "read", scope=SCHEMA_SCOPE, lane=lane, feature=feature, is_data=False)
    found: list[Base] = []
    seen: set[str] = set()
    offset = ""
    while True:
        page = api.ask(call, "GET", api.urls.bases, options={"offset": offset} if offset else None)
        found += many(api, call, Base, page, "bases")
        offset = following(api, call, page, seen)
        if not offset:
            return tuple(found)


def get_schema(
    connection: Connection,
    base_id: str,
    *,
    max_age_seconds: float = 0.0,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[Table, ...]:
    """The tables of a base with their fields and views, in the order of the service, at most so old.

    Raises like list_bases.
    """
    known = schema_cache.get(connection, base_id, max_age_seconds)
    if known is not None:
        return known
    api = client(connection)
    call = Call("get_schema", "read", checked_id("app", base_id), SCHEMA_SCOPE, lane, feature, is_data=False)
    url = api.base(base_id).urls.tables
    page = api.ask(call, "GET", url, params={"include": "visibleFieldIds"})
    tables = many(api, call, Table, page, "tables")
    schema_cache.put(connection, base_id, tables)
    return tables


def forget_schema(base_id: str) -> None:
    """This process reads the base's schema anew: it was changed, or a choice was added by typecast."""
    schema_cache.forget(base_id)


def whoami(connection: Connection, *, lane: Lane = "interactive", feature: str = "") -> Person:
    """Who the token belongs to, with its scopes when it came by OAuth. Raises like list_bases."""
    api = client(connection)
    call = Call("whoami", "read", lane=lane, feature=feature, is_data=False)
    return one(api, call, Person, api.ask(call, "GET", api.urls.whoami))
