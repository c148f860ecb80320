"""How each route is asked so that whoever may, succeeds: its ids, its body, its query."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app import auth, config
from tests.people import PASSWORD
from tests.security.rest.world import BASE, TABLE, TEAM_NAME, World

NEW_PASSWORD = "nine blue lanterns at dusk"


@dataclass(frozen=True)
class Ask:
    """What a request carries: the values of the path's parameters, a JSON body or a form, a query."""

    ids: dict[str, str] = field(default_factory=dict)
    json: Any = None
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None


Recipe = Callable[[World], Ask]
ACCOUNT = "/api/v1/auth"


def _nothing(_world: World) -> Ask:
    return Ask()


def _body(**fields: Any) -> Recipe:
    return lambda _world: Ask(json=fields)


def _team(json: Any = None, **query: str) -> Recipe:
    return lambda world: Ask({"team_id": world.team_id}, json, query)


def _member(json: Any = None) -> Recipe:
    return lambda world: Ask({"person_id": world.target.person_id}, json)


def _login(world: World) -> Ask:
    email = auth.get_member(world.owner, world.target.person_id).email
    return Ask(json={"email": email, "password": PASSWORD})


def _deletion(world: World) -> Ask:
    world.is_exported()
    return Ask({"team_id": world.team_id}, query={"name": TEAM_NAME})


def _connection(json: Any = None) -> Recipe:
    return lambda world: Ask({"connection_id": world.connection.id}, json)


def _token(_world: World) -> dict[str, str]:
    return {"token": config.settings().sandbox_token}


def _view(json: Any = None) -> Recipe:
    return lambda world: Ask({"view_id": world.view.id}, json)


def _thread(json: Any = None) -> Recipe:
    return lambda world: Ask({"thread_id": world.thread_id}, json)


def _record(**query: str) -> Recipe:
    return lambda world: Ask({"record_id": world.record_id}, query={**PLACE, **query})


def _plan(json: Any = None) -> Recipe:
    return lambda world: Ask({"plan_id": world.plan.id}, json)


def _run(json: Any = None) -> Recipe:
    return lambda world: Ask({"run_id": world.run.id}, json)


def _step(json: Any = None) -> Recipe:
    return lambda world: Ask({"run_id": world.run.id, "seq": "0"}, json)


