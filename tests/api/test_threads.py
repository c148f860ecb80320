"""`/api/v1/threads`."""

import pytest

from app import assistant, files
from tests.factories import make_message, make_thread, make_turn
from tests.sessions import begin_session, cookie_of

ADDRESS = "/api/v1/threads"
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def headers(owner):
    return cookie_of(begin_session(owner))


def thread(actor, title: str, *said: str) -> str:
    made = make_thread(actor, title)
    turn = make_turn(actor, made, status="done")
    for text in said:
        make_message(actor, turn, text)
    return made.id


async def test_threads_come_by_pages_and_once_each(client, headers, owner, editor):
    made = [thread(owner, f"Thread {number}") for number in range(5)]
    thread(editor, "Not mine")

    found, cursor = [], ""
    while True:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = (await client.get(ADDRESS, params=params, headers=headers)).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert found == made[::-1]


async def test_a_word_is_found_in_titles_and_in_what_was_said_of_ones_own(client, headers, owner, editor):
    by_title = thread(owner, "Aardvark deals", "nothing")
    by_words = thread(owner, "Deals", "The best deal was with the AARDVARK company, and 100%_ sure")
    thread(owner, "Other", "nothing")
    thread(editor, "Aardvark of somebody else", "aardvark")

    async def sought(text):
        page = (await client.get(ADDRESS, params={"query": text}, headers=headers)).json()
        return {each["id"]: each["snippet"] for each in page["items"]}

    assert await sought("aardvark") == {
        by_title: "",
        by_words: "The best deal was with the AARDVARK company, and 100%_ sure",
    }
    assert await sought("100%_") == {by_words: "…was with the AARDVARK company, and 100%_ sure"}
    assert set(await sought("%")) == {by_words}


async def test_a_thread_is_named_pinned_and_put_away(client, headers, owner):
    old, new = thread(owner, "Old"), thread(owner, "New")

    renamed = await client.patch(
        f"{ADDRESS}/{old}", json={"title": "  Kept   one ", "pinned": True}, headers=headers
    )
    first = [each.id for each in await assistant.list_threads(owner)]
    await client.patch(f"{ADDRESS}/{old}", json={"archived": True}, headers=headers)

    assert (renamed.json()["title"], renamed.json()["pinned"]) == ("Kept one", True)
    assert first == [old, new]
    assert [each.id for each in await assistant.list_threads(owner)] == [new]
    away = (await client.get(ADDRESS, params={"archived": "only"}, headers=headers)).json()["items"]
    assert [(each["id"], each["pinned"], each["archived"]) for each in away] == [(old, False, True)]


async def test_a_thread_is_read_and_deleted_with_all_in_it(client, headers, owner):
    made = thread(owner, "Deals", "Four deals.")

    read = (await client.get(f"{ADDRESS}/{made}", headers=headers)).json()
    gone = await client.delete(f"{ADDRESS}/{made}", headers=headers)

    assert [message["text"] for message in read["messages"]] == ["Four deals."]
    assert gone.status_code == 204
    assert (await client.get(f"{ADDRESS}/{made}", headers=headers)).status_code == 404


async def test_a_thread_is_exported_as_a_document_with_its_table_and_proof(client, headers, owner, sandbox):
    ref = await assistant.ask(owner, "show the 2 largest deals")
    answer = [message async for message in assistant.watch(owner, ref.turn_id)][-1]

    document = await client.get(f"{ADDRESS}/{ref.thread_id}/export", headers=headers)
    data = await client.get(f"{ADDRESS}/{ref.thread_id}/export", params={"format": "json"}, headers=headers)

    text = document.text
    assert document.headers["content-disposition"] == f'attachment; filename="thread-{ref.thread_id[:12]}.md"'
    assert text.startswith("# Show the 2 largest deals\n")
    assert "> show the 2 largest deals" in text
    assert answer.text in text
    assert f"| {answer.tables[0].rows[0][0].text} |" in text
    assert "How I got this: " in text
    assert data.json()["messages"][1]["text"] == answer.text


