"""Reads the parameters of a call: the same names in a query string and in a JSON body, one validated shape out."""

import re
from dataclasses import dataclass
from typing import Any

from app.sandbox import errors

MAX_PAGE_SIZE = 100

_SORT_KEY = re.compile(r"sort\[(\d{1,4})\]\[(field|direction)\]")
_INDEXED = re.compile(r"(fields|recordMetadata|include)(?:\[\d{0,4}\])?")
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False, "": False}

# Real clients send these and the answer does not depend on them: airtable.js puts "method" into the body, both
# clients send the time zone and the locale along for a string cell format that they then do not ask for.
_IGNORED = {"method", "timeZone", "userLocale"}


@dataclass(frozen=True)
class SortKey:
    field: str
    descending: bool


@dataclass(frozen=True)
class ListQuery:
    """What a listing asks for. fields None means all; max_records None means no limit."""

    page_size: int
    max_records: int | None
    offset: str
    fields: tuple[str, ...] | None
    sort: tuple[SortKey, ...]
    by_field_id: bool


def merge_pairs(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The query string as the JSON body that would ask for the same. A scalar given twice is refused."""
    merged: dict[str, Any] = {}
    sort: dict[int, dict[str, str]] = {}
    for name, value in pairs:
        if match := _SORT_KEY.fullmatch(name):
            sort.setdefault(int(match[1]), {})[match[2]] = value
        elif match := _INDEXED.fullmatch(name):
            merged.setdefault(match[1], []).append(value)
        elif name in merged:
            raise errors.bad_parameters()
        else:
            merged[name] = value
    if sort:
        merged["sort"] = [sort[index] for index in sorted(sort)]
    return merged


def list_query(given: dict[str, Any]) -> ListQuery:
    """The validated listing.

    Raises the 422 of Airtable for anything malformed or unknown, and a 422 of our own for what would change the
    result and is not built (a formula, a view, string cells).
    """
    known = {key: value for key, value in given.items() if key not in _IGNORED}
    query = ListQuery(
        page_size=_whole(known.pop("pageSize", MAX_PAGE_SIZE), 1, MAX_PAGE_SIZE),
        max_records=_whole(known.pop("maxRecords"), 1, 10**9) if "maxRecords" in known else None,
        offset=_text(known.pop("offset", None) or ""),
        fields=_texts(known.pop("fields", None)),
        sort=_sort(known.pop("sort", None)),
        by_field_id=_boolean(known.pop("returnFieldsByFieldId", False)),
    )
    _refuse_unbuilt(known)
    return query


def record_query(given: dict[str, Any]) -> bool:
    """Whether cells of a single record are keyed by field id."""
    known = {key: value for key, value in given.items() if key not in _IGNORED}
    by_field_id = _boolean(known.pop("returnFieldsByFieldId", False))
    _refuse_unbuilt(known)
    return by_field_id


def tables_query(given: dict[str, Any]) -> bool:
    """Whether the visible fields of grid views are asked for."""
    include = _texts(given.get("include")) or ()
    if given.keys() - {"include"} or set(include) - {"visibleFieldIds"}:
        raise errors.bad_parameters()
    return bool(include)


def bases_query(given: dict[str, Any]) -> str:
    """The offset of a base listing, "" for the first page."""
    if given.keys() - {"offset"}:
        raise errors.bad_parameters()
    return _text(given.get("offset") or "")


def no_parameters(given: dict[str, Any]) -> None:
    if given:
        raise errors.bad_parameters()


def _refuse_unbuilt(rest: dict[str, Any]) -> None:
    """Accepts parameters at the value that means nothing is asked; refuses everything else that is left."""
    if _text(rest.pop("filterByFormula", None) or "").strip():
        raise errors.unsupported_formula()
    if rest.pop("view", None):
        raise errors.unsupported("the parameter view")
    if rest.pop("cellFormat", "json") != "json":
        raise errors.unsupported("the cell format string")
    # Nothing can be commented on here, and Airtable leaves a comment count of zero out: nothing to add.
    if set(_texts(rest.pop("recordMetadata", None)) or ()) - {"commentCount"} or rest:
        raise errors.bad_parameters()


def _whole(value: Any, low: int, high: int) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise errors.bad_parameters()
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise errors.bad_parameters()
    return value


def _texts(value: Any) -> tuple[str, ...] | None:
    """A list of names; an empty list and no list ask for the same: everything."""
    if value is None or value == []:
        return None
    if not isinstance(value, list):
        raise errors.bad_parameters()
    return tuple(_text(item) for item in value)


def _boolean(value: Any) -> bool:
    if isinstance(value, str):
        value = _BOOLEANS.get(value.lower())
    if not isinstance(value, bool):
        raise errors.bad_parameters()
    return value


def _sort(value: Any) -> tuple[SortKey, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise errors.bad_parameters()
    return tuple(_sort_key(item) for item in value)


def _sort_key(item: Any) -> SortKey:
    if not isinstance(item, dict) or "field" not in item or item.keys() - {"field", "direction"}:
        raise errors.bad_parameters()
    direction = item.get("direction", "asc")
    if direction not in ("asc", "desc"):
        raise errors.bad_parameters()
    return SortKey(field=_text(item["field"]), descending=direction == "desc")
