"""The files of cells: one is added, or its bytes are read."""

import base64
import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests

from app.airtable._answers import one
from app.airtable._call import Call, checked_id
from app.airtable._client import client
from app.airtable._shapes import Connection, Lane, Record
from app.errors import NotFound, TooLarge, Unavailable

MAX_UPLOAD_BYTES = 5_000_000
MAX_NAME_CHARACTERS = 255
MAX_FILE_BYTES = 20_000_000
CHUNK_BYTES = 65_536
# Where Airtable keeps the files of all bases.
FILES_HOST = ".airtableusercontent.com"
SECONDS = (5, 20)
_PLAIN_URL = re.compile(r"https?://[a-z0-9.:-]+/[A-Za-z0-9._~%/=&?;,+()!*'@:$-]*")


def upload_attachment(
    connection: Connection,
    base_id: str,
    record_id: str,
    field_id: str,
    *,
    filename: str,
    content_type: str,
    content: bytes,
    lane: Lane = "interactive",
    feature: str = "",
) -> tuple[dict[str, Any], ...]:
    """Adds a file of at most 5 MB to an attachment field; gives the whole cell, old attachments and new ones.

    Raises like create_records, and TooLarge.
    """
    if len(content) > MAX_UPLOAD_BYTES:
        raise TooLarge(
            f"A file of {len(content):,} bytes is too large to be uploaded.",
            what_to_do=f"Airtable takes {MAX_UPLOAD_BYTES:,} bytes here; give larger files as an address.",
        )
    api = client(connection)
    call = Call(
        "upload_attachment", "create", checked_id("app", base_id), "data.records:write", lane, feature
    )
    place = f"{base_id}/{checked_id('rec', record_id)}/{quote(field_id, safe='')}/uploadAttachment"
    body = {
        "contentType": content_type,
        "filename": filename[:MAX_NAME_CHARACTERS],
        "file": base64.b64encode(content).decode(),
    }
    answer = api.ask(call, "POST", api.build_url(place), json=body)
    cells = one(api, call, Record, {"createdTime": "1970-01-01T00:00:00.000Z", **answer}).cells
    cell = next(iter(cells.values()), None)
    if not isinstance(cell, list):
        raise api.nonsense(call, "no cell with attachments")
    return tuple(cell)


def fetch_attachment(connection: Connection, url: str) -> bytes:
    """The bytes behind the address of a file that the service gave; no credential goes along.

    Only Airtable's own places are asked, and the sandbox's for a base of the sandbox: a cell may hold any address.
    Raises NotFound for another place and for an address that does not hold any more, TooLarge, Unavailable.
    """
    if not _is_place_of_files(connection, url):
        raise NotFound("This file lies elsewhere.", what_to_do="Open it in Airtable.")
    try:
        with _FileSession(connection) as session, session.read(url) as reply:
            if reply.status_code != 200:
                raise NotFound("This file cannot be had any more.", what_to_do="Read the record again.")
            content = bytearray()
            for chunk in reply.iter_content(CHUNK_BYTES):
                content += chunk
                if len(content) > MAX_FILE_BYTES:
                    raise TooLarge("This file is too large.", what_to_do="Open it in Airtable.")
            return bytes(content)
    except requests.RequestException as error:
        raise Unavailable("The file cannot be read now.", what_to_do="Try again in a moment.") from error


class _FileSession(requests.Session):
    """As with all calls, what lies on this machine is not asked for through a proxy."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.trust_env = connection.kind == "airtable"

    def read(self, url: str) -> requests.Response:
        return self.get(url, stream=True, timeout=SECONDS, allow_redirects=False)


def _is_place_of_files(connection: Connection, url: str) -> bool:
    """Addresses that two parsers could read in two ways are no places of files."""
    own, folders = urlsplit(connection.url), unquote(urlsplit(url).path).split("/")
    if not _PLAIN_URL.fullmatch(url) or ".." in folders:
        return False
    parts = urlsplit(url)
    if connection.kind == "sandbox":
        return (parts.scheme, parts.netloc) == (own.scheme, own.netloc) and folders[1] == "files"
    return parts.scheme == "https" and parts.netloc.endswith(FILES_HOST)
