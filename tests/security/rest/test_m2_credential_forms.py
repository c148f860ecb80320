"""M-2: every form of a credential passes one function, decides alone, and has the same limits."""

from itertools import product

import pytest

from app import auth
from app.actor import Role
from tests.people import PASSWORD, confirmed, make_member, make_team
from tests.security.rest.world import World
from tests.sessions import begin_session, cookie_of

ME = "/api/v1/auth/me"
WRONG = {
    "authorization": ("Bearer wrong", "Bearer ", "Bearer", "", "Basic YTpi", "wrong"),
    "x-api-key": ("wrong", "", f"pyair_{'x' * 43}_000000"),
}


@pytest.fixture
def world(database, plenty):
    return World.made()


@pytest.fixture
def owner_forms(world):
    """The four ways in which the owner may come, with all rights."""
    email = auth.get_member(world.owner, world.owner.person_id).email
    tokens = auth.log_in(email, PASSWORD, address="127.0.0.1", user_agent="test")
    return {
        "cookie": world.headers("owner"),
        "access token": {"authorization": f"Bearer {tokens.access_token}"},
        "key as bearer": {"authorization": f"Bearer {world.key.key}"},
        "key": {"x-api-key": world.key.key},
    }


async def test_each_form_is_the_same_person_in_the_same_team(world, owner_forms, visit):
    told = {form: (await visit().get(ME, headers=headers)).json() for form, headers in owner_forms.items()}

    assert {answer["person"]["id"] for answer in told.values()} == {world.owner.person_id}
    assert {answer["team"]["id"] for answer in told.values()} == {world.team_id}
    assert {form: (answer["kind"], answer["role"]) for form, answer in told.items()} == {
        "cookie": ("browser", "owner"),
        "access token": ("api", "owner"),
        "key as bearer": ("key", "viewer"),
        "key": ("key", "viewer"),
    }


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in WRONG for value in WRONG[name]])
async def test_wrong_header_is_refused_though_the_cookie_beside_it_is_right(world, visit, name, value):
    reply = await visit().get(ME, headers={**world.headers("owner"), name: value})

    assert (reply.status_code, reply.json()["code"]) == (401, "not_signed_in")
    assert reply.headers["www-authenticate"] == 'Bearer realm="PyAirtable Platform"'


async def test_header_decides_and_the_cookie_beside_it_does_not(world, owner_forms, visit):
    stranger = world.headers("other_team")

    for form in ("access token", "key as bearer", "key"):
        reply = await visit().get(ME, headers={**stranger, **owner_forms[form]})
        assert reply.json()["team"]["id"] == world.team_id


async def test_two_headers_are_refused_even_when_both_are_right(owner_forms, visit):
    for form in ("access token", "key as bearer"):
        reply = await visit().get(ME, headers={**owner_forms[form], **owner_forms["key"]})
        assert reply.status_code == 401


async def test_header_that_comes_twice_is_refused(owner_forms, visit):
    (header,) = owner_forms["access token"].items()

    assert (await visit().get(ME, headers=[header, header])).status_code == 401


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer  "])
async def test_scheme_is_read_in_any_case(owner_forms, visit, scheme):
    token = owner_forms["access token"]["authorization"].partition(" ")[2]

    assert (await visit().get(ME, headers={"authorization": f"{scheme} {token}"})).status_code == 200


async def test_credentials_open_nothing_in_the_place_of_another(owner_forms, visit):
    cookie = owner_forms["cookie"]["cookie"].partition("=")[2]
    access = owner_forms["access token"]["authorization"].partition(" ")[2]
    key = owner_forms["key"]["x-api-key"]
    session_id = auth.session_of(cookie).session_id
    api_session_id = auth.access_session_id(access)
    swapped = [
        {"authorization": f"Bearer {cookie}"},
        {"authorization": f"Bearer {session_id}"},
        {"authorization": f"Bearer {api_session_id}"},
        {"x-api-key": access},
        {"x-api-key": cookie},
        {"cookie": f"session={access}"},
        {"cookie": f"session={key}"},
        {"cookie": f"session={session_id}"},
        {"cookie": f"session={api_session_id}"},
    ]

    statuses = [(await visit().get(ME, headers=headers)).status_code for headers in swapped]

    assert statuses == [401] * len(swapped)


@pytest.mark.parametrize("form", ["authorization", "x-api-key"])
@pytest.mark.parametrize(
    ("scope", "role", "expected"),
    [
        (scope, role, expected)
        for (scope, role), expected in zip(
            product(("read", "write", "admin"), (Role.ADMIN, Role.OWNER)),
            # What the key gets for reading members, changing a role, and deleting the team.
            [
                (200, 403, 403),
                (200, 403, 403),
                (200, 403, 403),
                (200, 403, 403),
                (200, 200, 403),
                (200, 200, 403),
            ],
            strict=True,
        )
    ],
)
async def test_scope_limits_a_key_the_same_in_each_header(
    database, plenty, visit, form, scope, role, expected
):
    team_id = make_team("Northwind")
    actor, target = make_member(team_id, "Ann", role), make_member(team_id, "Tom", Role.VIEWER)
    key = auth.make_api_key(confirmed(actor), name="Report", scope=scope, days=1).key
    headers = {form: f"Bearer {key}" if form == "authorization" else key}

    replies = [
        await visit().get("/api/v1/members", headers=headers),
        await visit().patch(f"/api/v1/members/{target.person_id}", json={"role": "editor"}, headers=headers),
        await visit().delete(f"/api/v1/teams/{team_id}", params={"name": "Northwind"}, headers=headers),
    ]

    assert tuple(reply.status_code for reply in replies) == expected


async def test_ended_credential_is_refused_in_each_form(world, owner_forms, visit):
    auth.revoke_api_key(world.owner, world.key.api_key.id)
    for form in ("cookie", "access token"):
        assert (await visit().post("/api/v1/auth/logout", headers=owner_forms[form])).status_code == 204

    statuses = [(await visit().get(ME, headers=headers)).status_code for headers in owner_forms.values()]

    assert statuses == [401] * 4


async def test_empty_cookie_is_nobody(visit, database):
    assert (await visit().get(ME, headers={"cookie": "session="})).status_code == 401


async def test_dead_cookie_does_not_keep_anybody_from_logging_in(world, visit):
    made = begin_session(world.target)
    auth.sign_out(made.cookie_value)
    email = auth.get_member(world.owner, world.target.person_id).email

    reply = await visit().post(
        "/api/v1/auth/login", json={"email": email, "password": PASSWORD}, headers=cookie_of(made)
    )

    assert reply.status_code == 200
