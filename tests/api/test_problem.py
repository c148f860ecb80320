"""From the error tree to a reply."""

import json

import pytest

from app import errors
from app.api import problem
from app.errors import InvalidInput, NotFound, TooMany


def made(kind: type[errors.PlatformError]) -> errors.PlatformError:
    return kind("abc123") if kind is errors.InternalError else kind("It happened.", what_to_do="Do this.")


@pytest.mark.parametrize("kind", errors.every_error(), ids=lambda kind: kind.code)
def test_every_error_has_its_status_title_and_code(kind):
    reply = problem.response(made(kind), "r1")
    body = json.loads(reply.body)

    assert reply.media_type == "application/problem+json"
    assert (reply.status_code, body["status"], body["code"]) == (kind.status, kind.status, kind.code)
    assert body["type"] == f"urn:pyairtable-platform:problem:{kind.code}"
    assert body["request_id"] == "r1"
    assert body["title"] != "A problem"


def test_field_is_named_for_invalid_input():
    body = problem.body(InvalidInput("No.", field="email"), "r1")

    assert (body["field"], body["detail"]) == ("email", "No.")


def test_time_to_wait_is_a_header():
    assert problem.response(TooMany("Slowly.", retry_after_seconds=2.4), "r1").headers["retry-after"] == "2"


def test_error_outside_the_tree_keeps_its_words_to_itself():
    reply = problem.response(ValueError("canary"), "r1")

    assert reply.status_code == 500
    assert b"canary" not in reply.body
    assert json.loads(reply.body)["code"] == "internal"


def test_page_escapes_what_it_shows():
    reply = problem.response(NotFound("<script>alert(1)</script>"), "r1", html=True)

    assert b"<script>alert(1)" not in reply.body
    assert b"&lt;script&gt;" in reply.body
