"""Attachments: uploads, signed addresses, copies, and files that lie elsewhere."""

import base64
import struct
import zlib
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from requests.adapters import HTTPAdapter

from tests.sandbox.clients import client_of
from tests.sandbox.workbench import BASE, GUEST, READER, THINGS, WRITER, field_id, part, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration
FILES = field_id("Files")
UPLOAD = f"/v0/{BASE}/{thing(2)}/Files/uploadAttachment"
# Where the client sends uploads, whatever its endpoint is.
CONTENT_HOST = "http://content.airtable.com"
SEEDED = {"id": "attWorkbench00001", "url": "https://example.test/a.txt", "filename": "a.txt"}


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def body(
    content: bytes = b"Hello world", filename: str = "sample.txt", kind: str = "text/plain"
) -> dict[str, Any]:
    return {"contentType": kind, "filename": filename, "file": base64.b64encode(content).decode()}


def upload(bench: SandboxServer, given: dict[str, Any], path: str = UPLOAD) -> dict[str, Any]:
    answer = bench.call("POST", path, json=given)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def fetch(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False)


def test_an_upload_answers_the_cell_by_the_id_of_its_field(bench: SandboxServer) -> None:
    answer = upload(bench, body())

    (attachment,) = answer["fields"][FILES]
    assert answer == {
        "id": thing(2),
        "createdTime": answer["createdTime"],
        "fields": {FILES: [attachment]},
    }
    assert attachment == {
        "id": attachment["id"],
        "url": attachment["url"],
        "filename": "sample.txt",
        "size": 11,
        "type": "text/plain",
    }


def test_the_bytes_are_served_without_a_token_and_cannot_run(bench: SandboxServer) -> None:
    page = b"<script>alert(1)</script>"
    (attachment,) = upload(bench, body(page, 'a "b"/ç.html', "text/html"))["fields"][FILES]

    answer = fetch(attachment["url"])

    assert attachment["url"].startswith(f"{bench.url}/files/")
    assert (answer.status_code, answer.content) == (200, page)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20%22b%22%2F%C3%A7.html"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_second_upload_is_added_and_read_back_everywhere(bench: SandboxServer) -> None:
    upload(bench, body())
    added = upload(bench, body(b"Second"), f"/v0/{BASE}/{thing(1)}/{FILES}/uploadAttachment")["fields"][FILES]

    record = bench.get(f"{THINGS}/{thing(1)}").json()["fields"]["Files"]
    listed = bench.get(f"{THINGS}?fields[]=Files&sort[0][field]=Name").json()["records"]
    text = bench.get(f"{THINGS}?cellFormat=string&timeZone=UTC&userLocale=en&fields[]=Files").json()[
        "records"
    ]

    assert [each["id"] for each in record] == [each["id"] for each in added]
    assert record[0] == SEEDED
    assert [len(each["fields"].get("Files", ())) for each in listed] == [0, 1, 2]
    assert text[1]["fields"]["Files"].startswith(f"sample.txt ({bench.url}/files/")


@pytest.mark.parametrize(
    ("size", "small", "large", "full"),
    [((40, 20), (40, 20), (40, 20), (40, 20)), ((1024, 1024), (36, 36), (512, 512), (1024, 1024))],
)
def test_a_picture_has_its_size_and_thumbnails(
    bench: SandboxServer, size: tuple[int, int], small: Any, large: Any, full: Any
) -> None:
    (attachment,) = upload(bench, body(png(*size), "a.png", "image/png"))["fields"][FILES]

    thumbnails = attachment["thumbnails"]
    assert (attachment["width"], attachment["height"]) == size
    assert {name: (each["width"], each["height"]) for name, each in thumbnails.items()} == {
        "small": small,
        "large": large,
        "full": full,
    }
    assert fetch(thumbnails["small"]["url"]).headers["content-type"] == "image/png"


def test_an_address_ends_after_two_hours(bench: SandboxServer) -> None:
    assert bench.get("/_control/timing").json()["attachment_url"] == 7200
    bench.call("PATCH", "/_control/timing", json={"attachment_url": 0})
    (attachment,) = upload(bench, body())["fields"][FILES]
    bench.call("PATCH", "/_control/timing", json={"attachment_url": 7200})

    old = fetch(attachment["url"])
    (again,) = bench.get(f"{THINGS}/{thing(2)}").json()["fields"]["Files"]

    assert (old.status_code, old.json()["error"]["type"]) == (410, "ATTACHMENT_URL_EXPIRED")
    assert fetch(again["url"]).content == b"Hello world"


