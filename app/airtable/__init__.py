"""The gateway to Airtable and to the sandbox: the only room that uses pyairtable."""

from app.airtable._shapes import Base, Choice, Connection, Field, Record, Table
from app.airtable._verbs import get_schema, iter_records, list_bases
from app.airtable.fields import FieldKind, kind_of

__all__ = [
    "Base",
    "Choice",
    "Connection",
    "Field",
    "FieldKind",
    "Record",
    "Table",
    "get_schema",
    "iter_records",
    "kind_of",
    "list_bases",
]
