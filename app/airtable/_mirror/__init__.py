"""Copies of tables in SQL: filled, kept up to date, swapped as a whole, and thrown away when nobody asks.

A mirror belongs to a team and to the identity of a credential, so that what one credential may see is never shown to
another. Which slot of a row holds which field says `Mirror.fields`; whoever reads builds statements over the models.
"""

from app.airtable._mirror._cells import (
    END,
    ITEM,
    choice_slot,
    decoder,
    encode,
    is_exact,
    linked_ids,
    microseconds,
    names_in,
    slot_of,
    texts_in,
    words_of,
)
from app.airtable._mirror._changes import (
    RecordChange,
    apply_deleted,
    apply_names,
    apply_records,
    changes_seen,
    documents,
)
from app.airtable._mirror._feed import PING_PATH, SEAL, Happened, Told, follow, tell_names
from app.airtable._mirror._filling import Filled, Source, fill, linked_tables, names_of
from app.airtable._mirror._handle import IN_USE, Mirror, open_table
from app.airtable._mirror._refreshing import check, list_deleted
from app.airtable._mirror._rhythm import Rhythm, rhythm
from app.airtable._mirror._slots import MirroredField, assign, slot_kind
from app.airtable._mirror._upkeep import drop_retired, purge

__all__ = [
    "END",
    "IN_USE",
    "ITEM",
    "PING_PATH",
    "SEAL",
    "Filled",
    "Happened",
    "Mirror",
    "MirroredField",
    "RecordChange",
    "Rhythm",
    "Source",
    "Told",
    "apply_deleted",
    "apply_names",
    "apply_records",
    "assign",
    "changes_seen",
    "check",
    "choice_slot",
    "decoder",
    "documents",
    "drop_retired",
    "encode",
    "fill",
    "follow",
    "is_exact",
    "linked_ids",
    "linked_tables",
    "list_deleted",
    "microseconds",
    "names_in",
    "names_of",
    "open_table",
    "purge",
    "rhythm",
    "slot_kind",
    "slot_of",
    "tell_names",
    "texts_in",
    "words_of",
]
