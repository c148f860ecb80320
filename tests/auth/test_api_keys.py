"""API keys: made, looked up, listed and revoked."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select, update

from app import audit, auth, config, db
from app.actor import Actor, Role
from app.auth import _api_keys, _sessions
from app.errors import ConfirmPassword, Conflict, Forbidden, InvalidInput, NotFound
from app.models import ApiKey, Person, utc_now
from tests.auth.keys import key_actor, make_key
from tests.people import confirmed, make_member


def rows() -> list[ApiKey]:
    with db.uow(Actor.system("test"), read_only=True) as unit:
        return list(unit.exec(select(ApiKey).order_by(ApiKey.id)).all())


def change_key(**columns: object) -> None:
    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(ApiKey).values(**columns))
    _sessions._remembered.clear()


def names(actor: Actor) -> list[tuple[str, str]]:
    return [(card.person_name, card.name) for card in auth.list_api_keys(actor).items]


@pytest.fixture(autouse=True)
def _forgetful():
    yield
    _sessions._remembered.clear()


def test_key_is_shown_once_and_only_its_hash_is_kept(editor):
    made = auth.make_api_key(confirmed(editor), name=" Nightly\nreport ", scope="write")

    (row,) = rows()
    assert row.key_hash == hashlib.sha256(made.key.encode()).hexdigest()
    assert made.key not in row.model_dump_json() + repr(made)
    assert (made.key.startswith(made.api_key.hint), len(made.key), made.api_key.name) == (
        True,
        56,
        "Nightly report",
    )
    assert made.api_key.expires_at - row.created_at > timedelta(days=89)
    assert made.api_key.writes_need_approval


def test_making_is_written_down_without_the_key(editor, admin):
    made = auth.make_api_key(confirmed(editor), name="Report", scope="read", days=7)

    (event,) = audit.list_events(admin).items
    assert (event.act, event.subject_id, event.facts) == (
        "api_key.made",
        made.api_key.id,
        {"scope": "read", "days": 7, "writes_need_approval": True, "client_may_confirm": False},
    )
    assert made.key not in event.model_dump_json()


def test_key_acts_for_its_person_in_its_team_only(editor, stranger):
    found = auth.signed_in_by_key(make_key(editor, "write", writes_need_approval=False))

    actor = auth.actor_of(found, "rest")
    assert (found.kind, found.session_id, found.team_id) == ("key", "", editor.team_id)
    assert (actor.person_id, actor.role, actor.key_id) == (editor.person_id, Role.EDITOR, rows()[0].id)
    assert (actor.writes_need_approval, actor.confirmed_at, actor.is_operator) == (False, None, False)


@pytest.mark.parametrize("may", [False, True])
def test_yes_of_its_client_counts_only_where_the_owner_said_so(editor, may):
    made = auth.make_api_key(confirmed(editor), name="Desk", scope="write", client_may_confirm=may)
    actor = auth.actor_of(auth.signed_in_by_key(made.key), "mcp")

    assert (made.api_key.client_may_confirm, actor.client_may_confirm, actor.may_decide) == (may, may, False)
    if may:
        assert actor.with_consent("given").may_decide
    else:
        with pytest.raises(Forbidden, match="does not count"):
            actor.with_consent("given")


def test_key_of_the_operator_does_not_run_the_installation(owner):
    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(Person).where(Person.id == owner.person_id).values(is_operator=True))

    assert auth.signed_in_by_key(make_key(owner, "admin")).is_operator is False


@pytest.mark.parametrize(
    "change",
    [
        lambda key: "",
        lambda key: key[:-1],
        lambda key: key + "0",
        lambda key: key[:-1] + ("0" if key[-1] != "0" else "1"),
        lambda key: key[:10] + ("A" if key[10] != "A" else "B") + key[11:],
        lambda key: key.upper(),
        lambda key: f" {key}",
        lambda key: f"{key}\n",
        lambda key: key.replace("pyair_", "pat_"),
        lambda key: hashlib.sha256(key.encode()).hexdigest(),
        lambda key: "pyair_" + "é" * 43 + "_000000",
        lambda key: "\x00" * 56,
    ],
)
def test_key_that_is_not_right_in_every_character_opens_nothing(editor, change):
    assert auth.signed_in_by_key(change(make_key(editor, "write"))) is None


def test_key_that_could_be_one_and_is_none_costs_the_look_up_of_one_that_was_revoked(
    editor, team_id, monkeypatch
):
    body = "pyair_" + "A" * 43
    never, revoked = f"{body}_{_api_keys._checksum(body)}", make_key(editor, "write")
    change_key(revoked_at=utc_now())
    asked: list[str] = []
    read = _api_keys._read
    monkeypatch.setattr(_api_keys, "_read", lambda key_hash: asked.append(key_hash) or read(key_hash))

    for key in (never, revoked, never, revoked):
        assert auth.signed_in_by_key(key) is None

    assert len(asked) == 4


@pytest.mark.parametrize(
    "columns",
    [{"revoked_at": utc_now()}, {"expires_at": utc_now() - timedelta(seconds=1)}],
    ids=["revoked", "expired"],
)
def test_key_that_ended_opens_nothing(editor, columns):
    key = make_key(editor, "write")
    change_key(**columns)

    assert auth.signed_in_by_key(key) is None


def test_key_of_a_disabled_account_opens_nothing(editor):
    key = make_key(editor, "write")
    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(Person).where(Person.id == editor.person_id).values(disabled_at=utc_now()))

    assert auth.signed_in_by_key(key) is None


def test_revoked_key_opens_nothing_at_once(editor, admin):
    key = make_key(editor, "write")
    assert auth.signed_in_by_key(key) is not None

    auth.revoke_api_key(editor, rows()[0].id)

    assert auth.signed_in_by_key(key) is None
    assert names(admin) == []
    event = audit.list_events(admin, act="api_key.revoked").items[0]
    assert event.facts == {"person": editor.person_id}


def test_look_up_is_remembered_for_no_more_than_five_seconds(editor):
    key = make_key(editor, "write")
    auth.signed_in_by_key(key)

    with db.uow(Actor.system("test")) as unit:
        unit.exec(update(ApiKey).values(revoked_at=utc_now()))

    assert auth.signed_in_by_key(key) is not None
    assert config.limits().session_cache_seconds <= 5
    auth.forget(key_id=rows()[0].id)
    assert auth.signed_in_by_key(key) is None


def test_last_use_is_written_at_most_once_a_minute(editor):
    key = make_key(editor, "write")
    assert rows()[0].last_used_at is None

    auth.signed_in_by_key(key)
    first = rows()[0].last_used_at
    _sessions._remembered.clear()
    auth.signed_in_by_key(key)

    assert first is not None
    assert rows()[0].last_used_at == first
    change_key(last_used_at=first - timedelta(seconds=61))
    auth.signed_in_by_key(key)
    assert rows()[0].last_used_at >= first


def test_making_asks_for_a_fresh_password(editor):
    with pytest.raises(ConfirmPassword):
        auth.make_api_key(editor, name="Report", scope="read")

    assert rows() == []


def test_key_makes_no_key(editor):
    actor = replace(key_actor(editor, "write"), confirmed_at=utc_now())

    with pytest.raises(Forbidden):
        auth.make_api_key(actor, name="Report", scope="read")

    assert len(rows()) == 1


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"scope": "owner"}, "scope"),
        ({"scope": ""}, "scope"),
        ({"days": 0}, "days"),
        ({"days": -1}, "days"),
        ({"days": 366}, "days"),
        ({"days": 2**63}, "days"),
        ({"name": " \n"}, "name"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_wrong_wish_is_refused(editor, wish, field):
    with pytest.raises(InvalidInput) as refused:
        auth.make_api_key(confirmed(editor), **{"name": "Report", "scope": "read", **wish})

    assert (refused.value.field, rows()) == (field, [])


def test_person_has_so_many_live_keys_and_no_more(editor, viewer, monkeypatch):
    monkeypatch.setattr(config, "limits", lambda: config.Limits(api_keys=2))
    make_key(editor, "read")
    make_key(editor, "read")

    with pytest.raises(Conflict):
        make_key(editor, "read")

    assert make_key(viewer, "read")
    change_key(expires_at=utc_now() - timedelta(days=1))
    assert make_key(editor, "read")


def test_everybody_sees_the_own_keys_and_admins_those_of_the_team(admin, editor, viewer, stranger):
    for actor in (admin, editor, viewer, stranger):
        make_key(actor, "read")

    assert (names(editor), names(viewer)) == ([("Edith", "Report")], [("Victor", "Report")])
    assert names(admin) == [("Victor", "Report"), ("Edith", "Report"), ("Adam", "Report")]


def test_pages_of_keys_give_each_once(editor):
    for number in range(3):
        auth.make_api_key(confirmed(editor), name=f"Key {number}", scope="read")

    first = auth.list_api_keys(editor, limit=2)
    second = auth.list_api_keys(editor, limit=2, cursor=first.next_cursor)

    assert [card.name for card in (*first.items, *second.items)] == ["Key 2", "Key 1", "Key 0"]


def test_key_of_somebody_else_is_not_there_for_a_member(editor, viewer):
    make_key(editor, "read")

    with pytest.raises(NotFound):
        auth.revoke_api_key(viewer, rows()[0].id)


def test_admin_revokes_keys_of_those_below_and_own_ones_only(owner, admin, editor, team_id):
    other = make_member(team_id, "Ada", Role.ADMIN)
    keys = {
        name: make_key(who, "read")
        for name, who in {"owner": owner, "self": admin, "other": other, "editor": editor}.items()
    }
    by_person = {row.person_id: row.id for row in rows()}

    for who in (admin, editor):
        auth.revoke_api_key(admin, by_person[who.person_id])
    for who in (owner, other):
        with pytest.raises(Forbidden):
            auth.revoke_api_key(admin, by_person[who.person_id])

    assert {name for name, key in keys.items() if auth.signed_in_by_key(key)} == {"owner", "other"}
