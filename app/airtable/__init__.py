"""The gateway to Airtable and to the sandbox: the only room that uses pyairtable."""

from app.airtable import _formulas as formulas
from app.airtable import _mirror as mirror
from app.airtable._folding import fold
from app.airtable._pages import Page, iter_pages, read_page, read_record
from app.airtable._shapes import Base, Choice, Connection, Field, Record, Table, identity_of
from app.airtable._verbs import get_schema, iter_records, list_bases
from app.airtable.fields import Family, FieldKind, kind_of

__all__ = [
    "Base",
    "Choice",
    "Connection",
    "Family",
    "Field",
    "FieldKind",
    "Page",
    "Record",
    "Table",
    "fold",
    "formulas",
    "get_schema",
    "identity_of",
    "iter_pages",
    "iter_records",
    "kind_of",
    "list_bases",
    "mirror",
    "read_page",
    "read_record",
]
