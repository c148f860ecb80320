"""Who can be mentioned in a comment, as far as records and comments tell: Airtable has no list of them."""

import json
import re
from collections.abc import Mapping

from app import db
from app.actor import Actor
from app.airtable import Comment, Table, mirror
from app.tables._schema import OpenBase
from app.tables._slots import Slots

_TYPES = frozenset({"singleCollaborator", "multipleCollaborators", "createdBy", "lastModifiedBy"})
# Records that are looked through: it is asked whenever a record is opened.
MOST_RECORDS = 2_000
_MENTION = re.compile(r"@\[(usr[0-9A-Za-z]{14})\]")


def people_in(actor: Actor, opened: OpenBase, table: Table) -> dict[str, str]:
    """The names of those who stand in the first mirrored records of the table, by id; nobody without a mirror."""
    fields = [field for field in table.fields if field.type in _TYPES]
    if not fields:
        return {}
    known = mirror.open_table(actor, opened.connection, opened.base.id, table.id, is_use=False)
    if not known.is_complete or not known.covers(fields):
        return {}
    slots = Slots(known)
    people: dict[str, str] = {}
    with db.uow(actor, read_only=True) as session:
        for field in fields:
            raw = slots.raw(field.id)
            found = session.exec(slots.select(raw, slots.part).limit(MOST_RECORDS))
            for value in {value for value, _ in found}:
                people |= _people(json.loads(value) if value else None)
    return people


def people_of(comments: tuple[Comment, ...]) -> dict[str, str]:
    """Who wrote them and who is mentioned in them, by id."""
    people = {
        key: str(who.get("displayName") or key) for each in comments for key, who in each.mentioned.items()
    }
    return people | {each.author.id: each.author.name for each in comments if each.author.name}


def mentioned(text: str) -> frozenset[str]:
    """The ids of those who a text mentions."""
    return frozenset(_MENTION.findall(text))


def with_names(text: str, names: Mapping[str, str]) -> str:
    """The text as a person reads it."""
    return _MENTION.sub(lambda match: f"@{names.get(match[1], match[1])}", text)


def _people(value: object) -> dict[str, str]:
    found = value if isinstance(value, list) else [value]
    return {
        each["id"]: str(each["name"])
        for each in found
        if isinstance(each, dict) and str(each.get("id", "")).startswith("usr") and each.get("name")
    }
