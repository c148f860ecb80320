"""The description of REST is whole: everything in it has a name, a meaning, examples, and every problem."""

import pytest

from app import errors
from app.api import openapi, rest
from app.api.route import RestRoute
from app.paging import Page

CODES = {error.code for error in errors.every_error()}
# Questions that are too long for an address.
ONLY_READ = {
    "POST /api/v1/aggregates",
    "POST /api/v1/records/duplicates",
    "POST /api/v1/records/export",
    "POST /api/v1/records/query",
}
# What Airtable sends is not ours to describe, and may grow.
PING = "POST /api/v1/webhooks/airtable"


@pytest.fixture(scope="module")
def described():
    return openapi.document(rest.make().routes)


def operations(described):
    return {
        f"{method.upper()} {path}": operation
        for path, item in described["paths"].items()
        for method, operation in item.items()
    }


def test_it_is_openapi_3_1_and_has_every_rest_route_but_the_page(described):
    real = {
        f"{method} {route.path_format}"
        for router in rest.routers()
        for route in router.routes
        if isinstance(route, RestRoute)
        for method in route.methods
    }

    assert described["openapi"] == "3.1.0"
    assert set(operations(described)) == real - {"GET /api/docs"}


def test_every_operation_has_a_name_a_heading_and_a_meaning(described):
    tags = {tag["name"] for tag in described["tags"]}
    names = [operation["operationId"] for operation in operations(described).values()]

    assert sorted(set(names)) == sorted(names)
    for name, operation in operations(described).items():
        assert operation["summary"], name
        assert operation["description"].endswith("."), name
        assert set(operation["tags"]) <= tags, name


def test_every_tag_is_used(described):
    used = {tag for operation in operations(described).values() for tag in operation["tags"]}

    assert used == {tag["name"] for tag in described["tags"]}


def test_every_operation_says_who_may(described):
    for name, operation in operations(described).items():
        is_public = operation["security"] == []
        assert is_public is ("x-least-role" not in operation), name
        assert is_public is ("401" not in operation["responses"] or name in PUBLIC_WITH_401), name


PUBLIC_WITH_401 = {f"POST /api/v1/auth/{name}" for name in ("login", "refresh", "register")}


def test_every_problem_is_problem_json_with_an_example_of_a_code_of_the_list(described):
    for name, operation in operations(described).items():
        for status, reply in operation["responses"].items():
            if status < "400":
                continue
            (media_type,) = reply["content"]
            codes = reply["content"][media_type]["examples"]
            assert media_type == "application/problem+json", name
            assert set(codes) <= CODES, name
            for code in codes:
                example = described["components"]["examples"][code]["value"]
                assert (str(example["status"]), example["code"]) == (status, code)


def test_every_post_takes_an_idempotency_key_but_those_that_only_read(described):
    for name, operation in operations(described).items():
        keys = [each for each in operation.get("parameters", []) if each["name"] == "Idempotency-Key"]
        assert len(keys) == (name.startswith("POST") and name not in ONLY_READ), name


def test_every_reply_tells_about_the_budget(described):
    for name, operation in operations(described).items():
        for reply in operation["responses"].values():
            assert {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} <= set(reply["headers"]), (
                name
            )


def test_every_body_refuses_unknown_fields(described):
    bodies = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for name, operation in operations(described).items()
        if "requestBody" in operation and name != PING
    ]

    assert bodies
    assert [
        name for name in bodies if described["components"]["schemas"][name].get("additionalProperties", True)
    ] == []


def test_every_schema_has_a_meaning_and_nothing_of_the_framework_is_left(described):
    schemas = described["components"]["schemas"]

    assert [name for name in schemas if "Validation" in name] == []
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []
    lists = [schema["description"] for name, schema in schemas.items() if name.startswith("Page_")]
    assert set(lists) == {Page.__doc__}


async def test_it_is_served(client, described):
    reply = await client.get("/api/openapi.json")

    assert reply.headers["content-type"] == "application/json"
    assert reply.json() == described
