"""`/api/v1/sessions`."""

from app import auth
from tests.sessions import begin_session, cookie_of


async def test_own_sessions_are_listed_and_ended(client, editor, viewer):
    here, there = begin_session(editor), begin_session(editor)
    begin_session(viewer)
    headers = cookie_of(here)

    listed = (await client.get("/api/v1/sessions", headers=headers)).json()
    ended = await client.delete(f"/api/v1/sessions/{there.session_id}", headers=headers)

    assert {(session["id"], session["is_current"]) for session in listed["items"]} == {
        (here.session_id, True),
        (there.session_id, False),
    }
    assert ended.status_code == 204
    assert auth.session_of(there.cookie_value) is None


async def test_all_others_are_ended_at_once(client, editor, viewer):
    here, theirs = begin_session(editor), begin_session(viewer)
    others = [begin_session(editor) for _ in range(3)]

    reply = await client.delete("/api/v1/sessions", headers=cookie_of(here))

    assert reply.json() == {"ended": 3}
    assert [auth.session_of(each.cookie_value) for each in others] == [None] * 3
    assert [auth.session_of(each.cookie_value) is not None for each in (here, theirs)] == [True, True]
