"""The door of every REST route: who, how often, which role, which form, in this order."""

import pytest
from pydantic import Field, StrictInt

from app.api.inputs import Body, Id, Paged
from app.api.route import resource
from app.api.visitor import Editor, Viewer, public
from app.limits import Limits
from tests.api.parts import client_of
from tests.sessions import begin_session, cookie_of


class Thing(Body):
    """What is made."""

    name: str = Field(min_length=1, max_length=10)
    size: StrictInt = 1


@pytest.fixture
def database(sqlite_database):
    """The door knows no database, so one kind is enough."""
    return sqlite_database


@pytest.fixture
def router():
    made = resource("Things", "/api/v1/things")

    @made.get("")
    async def list_things(actor: Viewer, page: Paged) -> dict[str, str]:
        return {"door": actor.door, "address": actor.address, "request_id": actor.request_id}

    @made.get("/open")
    @public
    async def read_open() -> dict[str, str]:
        return {}

    @made.get("/{thing_id:id}")
    async def read_thing(actor: Viewer, thing_id: Id) -> dict[str, str]:
        return {"id": thing_id}

    @made.post("", status_code=201)
    async def make_thing(actor: Editor, asked: Thing) -> Thing:
        return asked

    @made.post("/broken")
    @public
    async def break_down() -> None:
        raise ValueError("canary-of-a-mistake")

    return made


@pytest.fixture
def client(database, router, monkeypatch):
    return client_of(router, monkeypatch)


@pytest.fixture
def lower_limits(monkeypatch):
    """Two reads, one write and three requests of a visitor a minute."""
    few = Limits(reads_a_minute=2, writes_a_minute=1, visitor_requests_a_minute=3)
    monkeypatch.setattr("app.config.limits", lambda: few)


async def test_actor_comes_through_the_door_rest_with_address_and_request_id(client, viewer):
    reply = await client.get("/api/v1/things", headers=cookie_of(begin_session(viewer)))

    assert reply.json() == {
        "door": "rest",
        "address": "127.0.0.1",
        "request_id": reply.headers["x-request-id"],
    }


def test_route_without_a_need_or_a_public_mark_cannot_be_made():
    made = resource("Things")

    with pytest.raises(TypeError, match="needs a role"):

        @made.get("/forgotten")
        async def forgotten() -> None: ...


def test_route_with_both_cannot_be_made():
    made = resource("Things")

    with pytest.raises(TypeError, match="one of both"):

        @made.get("/both")
        @public
        async def both(actor: Viewer) -> None: ...


async def test_lower_role_is_refused_before_its_body_is_looked_at(client, viewer):
    reply = await client.post("/api/v1/things", content=b"{", headers=cookie_of(begin_session(viewer)))

    assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")


async def test_nobody_is_refused_before_the_body_is_looked_at(client):
    reply = await client.post("/api/v1/things", content=b"{")

    assert (reply.status_code, reply.json()["code"]) == (401, "not_signed_in")
    assert reply.headers["www-authenticate"] == 'Bearer realm="PyAirtable Platform"'


@pytest.mark.parametrize(
    ("content", "kind", "status", "code", "field"),
    [
        (b'{"name": "a"}', "application/json", 201, None, None),
        (b'{"name": "a"}', "application/json; charset=utf-8", 201, None, None),
        (b'{"name": "a"}', "text/plain", 415, "wrong_type", None),
        (b"name=a", "application/x-www-form-urlencoded", 415, "wrong_type", None),
        (b'{"name": "a"}', "application/xml", 415, "wrong_type", None),
        (b'{"name": "a"}', "", 415, "wrong_type", None),
        (b"", "application/json", 422, "invalid_input", None),
        (b"{", "application/json", 422, "invalid_input", None),
        (b"\xff", "application/json", 422, "invalid_input", None),
        (b"[" * 100_000, "application/json", 422, "invalid_input", None),
        (b"[]", "application/json", 422, "invalid_input", None),
        (b"null", "application/json", 422, "invalid_input", None),
        (b"NaN", "application/json", 422, "invalid_input", None),
        (b"{}", "application/json", 422, "invalid_input", "name"),
        (b'{"name": 1}', "application/json", 422, "invalid_input", "name"),
        (b'{"name": "\\ud800"}', "application/json", 422, "invalid_input", "name"),
        (b'{"name": "a", "size": "1"}', "application/json", 422, "invalid_input", "size"),
        (b'{"name": "a", "size": 1e400}', "application/json", 422, "invalid_input", "size"),
        (b'{"name": "a", "colour": "red"}', "application/json", 422, "invalid_input", "colour"),
        (b'{"name": "a", "' + b"x" * 5_000 + b'": 1}', "application/json", 422, "invalid_input", "x" * 100),
        (b'{"name": "' + b"x" * 1_000_001 + b'"}', "application/json", 413, "too_large", None),
    ],
)
async def test_body_is_used_or_refused_with_a_code(client, editor, content, kind, status, code, field):
    headers = {**cookie_of(begin_session(editor)), "content-type": kind}

    reply = await client.post("/api/v1/things", content=content, headers=headers)

    problem = reply.json()
    assert (reply.status_code, problem.get("code"), problem.get("field")) == (status, code, field)


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("?color=red", "The query has a parameter that is not known here. Known are cursor, limit."),
        ("?limit=1&limit=2", "A query parameter came twice. Give each once."),
        ("?limit=0", "Input should be greater than or equal to 1."),
        ("?limit=101", "Input should be less than or equal to 100."),
        ("?limit=9223372036854775808", "Input should be less than or equal to 100."),
        ("?limit=NaN", "Input should be a valid integer, unable to parse string as an integer."),
    ],
)
async def test_query_is_known_or_refused(client, viewer, query, detail):
    reply = await client.get(f"/api/v1/things{query}", headers=cookie_of(begin_session(viewer)))

    assert (reply.status_code, reply.json()["detail"]) == (422, detail)


