"""Comments on records, by raw HTTP and by pyairtable."""

from typing import Any

import httpx
import pytest

from tests.sandbox.clients import client_of
from tests.sandbox.workbench import ANNA, BASE, BOB, GUEST, OWNER, READER, THINGS, WRITER, part, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration
COMMENTS = f"{THINGS}/{thing(1)}/comments"


def say(
    bench: SandboxServer, text: str, *, token: str = "", path: str = COMMENTS, **more: Any
) -> dict[str, Any]:
    answer = bench.call("POST", path, token=token, json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_comment_is_shown_as_the_original_shows_it(bench: SandboxServer) -> None:
    made = say(bench, "Hello, world!")

    listed = bench.get(COMMENTS).json()

    assert made == {
        "id": made["id"],
        "author": OWNER,
        "text": "Hello, world!",
        "createdTime": made["createdTime"],
        "lastUpdatedTime": None,
        "reactions": [],
    }
    assert listed == {"comments": [made], "offset": None}


def test_the_newest_comes_first_and_pages_go_on_where_the_last_one_ended(bench: SandboxServer) -> None:
    for index in range(5):
        say(bench, f"C{index}")

    first = bench.get(f"{COMMENTS}?pageSize=2").json()
    say(bench, "meanwhile")
    second = bench.get(f"{COMMENTS}?pageSize=2&offset={first['offset']}").json()
    third = bench.get(f"{COMMENTS}?pageSize=2&offset={second['offset']}").json()

    pages = [[each["text"] for each in page["comments"]] for page in (first, second, third)]
    assert pages == [["C4", "C3"], ["C2", "C1"], ["C0"]]
    assert third["offset"] is None


def test_people_are_mentioned_by_id_and_by_address(bench: SandboxServer) -> None:
    made = say(bench, f"@[{ANNA['id']}] and @[BOB@example.test], not @[usrNobody00000000] or @[x")

    assert made["text"] == f"@[{ANNA['id']}] and @[{BOB['id']}], not @[usrNobody00000000] or @[x"
    assert made["mentioned"] == {
        person["id"]: {
            "type": "user",
            "id": person["id"],
            "displayName": person["name"],
            "email": person["email"],
        }
        for person in (ANNA, BOB)
    }


def test_answers_hang_on_a_comment_of_the_same_record(bench: SandboxServer) -> None:
    parent = say(bench, "Question")
    reply = say(bench, "Answer", parentCommentId=parent["id"])
    elsewhere = {"text": "Answer", "parentCommentId": parent["id"]}

    refused = bench.call("POST", f"{THINGS}/{thing(2)}/comments", json=elsewhere)

    assert reply["parentCommentId"] == parent["id"]
    assert refused.status_code == 404
    assert refused.json() == {"error": {"type": "MODEL_ID_NOT_FOUND", "message": "Comment not found"}}


def test_a_changed_comment_says_when(bench: SandboxServer) -> None:
    made = say(bench, "Frist")

    changed = bench.call("PATCH", f"{COMMENTS}/{made['id']}", json={"text": "First"}).json()

    assert changed == made | {"text": "First", "lastUpdatedTime": changed["lastUpdatedTime"]}
    assert changed["lastUpdatedTime"] is not None
    assert bench.get(COMMENTS).json()["comments"] == [changed]


def test_a_deleted_comment_is_gone(bench: SandboxServer) -> None:
    made = say(bench, "Away")

    deleted = bench.call("DELETE", f"{COMMENTS}/{made['id']}").json()

    assert deleted == {"id": made["id"], "deleted": True}
    assert bench.get(COMMENTS).json() == {"comments": [], "offset": None}


def test_comments_go_with_their_record_and_are_counted(bench: SandboxServer) -> None:
    say(bench, "One")
    say(bench, "Two")
    counted = bench.get(f"{THINGS}?recordMetadata[]=commentCount&fields[]=Name").json()["records"]
    bench.call("DELETE", f"{THINGS}/{thing(1)}")

    gone = bench.get(COMMENTS)

    assert [record.get("commentCount") for record in counted] == [2, None, None]
    assert gone.status_code == 403


@pytest.mark.parametrize(
    ("method", "comment", "body", "status", "error"),
    [
        (
            "PATCH",
            "/comNowhere0000000",
            {"text": "x"},
            422,
            {
                "type": "ROW_COMMENT_DOES_NOT_EXIST",
                "message": "Row comment with id comNowhere0000000 does not exist",
            },
        ),
        ("DELETE", "/comNowhere0000000", None, 422, {"type": "ROW_COMMENT_DOES_NOT_EXIST"}),
        ("PATCH", "/nonsense", {"text": "x"}, 404, "NOT_FOUND"),
        ("POST", "", {}, 422, "INVALID_REQUEST_UNKNOWN"),
        ("POST", "", {"text": " "}, 422, "INVALID_REQUEST_UNKNOWN"),
        ("POST", "", {"text": 5}, 422, "INVALID_REQUEST_UNKNOWN"),
        ("POST", "", {"text": "x", "parentCommentId": 5}, 422, "INVALID_REQUEST_UNKNOWN"),
        ("GET", "?offset=itrWrong", None, 422, "INVALID_OFFSET_VALUE"),
        ("GET", "?pageSize=101", None, 422, "INVALID_REQUEST_UNKNOWN"),
        ("GET", "?view=All", None, 422, "INVALID_REQUEST_UNKNOWN"),
    ],
)
def test_what_makes_no_sense_is_refused(
    bench: SandboxServer, method: str, comment: str, body: Any, status: int, error: Any
) -> None:
    answer = bench.call(method, f"{COMMENTS}{comment}", json=body)

    told = answer.json()["error"]
    assert (answer.status_code, told if not isinstance(error, str) or told == error else told["type"]) == (
        status,
        error,
    )


def test_only_the_author_changes_or_deletes(bench: SandboxServer) -> None:
    made = say(bench, "Mine", token=WRITER)
    path = f"{COMMENTS}/{made['id']}"

    answers = [bench.call("PATCH", path, json={"text": "Yours"}), bench.call("DELETE", path)]

    assert [(each.status_code, each.json()["error"]["type"]) for each in answers] == [
        (403, "INVALID_PERMISSIONS")
    ] * 2
    assert bench.call("DELETE", path, token=WRITER).status_code == 200


def test_a_commenter_comments_and_a_token_without_the_scope_does_not(bench: SandboxServer) -> None:
    made = say(bench, "Allowed", token=GUEST)
    refused = bench.call("POST", COMMENTS, token=READER, json={"text": "x"})
    unread = bench.call("GET", COMMENTS, token=READER)

    assert made["author"] == ANNA
    assert [_error(refused), _error(unread)] == [(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND")] * 2


def test_a_record_is_found_by_its_id_in_the_whole_base(bench: SandboxServer) -> None:
    say(bench, "On a part", path=f"{THINGS}/{part(1)}/comments")

    assert len(bench.get(f"/v0/{BASE}/Parts/{part(1)}/comments").json()["comments"]) == 1
    assert bench.get(f"{THINGS}/recNowhere0000000/comments").status_code == 403


def test_the_client_reads_writes_and_answers(bench: SandboxServer) -> None:
    with client_of(bench) as api:
        things = api.table(BASE, "Things")
        made = things.add_comment(thing(2), f"Hi @[{ANNA['id']}]")
        things.add_comment(thing(2), "An answer", made.id)
        made.text = "Hello"
        made.save()
        listed = things.comments(thing(2))
        listed[0].delete()

        assert [each.text for each in listed] == ["An answer", "Hello"]
        assert listed[0].parent_comment_id == made.id
        assert (listed[1].author.name, listed[1].mentioned) == ("Sandbox Owner", {})
        assert listed[1].last_updated_time is not None
        assert [each.text for each in things.comments(thing(2))] == ["Hello"]


def _error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["type"]