PLACE = {"base": BASE, "table": TABLE}
WHERE = {"conditions": [{"field": "Stage", "op": "is", "value": "Won"}]}
ASKS: dict[str, Recipe] = {
    "GET /api/docs": _nothing,
    "GET /api/openapi.json": _nothing,
    f"POST {ACCOUNT}/register": lambda world: Ask(
        json={"name": "Guest", "invite": world.invite_token, "password": NEW_PASSWORD}
    ),
    f"POST {ACCOUNT}/login": _login,
    f"POST {ACCOUNT}/refresh": _body(refresh_token="x" * 43),
    f"POST {ACCOUNT}/logout": _nothing,
    f"POST {ACCOUNT}/confirm": _body(password=PASSWORD),
    f"GET {ACCOUNT}/me": _nothing,
    f"PATCH {ACCOUNT}/me": _body(name="Another"),
    f"DELETE {ACCOUNT}/me": _nothing,
    f"POST {ACCOUNT}/password": _body(current=PASSWORD, password=NEW_PASSWORD),
    f"POST {ACCOUNT}/reset": _body(email="somebody@example.test"),
    f"POST {ACCOUNT}/reset/complete": _body(token="x" * 43, password=NEW_PASSWORD),
    f"POST {ACCOUNT}/email": _body(email="another@example.test"),
    f"POST {ACCOUNT}/verify": _body(token="x" * 43),
    f"POST {ACCOUNT}/verify/resend": _nothing,
    "GET /api/v1/teams": _nothing,
    "POST /api/v1/teams": _body(name="Fabrikam"),
    "GET /api/v1/teams/{team_id}": _team(),
    "PATCH /api/v1/teams/{team_id}": _team({"name": "Fabrikam"}),
    "DELETE /api/v1/teams/{team_id}": _deletion,
    "POST /api/v1/teams/{team_id}/switch": _team(),
    "POST /api/v1/teams/{team_id}/leave": _team(),
    "POST /api/v1/teams/{team_id}/transfer": lambda world: Ask(
        {"team_id": world.team_id}, {"person_id": world.target.person_id}
    ),
    "GET /api/v1/teams/{team_id}/export": _team(),
    "GET /api/v1/members": _nothing,
    "GET /api/v1/members/{person_id}": _member(),
    "PATCH /api/v1/members/{person_id}": _member({"role": "editor"}),
    "DELETE /api/v1/members/{person_id}": _member(),
    "GET /api/v1/invites": _nothing,
    "POST /api/v1/invites": _body(email="newcomer@example.test", role="viewer"),
    "DELETE /api/v1/invites/{invite_id}": lambda world: Ask({"invite_id": world.invite.invite.id}),
    "POST /api/v1/invites/join": lambda world: Ask(json={"token": world.invite_token}),
    "GET /api/v1/api-keys": _nothing,
    "POST /api/v1/api-keys": _body(name="Report", scope="read"),
    "DELETE /api/v1/api-keys/{key_id}": lambda world: Ask({"key_id": world.other_key.api_key.id}),
    "GET /api/v1/sessions": _nothing,
    "DELETE /api/v1/sessions": _nothing,
    "DELETE /api/v1/sessions/{session_id}": lambda world: Ask(
        {"session_id": world.target_session.session_id}
    ),
    "GET /api/v1/letters": _nothing,
    "GET /api/v1/connections": _nothing,
    "POST /api/v1/connections": lambda world: Ask(json={"name": "Sales", **_token(world)}),
    "GET /api/v1/connections/budget": _nothing,
    "POST /api/v1/connections/sign-in": _body(connection_id=""),
    "POST /api/v1/connections/sign-in/complete": _body(state="x" * 43, code="x" * 20),
    "GET /api/v1/connections/{connection_id}": _connection(),
    "PATCH /api/v1/connections/{connection_id}": _connection({"name": "Sales"}),
    "DELETE /api/v1/connections/{connection_id}": _connection(),
    "POST /api/v1/connections/{connection_id}/test": _connection(),
    "POST /api/v1/connections/{connection_id}/token": lambda world: Ask(
        {"connection_id": world.connection.id}, _token(world)
    ),
    "GET /api/v1/bases": _nothing,
    "GET /api/v1/bases/{base}": lambda _world: Ask({"base": BASE}),
    "GET /api/v1/tables": lambda _world: Ask(query={"base": BASE}),
    "GET /api/v1/records/{record_id}/attachments/{attachment_id}": lambda world: Ask(
        {"record_id": world.record_id, "attachment_id": "attNothing0000000"}, query=PLACE
    ),
    "PUT /api/v1/tables/{table}/presence": lambda _world: Ask({"table": TABLE}, query={"base": BASE}),
    "GET /api/v1/tables/{table}": lambda _world: Ask({"table": TABLE}, query={"base": BASE}),
    "GET /api/v1/records": lambda _world: Ask(query=PLACE),
    "POST /api/v1/records/query": _body(**PLACE, where=WHERE, search="a", view="", cursor=""),
    "POST /api/v1/records/export": _body(**PLACE, where=WHERE, format="json"),
    "POST /api/v1/records/duplicates": _body(**PLACE, fields=["Name"]),
    "GET /api/v1/records/search": lambda _world: Ask(query={"base": BASE, "text": "a"}),
    "GET /api/v1/records/{record_id}": _record(),
    "GET /api/v1/records/{record_id}/history": _record(),
    "POST /api/v1/aggregates": _body(**PLACE, where=WHERE, time_zone="UTC"),
    "GET /api/v1/views": lambda _world: Ask(query=PLACE),
    "POST /api/v1/views": _body(**PLACE, name="Won", definition={"where": WHERE}, is_shared=True),
    "GET /api/v1/views/{view_id}": _view(),
    "PATCH /api/v1/views/{view_id}": _view({"version": 1, "name": "Lost"}),
    "DELETE /api/v1/views/{view_id}": _view(),
    "GET /api/v1/comments": lambda world: Ask(query={**PLACE, "record": world.record_id}),
    "POST /api/v1/comments": lambda world: Ask(
        json={**PLACE, "record_id": world.record_id, "text": "Hello", "parent_id": "comNobody00000000"}
    ),
    "POST /api/v1/records": _body(**PLACE, records=[{"cells": {"No such field": 1}}]),
    "PATCH /api/v1/records": lambda world: Ask(
        json={**PLACE, "records": [{"id": world.record_id, "cells": {"No such field": 1}}]}
    ),
    "PUT /api/v1/records": lambda world: Ask(
        json={**PLACE, "records": [{"id": world.record_id, "cells": {"No such field": 1}}]}
    ),
    "DELETE /api/v1/records": _body(**PLACE, ids=["recNobody00000000"]),
    "POST /api/chat": _body(text="What can you do?"),
    "GET /api/v1/threads": _nothing,
    "GET /api/v1/threads/{thread_id}": _thread(),
    "PATCH /api/v1/threads/{thread_id}": _thread({"title": "Renamed", "pinned": True}),
    "DELETE /api/v1/threads/{thread_id}": _thread(),
    "POST /api/v1/threads/{thread_id}/stop": _thread(),
    "GET /api/v1/threads/{thread_id}/export": _thread(),
    "GET /api/v1/threads/{thread_id}/share": _thread(),
    "PUT /api/v1/threads/{thread_id}/share": _thread(),
    "DELETE /api/v1/threads/{thread_id}/share": _thread(),
    "GET /api/v1/threads/shared/{shared_id}": lambda world: Ask({"shared_id": world.shared_id}),
    "GET /api/v1/prompts": _nothing,
    "POST /api/v1/prompts": _body(title="Month", text="Won deals in {month}"),
    "PUT /api/v1/prompts/{prompt_id}": lambda world: Ask(
        {"prompt_id": world.prompt_id}, {"title": "Month", "text": "Won deals of {month}", "version": 1}
    ),
    "DELETE /api/v1/prompts/{prompt_id}": lambda world: Ask({"prompt_id": world.prompt_id}),
    "GET /api/v1/prompts/{prompt_id}/versions": lambda world: Ask({"prompt_id": world.prompt_id}),
    "POST /api/v1/chat-files": _body(name="a.csv", media_type="text/csv", content_base64="TmFtZQo="),
    "GET /api/v1/chat-files/{file_id}": lambda world: Ask({"file_id": world.file_id}),
    "DELETE /api/v1/chat-files/{file_id}": lambda world: Ask({"file_id": world.file_id}),
    "GET /api/v1/models": _nothing,
    "PUT /api/v1/models/budget": _body(turn_cents=50),
    "GET /api/v1/notifications": _nothing,
    "POST /api/v1/notifications/read": _body(ids=["0" * 32]),
    "GET /api/v1/notifications/choices": _nothing,
    "PUT /api/v1/notifications/choices": _body(kind="run_ended", in_app=True, by_mail=False),
    "GET /api/v1/changes": _nothing,
    "POST /api/v1/changes": lambda world: Ask(
        json={
            "base": BASE,
            "operations": [{"kind": "update", "table": TABLE, "record_id": world.record_id, "cells": {}}],
        }
    ),
    "POST /api/v1/changes/csv": lambda _world: Ask(
        json={**PLACE, "csv": "Name\nSomething new\n", "key_fields": ["Name"]}
    ),
    "GET /api/v1/changes/log": _nothing,
    "GET /api/v1/changes/outside": lambda _world: Ask(query=PLACE),
    "GET /api/v1/changes/rules": _nothing,
    "PUT /api/v1/changes/rules": _body(second_person_above=100),
    "GET /api/v1/changes/stack": lambda world: Ask(query={"base": world.plan.base_id}),
    "GET /api/v1/changes/{plan_id}": _plan(),
    "GET /api/v1/changes/{plan_id}/rows": _plan(),
    "POST /api/v1/changes/{plan_id}/approve": lambda world: Ask(
        {"plan_id": world.plan.id}, {"digest": world.plan.digest}
    ),
    "POST /api/v1/changes/{plan_id}/deny": _plan({"reason": "No"}),
    "POST /api/v1/changes/{plan_id}/delegate": lambda world: Ask(
        {"plan_id": world.plan.id}, {"person_id": world.people["admin"].person_id}
    ),
    "POST /api/v1/changes/{plan_id}/undo": _plan(),
    "POST /api/v1/changes/{plan_id}/rest": _plan(),
    "GET /api/v1/runs": _nothing,
    "GET /api/v1/runs/approvals": _nothing,
    "GET /api/v1/runs/events": lambda _world: Ask(query={"seconds": "0"}),
    "POST /api/v1/runs/events": _body(key="paid"),
    "GET /api/v1/runs/{run_id}": _run(),
    "GET /api/v1/runs/{run_id}/timeline": _run(),
    "POST /api/v1/runs/{run_id}/pause": _run(),
    "POST /api/v1/runs/{run_id}/resume": _run(),
    "POST /api/v1/runs/{run_id}/cancel": _run({"reason": "Stop"}),
    "POST /api/v1/runs/{run_id}/compensate": _run({"reason": "Stop"}),
    "POST /api/v1/runs/{run_id}/steps/{seq}/approve": _step({"comment": "Yes"}),
    "POST /api/v1/runs/{run_id}/steps/{seq}/reject": _step({"reason": "No"}),
    "POST /api/v1/runs/{run_id}/steps/{seq}/retry": _step(),
    "POST /api/v1/runs/{run_id}/steps/{seq}/settle": _step({"answer": "happened"}),
    "POST /api/v1/runs/{run_id}/steps/{seq}/skip": _step({"reason": "No time"}),
    "POST /api/v1/runs/{run_id}/steps/{seq}/handled": _step({"reason": "By hand"}),
    "PATCH /api/v1/runs/{run_id}/steps/{seq}": _step({"params": {"key": "paid"}}),
    "POST /api/v1/saga/transaction": _body(
        name="Two things",
        steps=[{"kind": "wait", "name": "Wait", "wait_for": "event", "event": "paid"}],
        dry_run=True,
    ),
    "POST /api/v1/webhooks/airtable": _body(
        base={"id": "appSales000000000"},
        webhook={"id": "achSales000000000"},
        timestamp="2026-11-20T12:00:00.000Z",
    ),
    "GET /api/v1/audit": _nothing,
    "GET /api/v1/audit/export": _nothing,
}

# Plain pages: the others are asked without anything.
FORMS: dict[str, Recipe] = {
    "GET /invite": lambda world: Ask(query={"token": world.invite_token}),
    "POST /invite": lambda world: Ask(
        form={"token": world.invite_token, "name": "Guest", "password": NEW_PASSWORD}
    ),
    "POST /switch-team": lambda world: Ask(form={"team_id": world.team_id}),
    "POST /reset": lambda _world: Ask(form={"email": "somebody@example.test"}),
}
