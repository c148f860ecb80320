"""multipleAttachments: files. Their addresses end after two hours; new ones are given as addresses to fetch."""

from typing import Any
from urllib.parse import urlsplit

from app.airtable._shapes import Field
from app.airtable.fields._kind import FieldKind, unfit

MAX_ADDRESS_CHARACTERS = 8_000


def _read(_field: Field, raw: Any) -> list[dict[str, Any]] | None:
    if not isinstance(raw, list):
        return None
    return [item for item in raw if isinstance(item, dict)] or None


def _show(_field: Field, value: list[dict[str, Any]], _places: int | None) -> str:
    return ", ".join(str(item.get("filename") or item.get("url") or item.get("id") or "") for item in value)


def _parse(_field: Field, text: str) -> list[dict[str, Any]]:
    return [{"url": address} for address in dict.fromkeys(text.replace(",", " ").split())]


def _check(field: Field, value: Any) -> None:
    is_list = isinstance(value, tuple | list) and all(isinstance(item, dict) for item in value)
    if not is_list or not all(_is_kept(item) or _is_address(item.get("url")) for item in value):
        raise unfit(field, value, "addresses of files that begin with https://")


def _to_wire(_field: Field, value: Any) -> list[dict[str, str]]:
    """Files that are there are kept by their id; new ones are an address and perhaps a name."""
    return [
        {"id": item["id"]}
        if _is_kept(item)
        else {key: item[key] for key in ("url", "filename") if item.get(key)}
        for item in value
    ]


def _is_kept(item: dict[str, Any]) -> bool:
    return isinstance(item.get("id"), str) and item["id"].startswith("att")


def _is_address(address: Any) -> bool:
    if not isinstance(address, str) or not 0 < len(address) <= MAX_ADDRESS_CHARACTERS:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_plain = address.isprintable() and " " not in address and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain


KIND = FieldKind(
    types=("multipleAttachments",),
    family="other",
    read=_read,
    show=_show,
    parse=_parse,
    check=_check,
    to_wire=_to_wire,
    editor="files",
    summaries=("filled",),
)
