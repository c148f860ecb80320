"""Cells that point at something else: linked records and attachments."""

from typing import Any
from urllib.parse import unquote, urlsplit

from app.sandbox import errors, ids
from app.sandbox.cells.choices import split_list
from app.sandbox.cells.kind import Intake, Kind, NamedLink, Style
from app.sandbox.schema import Field


class LinkKind(Kind):
    """Ids of records of the linked table. Whether they exist is checked by the writer, for all at once."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and isinstance(value, str):
            value = [value] if ids.is_id("rec", value) else split_list(value)
        if not isinstance(value, list):
            raise errors.not_record_ids()
        return list(dict.fromkeys(self._one(item, intake) for item in value)) or None

    def text(self, field: Field, value: Any, style: Style) -> str:
        return ", ".join(style.name_of(record_id) for record_id in value)

    def _one(self, item: Any, intake: Intake) -> str | NamedLink:
        if ids.is_id("rec", item):
            return str(item)
        if intake.typecast and isinstance(item, str | int | float) and str(item).strip():
            return NamedLink(str(item).strip())
        raise errors.bad_record_id(item)


class AttachmentsKind(Kind):
    """[{"id", "url", "filename", ...}]. New ones come by their address, kept ones by their id."""

    def accept(self, field: Field, value: Any, intake: Intake) -> Any:
        if intake.typecast and isinstance(value, str):
            value = [{"url": url} for url in split_list(value)]
        if not isinstance(value, list):
            raise errors.bad_attachment(field.name)
        kept = {attachment["id"]: attachment for attachment in intake.current or ()}
        return [self._one(field, item, kept, intake) for item in value] or None

    def text(self, field: Field, value: Any, style: Style) -> str:
        return ", ".join(f"{each['filename']} ({each.get('url', '')})" for each in value)

    def order(self, field: Field, value: Any, style: Style) -> Any:
        return [each["filename"].casefold() for each in value]

    def _one(
        self, field: Field, item: Any, kept: dict[str, dict[str, Any]], intake: Intake
    ) -> dict[str, Any]:
        if isinstance(item, str) and intake.typecast:
            item = {"url": item}
        if not isinstance(item, dict):
            raise errors.bad_attachment(field.name)
        name = item.get("filename")
        if "id" in item:
            if intake.is_create or not ids.is_id("att", item["id"]) or item["id"] not in kept:
                raise errors.bad_attachment(field.name)
            renamed = {"filename": name} if isinstance(name, str) and name else {}
            return kept[item["id"]] | renamed
        url = item.get("url")
        if not isinstance(url, str) or not _is_web_address(url):
            raise errors.bad_attachment(field.name)
        if not isinstance(name, str) or not name:
            name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) or "attachment"
        return {"id": ids.new_id("att"), "url": url, "filename": name}


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
