"""Reads the parameters of a call: the same names in a query string and in a JSON body, one validated shape out."""

import re
from dataclasses import dataclass
from typing import Any

from app.sandbox import errors
from app.sandbox.cells import Style
from app.sandbox.cells.dates import zone_named
from app.sandbox.rendering import Shape

MAX_PAGE_SIZE = 100
MAX_PAYLOADS = 50

_SORT_KEY = re.compile(r"sort\[(\d{1,4})\]\[(field|direction)\]")
_INDEXED = re.compile(r"(fields|recordMetadata|include|records)(?:\[\d{0,4}\])?")
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False, "": False}
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")

# airtable.js puts "method" into the body of listRecords, and the answer does not depend on it.
_IGNORED = {"method"}


@dataclass(frozen=True)
class SortKey:
    field: str
    descending: bool


@dataclass(frozen=True)
class ListQuery:
    """What a listing asks for. fields None means all; max_records None means no limit; "" means not given."""

    page_size: int
    max_records: int | None
    offset: str
    fields: tuple[str, ...] | None
    sort: tuple[SortKey, ...]
    formula: str
    view: str
    with_comment_count: bool
    shape: Shape


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
        elif name:
            merged[name] = value
    if sort:
        merged["sort"] = [sort[index] for index in sorted(sort)]
    return merged


def lists(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The values of each name, in lists, because a name may stand there several times."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def list_query(given: dict[str, Any]) -> ListQuery:
    """The validated listing. Raises Airtable's 422 for anything malformed or unknown."""
    known = {key: value for key, value in given.items() if key not in _IGNORED and value is not None}
    query = ListQuery(
        page_size=_whole(known.pop("pageSize", MAX_PAGE_SIZE), 1, MAX_PAGE_SIZE),
        max_records=_whole(known.pop("maxRecords"), 1, 10**9) if "maxRecords" in known else None,
        offset=_text(known.pop("offset", "")),
        fields=texts(known.pop("fields", None)),
        sort=_sort(known.pop("sort", None)),
        formula=_text(known.pop("filterByFormula", "")).strip(),
        view=_text(known.pop("view", "")),
        with_comment_count=_metadata(known.pop("recordMetadata", None)),
        shape=_shape(known),
    )
    _boolean(known.pop("includeDateDependencyMetadata", False))
    if known:
        raise errors.bad_parameters()
    return query


def record_query(given: dict[str, Any]) -> Shape:
    """How a single record is shown."""
    known = {key: value for key, value in given.items() if value is not None}
    shape = _shape(known)
    _boolean(known.pop("includeDateDependencyMetadata", False))
    if known:
        raise errors.bad_parameters()
    return shape


def write_flag(name: str, query: dict[str, Any], body: dict[str, Any]) -> bool:
    """A switch of a write. typecast counts in the body only, as in the original."""
    value = body.get(name, query.get(name) if name != "typecast" else None)
    return False if value is None else _boolean(value)


def tables_query(given: dict[str, Any]) -> bool:
    """Whether the visible fields of grid views are asked for."""
    include = texts(given.get("include")) or ()
    if given.keys() - {"include"} or set(include) - {"visibleFieldIds"}:
        raise errors.bad_parameters()
    return bool(include)


def bases_query(given: dict[str, Any]) -> str:
    """The offset of a base listing, "" for the first page."""
    if given.keys() - {"offset"}:
        raise errors.bad_parameters()
    return _text(given.get("offset") or "")


def comments_query(given: dict[str, Any]) -> tuple[int, str]:
    """The page size and the offset of a listing of comments."""
    if given.keys() - {"pageSize", "offset"}:
        raise errors.bad_parameters()
    return _whole(given.get("pageSize", MAX_PAGE_SIZE), 1, MAX_PAGE_SIZE), _text(given.get("offset", ""))


def payloads_query(given: dict[str, Any]) -> tuple[int, int]:
    """The cursor and the limit of a listing of webhook payloads."""
    if given.keys() - {"cursor", "limit"}:
        raise errors.bad_parameters()
    cursor = _whole(given.get("cursor", 1), 1, 10**10 - 1)
    return cursor, _whole(given.get("limit", MAX_PAYLOADS), 1, MAX_PAYLOADS)


def no_parameters(given: dict[str, Any]) -> None:
    if given:
        raise errors.bad_parameters()


def _shape(known: dict[str, Any]) -> Shape:
    """Takes the parameters that say how records are shown out of those that are known."""
    by_field_id = _boolean(known.pop("returnFieldsByFieldId", False))
    cell_format = known.pop("cellFormat", "json")
    zone_name = _text(known.pop("timeZone", ""))
    locale = _text(known.pop("userLocale", ""))
    if cell_format not in ("json", "string"):
        raise errors.bad_parameters()
    if cell_format == "json":
        return Shape(by_field_id)
    zone = zone_named(zone_name) if zone_name else None
    if zone is None or not _LOCALE.fullmatch(locale):
        raise errors.bad_parameters()
    return Shape(by_field_id, Style(zone, locale.replace("_", "-")))


def _metadata(value: Any) -> bool:
    asked = set(texts(value) or ())
    if asked - {"commentCount"}:
        raise errors.bad_parameters()
    return bool(asked)


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


def texts(value: Any) -> tuple[str, ...] | None:
    """A list of names; an empty list and no list ask for the same: everything."""
    if value is None or value == []:
        return None
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        raise errors.bad_parameters()
    return tuple(_text(item) for item in value)


def _boolean(value: Any) -> bool:
    if isinstance(value, str):
        value = _BOOLEANS.get(value.lower())
    if isinstance(value, int) and value in (0, 1):
        value = bool(value)
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
    direction = item.get("direction") or "asc"
    if direction not in ("asc", "desc"):
        raise errors.bad_parameters()
    return SortKey(field=_text(item["field"]), descending=direction == "desc")