async def test_stopping_where_nothing_runs_changes_nothing(client, headers, owner):
    made = thread(owner, "Deals")

    assert (await client.post(f"{ADDRESS}/{made}/stop", headers=headers)).status_code == 204


@pytest.mark.parametrize("asked", [{"title": ""}, {"title": "x" * 201}, {"pinned": "yes"}, {"name": "a"}])
async def test_a_change_that_makes_no_sense_is_refused(client, headers, owner, asked):
    made = thread(owner, "Deals")

    assert (await client.patch(f"{ADDRESS}/{made}", json=asked, headers=headers)).status_code == 422


async def test_a_shared_thread_shows_the_team_what_it_showed_then(client, headers, owner, viewer, stranger):
    made = make_thread(owner, "Deals")
    turn = make_turn(owner, made, status="done")
    make_message(owner, turn, "How many?")
    make_message(owner, turn, "Four deals.", role="assistant")
    at = f"{ADDRESS}/{made.id}/share"

    before = (await client.get(at, headers=headers)).json()
    shared = (await client.put(at, headers=headers)).json()
    make_message(owner, make_turn(owner, made, status="done"), "A secret of later")
    theirs = cookie_of(begin_session(viewer))
    seen = (await client.get(f"{ADDRESS}/shared/{shared['id']}", headers=theirs)).json()
    foreign = await client.get(f"{ADDRESS}/shared/{shared['id']}", headers=cookie_of(begin_session(stranger)))

    assert (before["id"], shared["link"]) == ("", f"/shared/?s={shared['id']}")
    assert [message["text"] for message in seen["messages"]] == ["How many?", "Four deals."]
    assert (seen["author"], seen["is_yours"]) == ("Olivia", False)
    assert foreign.status_code == 404
    assert (await client.get(f"{ADDRESS}/{made.id}", headers=theirs)).status_code == 404


async def test_sharing_again_shows_the_new_state_under_the_same_link_until_it_is_stopped(
    client, headers, owner
):
    made = make_thread(owner, "Deals")
    make_message(owner, make_turn(owner, made, status="done"), "Four.", role="assistant")
    at = f"{ADDRESS}/{made.id}/share"
    first = (await client.put(at, headers=headers)).json()
    make_message(owner, make_turn(owner, made, status="done"), "Five.", role="assistant")

    second = (await client.put(at, headers=headers)).json()
    await client.delete(at, headers=headers)

    assert (second["id"], first["messages"], second["messages"]) == (first["id"], 1, 2)
    assert (await client.get(f"{ADDRESS}/shared/{first['id']}", headers=headers)).status_code == 404


async def test_a_deleted_thread_is_shared_no_more(client, headers, owner):
    made = make_thread(owner, "Deals")
    make_message(owner, make_turn(owner, made, status="done"), "Four.", role="assistant")
    shared = (await client.put(f"{ADDRESS}/{made.id}/share", headers=headers)).json()

    await client.delete(f"{ADDRESS}/{made.id}", headers=headers)

    assert (await client.get(f"{ADDRESS}/shared/{shared['id']}", headers=headers)).status_code == 404


async def test_a_thread_without_an_answer_is_not_shared(client, headers, owner):
    made = make_thread(owner, "Deals")

    assert (await client.put(f"{ADDRESS}/{made.id}/share", headers=headers)).status_code == 422


async def test_a_shared_thread_takes_no_file_of_its_person_along(client, headers, owner, viewer, sandbox):
    file = files.keep(owner, "salaries.txt", "text/plain", b"x")
    ref = await assistant.ask(owner, "What is it?", file_ids=[file.id])
    _ = [message async for message in assistant.watch(owner, ref.turn_id)]

    shared = (await client.put(f"{ADDRESS}/{ref.thread_id}/share", headers=headers)).json()
    seen = await client.get(f"{ADDRESS}/shared/{shared['id']}", headers=cookie_of(begin_session(viewer)))

    assert [message["files"] for message in seen.json()["messages"]] == [[], []]
    assert file.id not in seen.text
