"""T-1: everything that can be asked for, by everybody, gives what the table says; every cell is really asked."""

import inspect
from enum import Enum
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from reflex_base.registry import RegistrationContext

from app import auth, db, tools
from app.actor import Actor
from app.api.route import RestRoute
from app.auth import _throttle
from app.errors import PlatformError
from app.jobs.handlers import JOBS
from tests.api.conftest import OWN
from tests.factories import make_thread, make_turn
from tests.security.rest import matrix
from tests.security.rest.asks import ASKS, FORMS, Ask
from tests.security.rest.world import TEAM_NAME, WHO, World
from tests.state.conftest import app, processor, tab_of
from tests.tools.test_aggregate_records import ASKED

__all__ = ["app", "processor", "tab_of"]

TABLE = matrix.table()
_BASE = {"base": "Sales pipeline"}
_TABLE = {**_BASE, "table": "Deals"}
_NOBODY = {**_TABLE, "record_id": "recNobody00000000"}
_NONE = {"conditions": [{"field": "Name", "op": "is", "value": "Nobody"}]}
_NO_PLAN = {"plan": "0" * 32}
_FILE = {"file_name": "tea.txt", "content_type": "text/plain", "content_base64": "VGVh"}
ARGUMENTS = {
    "aggregate_records": ASKED,
    "apply_changes": _NO_PLAN,
    "create_comment": {**_NOBODY, "text": "Tea"},
    "create_field": {**_TABLE, "field": {"name": "Tea", "type": "singleLineText"}},
    "create_records": {**_TABLE, "records": [{"Name": "Tea"}]},
    "create_table": {**_BASE, "name": "Teas", "fields": [{"name": "Tea", "type": "singleLineText"}]},
    "delete_records": {**_TABLE, "where": _NONE},
    "describe_base": _BASE,
    "describe_table": _TABLE,
    "export_records": _TABLE,
    "find_duplicates": {**_TABLE, "fields": ["Owner"]},
    "get_record": _NOBODY,
    "get_run": {"run_id": "0" * 32},
    "import_file": {**_TABLE, "file": "0" * 32},
    "list_bases": {},
    "list_changes": {},
    "list_comments": _NOBODY,
    "list_records": _TABLE,
    "make_chart": {**_TABLE, "group_by": "Stage"},
    "preview_changes": _NO_PLAN,
    "read_result": {"result": "0" * 32},
    "search_records": {**_BASE, "text": "Alder"},
    "undo_changes": _NO_PLAN,
    "update_field": {**_TABLE, "field": "Stage", "name": "Step"},
    "update_records": {**_TABLE, "where": _NONE, "cells": {"Name": "Tea"}},
    "update_table": {**_TABLE, "name": "Sales"},
    "upload_attachment": {**_NOBODY, "table": "Accounts", "field": "Documents", **_FILE},
    "upsert_records": {**_TABLE, "key_fields": ["Name"], "records": [{"Name": "Tea"}]},
    "whoami": {},
}
# Whoever holds an invite may know the team.
WITH_A_TOKEN = ("/auth/register", "/auth/login", "/invites/join", "/invite")
FORM = {"content-type": "application/x-www-form-urlencoded"}


def rows(*kinds: str) -> list[str]:
    return [name for name in TABLE if name.partition(" ")[0] in kinds]


def compare(name: str, measured: matrix.Row) -> None:
    assert measured == TABLE[name], f"measured:\n{matrix.row(name, measured)}"


def test_everything_has_a_row_and_every_row_is_about_something():
    real = {*matrix.routes(), *matrix.handlers(), *matrix.tool_names(), *matrix.job_names()}

    assert matrix.missing_and_left_over(set(TABLE), real) == []


def test_planted_route_without_a_row_and_row_without_a_route_are_found():
    found = matrix.missing_and_left_over({"GET /a", "GET /b"}, {"GET /b", "GET /c"})

    assert [problem.split()[1] for problem in found] == ["/c", "/a"]


def test_every_rest_route_has_its_recipe():
    rest = {name for name, route in matrix.routes().items() if isinstance(route, RestRoute)}

    assert matrix.missing_and_left_over(set(ASKS), rest) == []


