"""The page that describes REST: from the same description, readable without script and without another host."""

import re

import pytest

from app.api import docs, openapi, rest


@pytest.fixture(scope="module")
def described():
    return openapi.document(rest.make().routes)


@pytest.fixture
async def page(client):
    reply = await client.get("/api/docs")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    return reply.text


async def test_every_call_is_on_the_page_with_an_example(page, described):
    for path, item in described["paths"].items():
        for method in item:
            assert f"<code>{path}</code>" in page
            assert method.upper() in page
    assert page.count('aria-label="Example request"') == sum(
        len(item) for item in described["paths"].values()
    )


async def test_page_loads_nothing_from_elsewhere_and_needs_no_script(page):
    assert re.findall(r'(?:src|href)="(?!/|#)', page) == []
    assert re.findall(r"<script(?![^>]*src=)|\son\w+=|javascript:|eval\(", page) == []
    assert re.findall(r'<script src="([^"]*)"', page) == ["/boot.js"]


async def test_every_place_of_the_contents_is_there_once(page):
    places = re.findall(r'href="#([\w-]+)"', page)

    assert len(places) == len(set(places)) > 40
    assert [place for place in places if page.count(f'id="{place}"') != 1] == []


async def test_headings_and_tables_have_their_names(page):
    labelled = re.findall(r'aria-labelledby="([\w-]+)"', page)

    assert page.count("<h1") == 1
    assert [name for name in labelled if f'id="{name}"' not in page] == []


def test_example_calls_can_be_run(described, settings):
    calls = {call.id: call for chapter in docs.chapters(described) for call in chapter.calls}

    assert calls["log-in"].curl == (
        "curl -X POST http://127.0.0.1:8000/api/v1/auth/login \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        '  -d \'{"email": "ann@example.com", "password": "seven wet otters"}\''
    )
    assert calls["read-member"].curl == (
        "curl http://127.0.0.1:8000/api/v1/members/0198b3a57c1e7f2a9d40b1c2d3e4f506 \\\n"
        "  -H 'Authorization: Bearer pyair_...'"
    )


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "examples": ["a"]}, "a"),
        ({"enum": ["x", "y"]}, "x"),
        ({"const": "Bearer"}, "Bearer"),
        ({"type": "integer", "default": 90}, 90),
        ({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}, "2026-01-31T09:30:00Z"),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"type": "object"}, {}),
        ({"$ref": "#/components/schemas/A"}, {"n": 1}),
        ({}, "text"),
    ],
)
def test_sample_fits_its_schema(schema, expected):
    assert docs.sample(schema, {"A": {"properties": {"n": {"type": "integer"}}}}) == expected