def test_an_address_holds_for_its_own_file_only(bench: SandboxServer) -> None:
    (one,) = upload(bench, body())["fields"][FILES]
    (_, two) = upload(bench, body(b"Other"))["fields"][FILES]
    _, files, expires, file_id, signature, name = urlsplit(one["url"]).path.split("/")
    longer = str(int(expires) + 1)

    answers = [
        fetch(f"{bench.url}/{files}/{expires}/{two['id']}/{signature}/{name}"),
        fetch(f"{bench.url}/{files}/{longer}/{file_id}/{signature}/{name}"),
        fetch(f"{bench.url}/{files}/{expires}/{file_id}/{'0' * 43}/{name}"),
        fetch(f"{bench.url}/{files}/x/{file_id}/ä/{name}"),
    ]

    assert [answer.status_code for answer in answers] == [410] * 4


@pytest.mark.parametrize("host", ["sandbox.example:1234", "[::1]:80", "[", 'x"><script>'])
def test_an_address_names_the_host_that_was_asked(bench: SandboxServer, host: str) -> None:
    upload(bench, body())
    headers = {"Authorization": f"Bearer {bench.token}", "Host": host}

    answer = httpx.get(f"{bench.url}{THINGS}/{thing(2)}", headers=headers, trust_env=False)

    (attachment,) = answer.json()["fields"]["Files"]
    origin = f"http://{host}" if host[-1].isdigit() else bench.url
    assert attachment["url"].startswith(f"{origin}/files/")


def test_files_elsewhere_are_kept_as_references_and_never_fetched(bench: SandboxServer) -> None:
    url = f"{bench.url}/v0/never/asked%20for.txt"
    bench.forget_requests()

    made = bench.call("POST", THINGS, json={"fields": {"Files": [{"url": url}]}}).json()

    (attachment,) = made["fields"]["Files"]
    assert attachment == {"id": attachment["id"], "url": url, "filename": "asked for.txt"}
    assert [entry["method"] for entry in bench.requests()] == ["POST"]


def test_a_copy_by_its_address_is_an_attachment_of_its_own(bench: SandboxServer) -> None:
    (original,) = upload(bench, body())["fields"][FILES]

    made = bench.call("POST", THINGS, json={"fields": {"Files": [{"url": original["url"]}]}}).json()
    bench.call("DELETE", f"{THINGS}/{thing(2)}")

    (copy,) = made["fields"]["Files"]
    assert copy["id"] != original["id"]
    assert (copy["filename"], copy["size"], copy["type"]) == ("sample.txt", 11, "text/plain")
    assert fetch(copy["url"]).content == b"Hello world"


def test_kept_ones_are_named_by_their_id_renamed_and_put_in_order(bench: SandboxServer) -> None:
    first, second = (
        upload(bench, body(text, name))["fields"][FILES][-1] for text, name in ((b"1", "1"), (b"2", "2"))
    )

    path = f"{THINGS}/{thing(2)}"
    given = [{"id": second["id"], "filename": "two.txt"}, {"id": first["id"], "url": first["url"]}]
    kept = bench.call("PATCH", path, json={"fields": {"Files": given}}).json()["fields"]["Files"]
    one = bench.call("PATCH", path, json={"fields": {"Files": [{"id": first["id"]}]}}).json()["fields"][
        "Files"
    ]
    none = bench.call("PATCH", path, json={"fields": {"Files": []}}).json()["fields"]

    assert [(each["id"], each["filename"]) for each in kept] == [
        (second["id"], "two.txt"),
        (first["id"], "1"),
    ]
    assert [each["id"] for each in one] == [first["id"]]
    assert "Files" not in none


