"""Pages of the built front end, and who is sent where."""

import pytest

from app.edge import Edge, Front
from tests.sessions import begin_session, cookie_of


@pytest.fixture
def visitor(database, inner, front, client_of):
    return client_of(Edge(inner, front=front))


async def test_first_visitor_is_told_how_to_set_up(visitor):
    assert (await visitor.get("/")).headers["location"] == "/setup"
    assert (await visitor.get("/chat/")).headers["location"] == "/setup"


async def test_visitor_is_sent_to_sign_in_and_back(owner, visitor):
    assert (await visitor.get("/")).headers["location"] == "/sign-in"
    reply = await visitor.get("/chat/?t=abc&u=1")
    assert (reply.status_code, reply.headers["location"]) == (303, "/sign-in?next=/chat/%3Ft%3Dabc%26u%3D1")


async def test_signed_in_person_starts_in_the_chat(owner, visitor):
    reply = await visitor.get("/", headers=cookie_of(begin_session(owner)))

    assert (reply.status_code, reply.headers["location"]) == (303, "/chat/")


@pytest.mark.parametrize("path", ["/chat", "/chat/"])
async def test_page_is_served_at_once_with_and_without_its_slash(owner, visitor, inner, path):
    reply = await visitor.get(path, headers=cookie_of(begin_session(owner)))

    assert reply.status_code == 200
    assert inner.scopes[-1]["path"] == "/chat/"


async def test_page_behind_another_name_is_not_free_either(owner, visitor):
    assert (await visitor.get("/index.html")).status_code == 303


async def test_files_are_free(database, visitor):
    assert (await visitor.get("/tokens.css")).status_code == 200


async def test_nothing_found_is_our_page_for_visitors(database, visitor, inner):
    inner.status = 404

    reply = await visitor.get("/nowhere", headers={"accept": "text/html"})

    assert reply.status_code == 404
    assert "There is nothing at this address." in reply.text
    assert "inner" not in reply.text


async def test_nothing_found_is_a_problem_for_programs(database, visitor, inner):
    inner.status = 404

    reply = await visitor.get("/api/nowhere")

    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "not_found"


async def test_nothing_found_is_the_pages_own_affair_for_people_inside(owner, visitor, inner):
    inner.status = 404

    reply = await visitor.get("/nowhere", headers={"accept": "text/html", **cookie_of(begin_session(owner))})

    assert (reply.status_code, reply.text) == (404, "inner")


def test_folder_that_was_not_built_has_no_pages(tmp_path):
    front = Front(tmp_path / "missing")

    assert (front.pages, front.script_hashes) == (frozenset(), [])


async def test_page_that_the_browser_kept_gets_the_policy_of_a_page(owner, visitor, inner):
    cookie = cookie_of(begin_session(owner))
    whole = await visitor.get("/chat/", headers=cookie)
    inner.status, inner.headers = 304, []

    kept = await visitor.get("/chat/", headers=cookie)

    assert kept.status_code == 304
    assert kept.headers["content-security-policy"] == whole.headers["content-security-policy"]
