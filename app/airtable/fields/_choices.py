"""Finding a choice by what was typed."""

from app.airtable._shapes import Field
from app.airtable.fields._kind import unfit


def choice_named(field: Field, text: str) -> str:
    """The name of the choice: by exact name, else in any case when only one fits, else by id. Raises InvalidInput."""
    names = [choice.name for choice in field.choices]
    if text in names:
        return text
    alike = [name for name in names if name.casefold() == text.strip().casefold()]
    alike += [choice.name for choice in field.choices if choice.id == text.strip()]
    if len(alike) == 1:
        return alike[0]
    shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    raise unfit(field, text, f"one of {shown}" if names else "nothing: the field has no choices")
