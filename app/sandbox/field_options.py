"""The options of a new field: what each type asks for, what it takes, and what Airtable says to anything else."""

from collections.abc import Callable
from typing import Any

from app.sandbox import errors, ids
from app.sandbox.cells.dates import DATE_FORMATS, TIME_FORMATS, zone_named
from app.sandbox.choice_colours import CHOICE_COLOURS, ICON_COLOURS, coloured

NOT_CREATABLE = frozenset(
    """createdTime createdBy lastModifiedTime lastModifiedBy autoNumber button aiText externalSyncSource
    manualSort""".split()
)
# Types that cannot be the primary field of a table.
NOT_PRIMARY = frozenset(
    """multipleAttachments multipleRecordLinks multipleSelects checkbox rating singleCollaborator
    multipleCollaborators multipleLookupValues rollup count""".split()
)
_ICONS = ("check", "xCheckbox", "star", "heart", "thumbsUp", "flag", "dot")
_DURATIONS = ("h:mm", "h:mm:ss", "h:mm:ss.S", "h:mm:ss.SS", "h:mm:ss.SSS")

Check = Callable[[Any], Any]


class _Unfit(Exception):
    """The value is not what the option takes."""


def _whole(low: int, high: int) -> Check:
    def check(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise _Unfit
        return value

    return check


def _one_of(*allowed: str) -> Check:
    def check(value: Any) -> Any:
        if value not in allowed:
            raise _Unfit
        return value

    return check


def _text(value: Any) -> Any:
    if not isinstance(value, str) or not value:
        raise _Unfit
    return value


def _format(formats: dict[str, str]) -> Check:
    def check(value: Any) -> Any:
        name = value.get("name") if isinstance(value, dict) else None
        if name not in formats or value.get("format", formats[name]) != formats[name]:
            raise _Unfit
        return {"name": name, "format": formats[name]}

    return check


def _zone(value: Any) -> Any:
    # Only the lower-case "utc" is a zone to Airtable.
    if not isinstance(value, str) or value == "UTC" or zone_named(value) is None:
        raise _Unfit
    return value


def _choices(value: Any) -> Any:
    if not isinstance(value, list):
        raise _Unfit
    made: dict[str, dict[str, Any]] = {}
    for each in value:
        name = each.get("name") if isinstance(each, dict) else None
        if not isinstance(name, str) or not name or name in made:
            raise _Unfit
        if each.get("color") not in (None, *CHOICE_COLOURS) or each.keys() - {"id", "name", "color"}:
            raise _Unfit
        choice = {"id": ids.new_id("sel"), "name": name, "color": each.get("color")}
        made[name] = coloured(choice, len(made))
    return list(made.values())


def _id(prefix: str) -> Check:
    def check(value: Any) -> Any:
        if not ids.is_id(prefix, value):
            raise _Unfit
        return value

    return check


_FIELD = _id("fld")

# Type -> the options that it must have. Types that stand nowhere here have none.
_REQUIRED: dict[str, dict[str, Check]] = {
    "number": {"precision": _whole(0, 8)},
    "percent": {"precision": _whole(0, 8)},
    "currency": {"precision": _whole(0, 7), "symbol": _text},
    "rating": {"icon": _one_of(*_ICONS), "max": _whole(1, 10), "color": _one_of(*ICON_COLOURS)},
    "duration": {"durationFormat": _one_of(*_DURATIONS)},
    "checkbox": {"icon": _one_of(*_ICONS), "color": _one_of(*ICON_COLOURS)},
    "date": {"dateFormat": _format(DATE_FORMATS)},
    "dateTime": {
        "dateFormat": _format(DATE_FORMATS),
        "timeFormat": _format(TIME_FORMATS),
        "timeZone": _zone,
    },
    "singleSelect": {"choices": _choices},
    "multipleSelects": {"choices": _choices},
    "multipleRecordLinks": {"linkedTableId": _id("tbl")},
    "formula": {"formula": _text},
    "rollup": {"recordLinkFieldId": _FIELD, "fieldIdInLinkedTable": _FIELD},
    "multipleLookupValues": {"recordLinkFieldId": _FIELD, "fieldIdInLinkedTable": _FIELD},
    "count": {"recordLinkFieldId": _FIELD},
}
_OPTIONAL: dict[str, dict[str, Check]] = {
    "multipleRecordLinks": {"viewIdForRecordSelection": _id("viw")},
    "rollup": {"formula": _text},
}
# What a new field of the type shows beside what was given.
_SHOWN: dict[str, dict[str, Any]] = {
    "multipleRecordLinks": {"isReversed": False, "prefersSingleRecordLink": False},
    "multipleAttachments": {"isReversed": False},
}


def checked(kind: str, given: Any, *, field: str) -> dict[str, Any]:
    """The options as they are kept. Raises the 422 of Airtable for what is missing, unknown or malformed."""
    required, optional = _REQUIRED.get(kind, {}), _OPTIONAL.get(kind, {})
    if given is None:
        if required:
            raise errors.bad_field_options(f"{field}.options is missing")
        given = {}
    if not isinstance(given, dict):
        raise errors.bad_field_options(f"{field}.options is not an object")
    if unknown := sorted(given.keys() - required.keys() - optional.keys()):
        raise errors.bad_field_options(f"{field}.options has unexpected property {unknown[0]}")
    options = {}
    for name, check in (required | optional).items():
        if name in given:
            try:
                options[name] = check(given[name])
            except _Unfit:
                raise errors.bad_field_options(f"{field}.options.{name} is invalid") from None
        elif name in required:
            raise errors.bad_field_options(f"{field}.options.{name} is missing")
    return options | _SHOWN.get(kind, {})
