"""`/api/v1/chat-files`."""

import base64

import pytest

from app import assistant, files
from tests.sessions import begin_session, cookie_of

URL = "/api/v1/chat-files"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def headers(owner):
    return cookie_of(begin_session(owner))


@pytest.fixture(autouse=True)
async def _nothing_runs_on(database):
    yield
    await assistant.drain()


def asked(name="deals.csv", media_type="text/csv", content=b"Name\nTea\n") -> dict[str, str]:
    return {"name": name, "media_type": media_type, "content_base64": base64.b64encode(content).decode()}


async def test_a_text_comes_back_as_a_download_and_never_as_a_page(client, headers):
    page = b"<script>alert(1)</script>"
    made = await client.post(URL, json=asked("a.txt", "text/plain", page), headers=headers)
    read = await client.get(made.headers["location"], headers=headers)

    assert (made.status_code, made.json()["size"]) == (201, len(page))
    assert read.content == page
    assert read.headers["content-type"] == "application/octet-stream"
    assert read.headers["content-disposition"].startswith("attachment")


async def test_a_picture_is_shown(client, headers):
    made = await client.post(URL, json=asked("a.png", "image/png", PNG), headers=headers)
    read = await client.get(made.headers["location"], headers=headers)

    assert (read.headers["content-type"], read.content) == ("image/png", PNG)


@pytest.mark.parametrize(
    "wrong",
    [
        asked(content=b""),
        asked(media_type="image/png", content=b"<svg onload=alert(1)>"),
        asked(media_type="image/svg+xml", content=b"<svg/>"),
        asked(media_type="text/html", content=b"<p>"),
        asked(content=b"\xff\xfe\x00"),
        asked(content=b"a\x00b"),
        asked(content=b"x" * 700_001),
        asked(name="  "),
        {**asked(), "content_base64": "no base64"},
    ],
    ids=["empty", "svg as png", "svg", "html", "not utf-8", "nul", "too large", "no name", "no base64"],
)
async def test_what_cannot_be_read_is_refused(client, headers, wrong):
    assert (await client.post(URL, json=wrong, headers=headers)).status_code == 422


async def test_a_file_goes_with_one_question_of_its_owner_only(client, headers, owner, editor, sandbox):
    file = files.keep(owner, "notes.txt", "text/plain", b"Deals are deals.")
    theirs = cookie_of(begin_session(editor))
    question = {"text": "What is in this file?", "files": [file.id]}

    foreign = await client.post("/api/chat", json=question, headers=theirs)
    first = await client.post("/api/chat", json=question, headers=headers)
    again = await client.post("/api/chat", json=question, headers=headers)
    thread = (await client.get(f"/api/v1/threads/{first.json()['thread']}", headers=headers)).json()
    discarded = await client.delete(f"{URL}/{file.id}", headers=headers)

    assert (foreign.status_code, first.status_code, again.status_code) == (404, 200, 404)
    assert [each["name"] for each in thread["messages"][0]["files"]] == ["notes.txt"]
    assert discarded.status_code == 409
    assert (await client.get(f"{URL}/{file.id}", headers=theirs)).status_code == 404
    assert await assistant.list_threads(editor) == []


async def test_a_file_that_nobody_asked_about_is_thrown_away_by_its_owner(client, headers, owner):
    file = files.keep(owner, "notes.txt", "text/plain", b"x")

    assert (await client.delete(f"{URL}/{file.id}", headers=headers)).status_code == 204
    assert (await client.get(f"{URL}/{file.id}", headers=headers)).status_code == 404


async def test_only_so_many_files_wait_at_once(client, headers, owner):
    for number in range(20):
        files.keep(owner, f"{number}.txt", "text/plain", b"x")

    refused = await client.post(URL, json=asked(), headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


async def test_another_version_of_a_question_has_its_files_too(owner, sandbox):
    file = files.keep(owner, "notes.txt", "text/plain", b"x")
    first = await assistant.ask(owner, "What is it?", file_ids=[file.id])
    _ = [message async for message in assistant.watch(owner, first.turn_id)]

    second = await assistant.ask(owner, "What?", thread_id=first.thread_id, instead_of=first.turn_id)

    assert [each.name for each in second.question.files] == ["notes.txt"]
    assert second.question.files[0].id != file.id