@pytest.mark.parametrize("name", rows("GET", "POST", "PATCH", "PUT", "DELETE"))
async def test_route(name, database, airtable, visit, plenty):
    measured, client = [], visit("203.0.113.9")
    for who in WHO:
        _throttle._counts.clear()
        client.cookies.clear()
        world = World.made()
        reply = await ask(client, name, world, who)
        measured.append(str(reply.status_code))
        if who in {"anonymous", "other_team"} and not name.endswith(WITH_A_TOKEN):
            assert world.team_id not in reply.text.replace(str(reply.url), "")
            assert TEAM_NAME not in reply.text
            assert world.target.person_id not in reply.text

    compare(name, tuple(measured))


async def ask(client, name, world, who):
    method, path = name.split()
    wanted = ASKS[name](world) if name in ASKS else FORMS.get(name, lambda _world: Ask(form={}))(world)
    headers = {**OWN, **world.headers(who), **({} if wanted.form is None else FORM)}
    return await client.request(
        method,
        path.format(**wanted.ids),
        json=wanted.json,
        data=wanted.form,
        params=wanted.query,
        headers=headers,
    )


@pytest.mark.parametrize("name", rows("handler"))
async def test_handler(name, database, airtable, tab_of):
    event = matrix.handlers()[name]
    function = RegistrationContext.get().event_handlers[event].handler.fn
    measured = []
    for who in WHO:
        world = World.made()
        tab = tab_of(world.people.get(who))
        await tab.open()
        before = tab.notice.get("seq")
        await tab.fire(event, payload_of(function, world))
        is_told = tab.notice.get("seq") != before
        ended = tab.see("session_state").get("ended")
        measured.append("ended" if ended else (tab.notice["code"] or "ok") if is_told else "ok")
        if who == "other_team":
            assert TEAM_NAME not in "".join(tab.frames)
            assert world.target.person_id not in "".join(tab.frames)

    compare(name, tuple(measured))


def payload_of(function, world: World) -> dict:
    """Arguments that fit: the ids are of the team's own things."""
    known = {
        "person_id": world.target.person_id,
        "team_id": world.team_id,
        "thread_id": thread_of(world).id,
        "key_id": world.other_key.api_key.id,
        "invite_id": world.invite.invite.id,
        "connection_id": world.lost_connection_id,
        "session_id": world.target_session.session_id,
        "name": "Another",
        "title": "Another",
        "email": "another@example.test",
    }
    hints = get_type_hints(function)
    names = list(inspect.signature(function).parameters)[1:]
    return {name: known.get(name) or value_of(hints[name]) for name in names}


def value_of(hint):
    if get_origin(hint) is Literal:
        return get_args(hint)[-1]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return list(hint)[-1].value
    return {str: "", int: 0, bool: False, float: 0.0}.get(hint, {})


def thread_of(world: World):
    """A thread of the target person, which is nobody's but theirs."""
    thread = make_thread(world.target, TEAM_NAME)
    make_turn(world.target, thread, status="done")
    return thread


@pytest.mark.parametrize("name", rows("tool"))
async def test_tool(name, database, sandbox):
    tool = matrix.tool_names()[name]
    measured = []
    for who in WHO:
        world = World.made()
        outcome = await tools.run(actor_of(world, who), tool, ARGUMENTS[tool])
        measured.append(outcome.data["code"] if outcome.is_error else "ok")

    compare(name, tuple(measured))


@pytest.mark.parametrize("name", rows("job"))
def test_job(name, database, sandbox):
    job = JOBS[matrix.job_names()[name]]
    measured = []
    for who in WHO:
        world = World.made()
        names = list(inspect.signature(job.run).parameters)[1:]
        measured.append(outcome_of(job.run, actor_of(world, who), **dict.fromkeys(names, "0" * 32)))

    compare(name, tuple(measured))


def actor_of(world: World, who: str) -> Actor:
    if who == "anonymous":
        return Actor.anonymous("test")
    if who == "read_key":
        signed_in = auth.signed_in_by_key(world.key.key)
        return auth.actor_of(signed_in, "test")
    return world.people[who]


def outcome_of(verb, actor: Actor, **arguments) -> str:
    try:
        verb(actor, **arguments)
    except PlatformError as exc:
        return exc.code
    except db.TenantScopeBroken:
        return "out_of_scope"
    return "ok"
