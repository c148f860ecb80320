"""Collaborators: read by name, written by id or e-mail address, because names are not unique."""

import re
from typing import Any

from app.airtable._shapes import Field
from app.airtable.fields._kind import unfit

USER_ID = re.compile(r"(usr|ugp)[0-9A-Za-z]{14}")
EMAIL = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,255}")


def name_of(raw: Any) -> str | None:
    """What a collaborator is called: the name, else the address, else the id."""
    if not isinstance(raw, dict):
        return None
    for key in ("name", "email", "id"):
        if isinstance(raw.get(key), str) and raw[key]:
            return str(raw[key])
    return None


def check_person(field: Field, value: Any) -> None:
    if not isinstance(value, str) or not (USER_ID.fullmatch(value) or EMAIL.fullmatch(value)):
        raise unfit(field, value, "the e-mail address of a collaborator")


def person_to_wire(_field: Field, value: str) -> dict[str, str]:
    return {"id": value} if USER_ID.fullmatch(value) else {"email": value}
