"""Attachments: how they are stored, and the signed addresses at which their bytes can be had for a while.

A stored attachment is {"id", "filename", "size", "type", "width"?, "height"?, "file"}, where "file" names the bytes,
or {"id", "url", "filename", ...} for a file that lies elsewhere. The sandbox never fetches such a file: an address in a
request would otherwise reach whatever this machine reaches.
"""

import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from sqlalchemy import Connection

from app.sandbox import ids
from app.sandbox.pictures import Size, size_of, thumbnail_sizes
from app.sandbox.schema import Field
from app.sandbox.store import files as file_store
from app.sandbox.store.files import File

MAX_UPLOAD_BYTES = 5 * 1024 * 1024
_SIGNATURE_LENGTH = 43


@dataclass(frozen=True)
class AttachmentLinks:
    """Makes and checks addresses of files. origin: of this server as the client sees it; seconds: how long they
    hold.
    """

    key: bytes
    origin: str = ""
    seconds: float = 7200

    def shown(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """The attachment as the API shows it, with addresses that hold from now on."""
        if "file" not in stored:
            return dict(stored)
        url = self._url(stored["file"], stored["filename"])
        shown: dict[str, Any] = {"id": stored["id"], "url": url}
        shown |= {
            key: stored[key] for key in ("filename", "size", "type", "width", "height") if key in stored
        }
        if "width" in stored:
            sizes = thumbnail_sizes(Size(stored["width"], stored["height"]))
            shown["thumbnails"] = {
                name: {"url": url, "width": size.width, "height": size.height} for name, size in sizes.items()
            }
        return shown

    def may_open(self, expires: str, file_id: str, signature: str) -> bool:
        """Whether this server made the address, and it still holds."""
        expected = self._signature(expires, file_id)
        if not hmac.compare_digest(expected.encode(), signature.encode(errors="replace")):
            return False
        return time.time() * 1000 < int(expires)

    def file_of(self, url: str) -> str:
        """The file behind an address of this server that still holds, "" for any other address."""
        parts = urlsplit(url).path.split("/")
        if len(parts) != 6 or parts[1] != "files" or not ids.is_id("att", parts[3]):
            return ""
        return parts[3] if self.may_open(parts[2], parts[3], parts[4]) else ""

    def _url(self, file_id: str, filename: str) -> str:
        expires = str(int((time.time() + self.seconds) * 1000))
        signature = self._signature(expires, file_id)
        return f"{self.origin}/files/{expires}/{file_id}/{signature}/{quote(filename, safe='')}"

    def _signature(self, expires: str, file_id: str) -> str:
        text = f"{expires}/{file_id}".encode(errors="replace")
        number = int.from_bytes(hmac.digest(self.key, text, hashlib.sha256), "big")
        return ids.base62(number, _SIGNATURE_LENGTH)


def stored_file(attachment_id: str, filename: str, file: File) -> dict[str, Any]:
    """The stored attachment for a file that was put into the database under the same id."""
    return {"id": attachment_id, "filename": filename, "file": attachment_id, **_facts(file)}


def adopt(connection: Connection, links: AttachmentLinks, accepted: Iterable[Mapping[Field, Any]]) -> None:
    """Makes new attachments that were given by an address of this server share the file behind it.

    As in the original, a copy by its address is an attachment of its own.
    """
    for values in accepted:
        for field, value in values.items():
            if field.type == "multipleAttachments":
                for item in value or ():
                    _adopt(connection, links, item)


def sign_all(links: AttachmentLinks, value: Any) -> Any:
    """The same JSON value with every stored attachment in it as the API shows it."""
    if isinstance(value, list):
        return [sign_all(links, item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() >= {"id", "filename", "file"}:
        return links.shown(value)
    return {key: sign_all(links, item) for key, item in value.items()}


def _adopt(connection: Connection, links: AttachmentLinks, item: dict[str, Any]) -> None:
    file_id = links.file_of(item["url"]) if "url" in item else ""
    file = file_store.find(connection, file_id) if file_id else None
    if file is not None:
        del item["url"]
        item |= {"file": file_id, **_facts(file)}


def _facts(file: File) -> dict[str, Any]:
    size = size_of(file.content) if file.type.startswith("image/") else None
    pixels = {} if size is None else {"width": size.width, "height": size.height}
    return {"size": len(file.content), "type": file.type, **pixels}
