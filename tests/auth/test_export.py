"""Everything of a team in one document."""

import json
import tracemalloc
from base64 import b64decode
from dataclasses import replace

import pytest

from app import audit, auth, db, models
from app.actor import Actor, Role
from app.auth import _export
from app.errors import ConfirmPassword, Forbidden
from app.models import ChatFile, Message, Team
from tests.auth.keys import make_key
from tests.auth.links import copied_token
from tests.factories import make_message, make_thread, make_turn
from tests.people import confirmed, make_member, make_team


def exported(actor: Actor) -> dict:
    return json.loads(b"".join(auth.export_team(confirmed(actor))))


def exported_at(actor: Actor) -> object:
    with db.uow(actor, read_only=True) as unit:
        return unit.get_one(Team, actor.team_id).exported_at


def say(actor: Actor, *texts: str) -> None:
    thread = make_thread(actor, texts[0])
    for text in texts:
        make_message(actor, make_turn(actor, thread), text)


def test_document_has_everything_of_the_team_and_nothing_of_others(owner, editor, stranger):
    say(editor, 'What is "open"?', "And\u2028\\ won?")
    say(owner, "Deals")
    say(stranger, "Theirs")
    for actor in (owner, stranger):
        copied_token(actor)
        make_key(actor, "read")

    document = exported(owner)

    assert list(document) == [
        *("format", "exported_at", "team", "members", "invites", "api_keys", "connections", "views"),
        *("changes", "change_rules", "model_budget", "model_calls", "runs", "schedules", "threads"),
        *("shared_threads", "prompts", "prompt_versions", "chat_files", "audit"),
    ]
    assert document["team"]["name"] == "Northwind"
    assert [(each["name"], each["role"]) for each in document["members"]] == [
        ("Olivia", "owner"),
        ("Edith", "editor"),
    ]
    assert [each["title"] for each in document["threads"]] == ['What is "open"?', "Deals"]
    assert [each["text"] for each in document["threads"][0]["messages"]] == [
        'What is "open"?',
        "And\u2028\\ won?",
    ]
    assert len(document["threads"][0]["turns"]) == 2
    assert [each["email"] for each in document["invites"]] == ["nina@example.test"]
    assert [each["act"] for each in document["audit"]] == ["member.invited", "api_key.made", "team.exported"]
    text = json.dumps(document)
    assert [word in text for word in ("Theirs", "Contoso", stranger.person_id, stranger.team_id)] == [
        False
    ] * 4


def give_file(actor: Actor, content: bytes) -> None:
    with db.uow(actor) as unit:
        whose = {"team_id": actor.team_id, "person_id": actor.person_id}
        unit.add(ChatFile(name="a.bin", media_type="image/png", size=len(content), content=content, **whose))


def test_files_of_questions_are_in_the_document_as_they_were_given(owner, stranger):
    given = [bytes([number, 0, 255]) for number in range(_export.FILES_AT_ONCE + 2)]
    for content in given:
        give_file(owner, content)
    give_file(stranger, b"theirs")

    files = exported(owner)["chat_files"]

    assert sorted(b64decode(each["content"]) for each in files) == given


def test_document_has_no_secret(owner):
    token, key = copied_token(owner), make_key(owner, "read")

    text = json.dumps(exported(owner))

    assert [word in text for word in (token, key, "token_hash", "key_hash", "password")] == [False] * 5


def test_every_table_of_a_team_is_in_the_document(owner):
    # Whoever adds a table puts it into `_export` and its name here, or says that the team loses nothing without it.
    copies = {"MirrorChange", "MirrorDocument", "MirrorGeneration", "MirrorName", "MirrorRow"}
    copies |= {"MirroredBase", "MirroredTable", "SeenBase"}
    passing = {
        "CallCount",
        "KeptResult",
        "Notification",
        "NotificationChoice",
        "OAuthAttempt",
        "RecordLock",
        "SagaDefinition",
        "SagaEvent",
        "SagaStep",
    }

    assert {cls.__name__ for cls in models.team_owned()} - copies - passing == {
        "ApiKey",
        "AuditChain",
        "AuditEvent",
        "ChangeItem",
        "ChangePlan",
        "ChangeRule",
        "ChatFile",
        "Invite",
        "Membership",
        "Message",
        "ModelBudget",
        "ModelCall",
        "Prompt",
        "PromptVersion",
        "SagaRun",
        "SagaSchedule",
        "SavedView",
        "SharedThread",
        "StoredConnection",
        "Thread",
        "Turn",
    }


def test_more_than_one_page_of_everything_is_there_once(owner, monkeypatch):
    monkeypatch.setattr(_export, "PAGE", 2)
    for number in range(5):
        make_member(owner.team_id, f"M{number}", Role.VIEWER)
        copied_token(owner, f"n{number}@example.test")
        say(owner, *(f"Message {number} {each}" for each in range(5)))

    document = exported(owner)

    assert len(document["members"]) == 6
    assert len({each["email"] for each in document["invites"]}) == len(document["invites"]) == 5
    assert [len(each["messages"]) for each in document["threads"]] == [5] * 5


def test_team_without_anything_is_a_document_too(stranger):
    document = exported(stranger)

    assert (document["threads"], document["invites"], document["api_keys"]) == ([], [], [])


def test_time_of_the_export_is_kept_once_all_of_it_was_given(owner):
    pieces = auth.export_team(confirmed(owner))
    assert next(pieces)
    assert exported_at(owner) is None

    list(pieces)

    assert exported_at(owner) is not None
    assert [event.act for event in audit.list_events(owner).items] == ["team.exported"]


@pytest.mark.parametrize("who", ["admin", "editor", "viewer"])
def test_only_owners_take_everything_out(request, owner, who):
    with pytest.raises(Forbidden):
        auth.export_team(confirmed(request.getfixturevalue(who)))


def test_refusal_comes_before_the_first_piece(owner):
    with pytest.raises(ConfirmPassword):
        auth.export_team(owner)
    with pytest.raises(Forbidden):
        auth.export_team(replace(confirmed(owner), key_id="a" * 32))

    assert audit.list_events(owner).items == []


def test_export_ends_when_its_owner_stops_being_one(owner, editor):
    pieces = auth.export_team(confirmed(owner))
    next(pieces)
    auth.transfer_ownership(confirmed(owner), editor.person_id)

    with pytest.raises(Forbidden):
        list(pieces)

    assert exported_at(editor) is None


def test_memory_does_not_grow_with_the_team(sqlite_database):
    owner = make_member(make_team("Northwind"), "Olivia", Role.OWNER)
    thread = make_thread(owner)
    turn = make_turn(owner, thread)
    for _ in range(20):
        with db.uow(owner) as unit:
            unit.add_all(
                Message(
                    team_id=owner.team_id,
                    thread_id=thread.id,
                    turn_id=turn.id,
                    role="person",
                    text="x" * 10_000,
                )
                for _ in range(100)
            )

    tracemalloc.start()
    size = sum(len(piece) for piece in auth.export_team(confirmed(owner)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 20_000_000
    assert peak < size / 2