@pytest.mark.parametrize(
    ("method", "path", "value"),
    [
        ("POST", THINGS, [{"id": SEEDED["id"]}]),
        ("POST", THINGS, [SEEDED]),
        ("POST", THINGS, [{"url": "data:text/plain,x"}]),
        ("POST", THINGS, [{"url": "ftp://example.test/a"}]),
        ("POST", THINGS, [{"filename": "a.txt"}]),
        ("POST", THINGS, ["https://example.test/a.txt"]),
        ("POST", THINGS, "https://example.test/a.txt"),
        ("PATCH", f"{THINGS}/{thing(2)}", [{"id": SEEDED["id"]}]),
        ("PATCH", f"{THINGS}/{thing(1)}", [{"id": "attNowhere0000000"}]),
    ],
)
def test_attachments_that_make_no_sense_are_refused(
    bench: SandboxServer, method: str, path: str, value: Any
) -> None:
    answer = bench.call(method, path, json={"fields": {"Files": value}})

    assert (answer.status_code, answer.json()["error"]["type"]) == (422, "INVALID_ATTACHMENT_OBJECT")


@pytest.mark.parametrize(
    ("path", "given", "status", "error"),
    [
        (UPLOAD, {}, 422, "INVALID_REQUEST_UNKNOWN"),
        (UPLOAD, body() | {"file": "not base64!"}, 422, "INVALID_REQUEST_UNKNOWN"),
        (UPLOAD, body(b""), 422, "INVALID_REQUEST_UNKNOWN"),
        (UPLOAD, body() | {"filename": ""}, 422, "INVALID_REQUEST_UNKNOWN"),
        (UPLOAD, body(kind="text/plain\r\nx: y"), 422, "INVALID_REQUEST_UNKNOWN"),
        (UPLOAD, body(bytes(5 * 1024 * 1024 + 1)), 413, "REQUEST_TOO_LARGE"),
        (UPLOAD.replace("Files", "Nothing"), body(), 422, "UNKNOWN_FIELD_NAME"),
        (UPLOAD.replace("Files", "Name"), body(), 422, "INVALID_VALUE_FOR_COLUMN"),
        (
            UPLOAD.replace(thing(2), "recNowhere0000000"),
            body(),
            403,
            "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
        ),
    ],
)
def test_uploads_that_make_no_sense_are_refused(
    bench: SandboxServer, path: str, given: dict[str, Any], status: int, error: str
) -> None:
    answer = bench.call("POST", path, json=given)

    assert (answer.status_code, answer.json()["error"]["type"]) == (status, error)


@pytest.mark.parametrize(("token", "status"), [(WRITER, 200), (READER, 403), (GUEST, 403)])
def test_an_upload_needs_the_rights_of_an_editor(bench: SandboxServer, token: str, status: int) -> None:
    assert bench.call("POST", UPLOAD, token=token, json=body()).status_code == status


def test_five_megabytes_in_lines_are_taken(bench: SandboxServer) -> None:
    content = bytes(5 * 1024 * 1024)
    given = body() | {"file": base64.encodebytes(content).decode()}

    (attachment,) = upload(bench, given)["fields"][FILES]

    assert attachment["size"] == len(content)


def test_files_seen_through_a_link_have_addresses_too(bench: SandboxServer) -> None:
    options = {"recordLinkFieldId": field_id("Thing"), "fieldIdInLinkedTable": FILES}
    lookup = {"name": "Their files", "type": "multipleLookupValues", "options": options}
    made = bench.call("POST", f"/v0/meta/bases/{BASE}/tables/Parts/fields", json=lookup)
    upload(bench, body(), f"/v0/{BASE}/{thing(1)}/Files/uploadAttachment")

    seen = bench.get(f"/v0/{BASE}/Parts/{part(1)}").json()["fields"]["Their files"]

    assert made.status_code == 200, made.text
    assert [each["filename"] for each in seen] == ["a.txt", "sample.txt"]
    assert fetch(seen[1]["url"]).content == b"Hello world"


def test_the_client_uploads_once_its_host_is_redirected(bench: SandboxServer) -> None:
    class ToTheSandbox(HTTPAdapter):
        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            request.url = request.url.replace(CONTENT_HOST, bench.url)
            return super().send(request, *args, **kwargs)

    with client_of(bench) as api:
        api.session.mount(CONTENT_HOST, ToTheSandbox())
        things = api.table(BASE, "Things")
        answer = things.upload_attachment(thing(3), "Files", "notes.txt", "Grüße")
        (attachment,) = things.get(thing(3))["fields"]["Files"]

    assert [each["filename"] for each in answer["fields"][FILES]] == ["notes.txt"]
    assert fetch(attachment["url"]).text == "Grüße"