@pytest.mark.parametrize("thing", ["%00", "x", "..", "0" * 31, "0" * 65, "%F0%9F%98%80"])
async def test_id_that_cannot_be_one_is_at_no_address(client, viewer, thing):
    reply = await client.get(f"/api/v1/things/{thing}", headers=cookie_of(begin_session(viewer)))

    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("PUT", "/api/v1/things", 405, "GET, POST"),
        ("DELETE", f"/api/v1/things/{'0' * 32}", 405, "GET"),
        ("HEAD", "/api/v1/things", 405, "GET, POST"),
        ("GET", "/api/v1/nothing", 404, None),
        ("GET", "/api/v1/things/", 404, None),
    ],
)
async def test_wrong_method_names_the_right_ones(client, method, path, status, allowed):
    reply = await client.request(method, path)

    assert (reply.status_code, reply.headers.get("allow")) == (status, allowed)


async def test_mistake_of_ours_is_a_problem_without_its_words(client):
    reply = await client.post("/api/v1/things/broken")

    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert "canary" not in reply.text


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("GET", "/api/v1/things", b"120000"),
        ("POST", "/api/v1/things", b"1200"),
        ("GET", "/api/v1/things/open", b"120"),
        ("GET", "/api/v1/nothing", b"120"),
        ("PUT", "/api/v1/things", b"120"),
        ("POST", "/api/v1/things/broken", b"120"),
    ],
)
async def test_every_reply_says_what_is_left(client, editor, method, path, limit):
    reply = await client.request(method, path, headers=cookie_of(begin_session(editor)))

    told = [(name, value) for name, value in reply.headers.raw if name.startswith(b"ratelimit-")]
    assert told == [
        (b"ratelimit-limit", limit),
        (b"ratelimit-remaining", b"%d" % (int(limit) - 1)),
        (b"ratelimit-reset", b"1"),
    ]


async def test_empty_budget_is_429_with_the_time_to_wait(client, viewer, lower_limits):
    headers = cookie_of(begin_session(viewer))
    statuses = [(await client.get("/api/v1/things", headers=headers)).status_code for _ in range(2)]

    refused = await client.get("/api/v1/things", headers=headers)

    assert statuses == [200, 200]
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert (refused.headers["retry-after"], refused.headers["ratelimit-remaining"]) == ("30", "0")


async def test_budget_of_one_session_is_not_anothers(client, viewer, lower_limits):
    for _ in range(3):
        await client.get("/api/v1/things", headers=cookie_of(begin_session(viewer)))

    assert (await client.get("/api/v1/things", headers=cookie_of(begin_session(viewer)))).status_code == 200


async def test_guessing_credentials_is_slowed_by_address_and_nobody_else_is(client, viewer, lower_limits):
    made = cookie_of(begin_session(viewer))
    wrong = {"authorization": f"Bearer pyair_{'x' * 43}_000000"}

    statuses = [(await client.get("/api/v1/things", headers=wrong)).status_code for _ in range(4)]

    assert statuses == [401, 401, 401, 429]
    assert (await client.get("/api/v1/things", headers=made)).status_code == 200
