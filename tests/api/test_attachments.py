"""`/api/v1/records/{record_id}/attachments`: the files of records, read through the platform."""

import base64
from dataclasses import replace

import httpx
import pytest

from app import airtable
from app.errors import NotFound
from tests import things
from tests.api.airtable_parts import PLACE, headers, stock
from tests.sandbox.test_attachments import png

__all__ = ["headers", "stock"]
RECORD = things.thing_id(0)
PAGE = b"<script>alert(document.cookie)</script>"


def keep(stock, name: str, kind: str, content: bytes) -> str:
    """A file of the first thing, put there in Airtable; gives its id."""
    answer = stock.call(
        "POST",
        f"/v0/{things.BASE}/{RECORD}/{things.field_id('Files')}/uploadAttachment",
        json={"contentType": kind, "filename": name, "file": base64.b64encode(content).decode()},
    )
    answer.raise_for_status()
    files = next(iter(answer.json()["fields"].values()))
    return str(files[-1]["id"])


async def read(client, headers, attachment_id: str, **query: str) -> httpx.Response:
    path = f"/api/v1/records/{RECORD}/attachments/{attachment_id}"
    reply: httpx.Response = await client.get(path, params={**PLACE, **query}, headers=headers)
    return reply


async def test_picture_is_shown_and_has_a_small_one(client, headers, stock):
    picture = png(200, 100)
    found = keep(stock, "über/plan.png", "image/png", picture)

    full = await read(client, headers, found)
    small = await read(client, headers, found, size="small")

    assert (full.status_code, full.content, full.headers["content-type"]) == (200, picture, "image/png")
    assert full.headers["content-disposition"] == "inline; filename*=UTF-8''%C3%BCber%2Fplan.png"
    assert (small.status_code, small.headers["content-type"]) == (200, "image/png")


async def test_what_calls_itself_a_picture_and_is_a_page_is_a_download(client, headers, stock):
    found = keep(stock, "cat.png", "image/png", PAGE)

    reply = await read(client, headers, found)

    assert (reply.content, reply.headers["content-type"]) == (PAGE, "application/octet-stream")
    assert reply.headers["content-disposition"].startswith("attachment;")
    assert reply.headers["x-content-type-options"] == "nosniff"


async def test_file_of_another_record_and_one_that_is_not_there_are_unknown(client, headers, stock):
    found = keep(stock, "offer.txt", "text/plain", b"Ten percent")
    path = f"/api/v1/records/{things.thing_id(1)}/attachments/{found}"

    elsewhere = await client.get(path, params=PLACE, headers=headers)
    unknown = await read(client, headers, "attNothing0000000")

    assert [elsewhere.status_code, unknown.status_code] == [404, 404]
    assert b"Ten percent" not in elsewhere.content


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://dl.airtableusercontent.com.example.test/a",
        "{origin}/_control/faults",
        "http://dl.airtableusercontent.com/a",
        "{origin}/files/../_control/faults",
        "{origin}/files/%2e%2E/_control/faults",
        "{origin}/files/..%2f_control/faults",
    ],
)
def test_only_places_of_files_of_the_sandbox_are_asked(stock, viewer, url):
    connection = airtable.connection_for(viewer, "", base_id=things.BASE)

    with pytest.raises(NotFound, match="elsewhere"):
        airtable.fetch_attachment(connection, url.format(origin=connection.url))


@pytest.mark.parametrize(
    "url",
    [
        "https://dl.airtableusercontent.com.example.test/a",
        "https://example.test\\.airtableusercontent.com/a",
        "https://dl.airtableusercontent.com@example.test/a",
        "https://example.test#.airtableusercontent.com/a",
        "https://dl.airtableusercontent.com:22/a",
        "http://dl.airtableusercontent.com/a",
        "https://127.0.0.1/a",
    ],
)
def test_only_airtables_places_of_files_are_asked(stock, viewer, url):
    connection = replace(airtable.connection_for(viewer, "", base_id=things.BASE), kind="airtable")

    with pytest.raises(NotFound, match="elsewhere"):
        airtable.fetch_attachment(connection, url)
