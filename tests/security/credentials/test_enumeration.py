"""Bar A-12: whether an address has an account, only its mailbox learns: same status, same text, same work.

The work is compared as the statements that reach the database and the hashes that are made; how long it takes is
measured in `bench/sign_in_rush.py`.
"""

import pytest

from app import auth
from app.auth import _passwords
from tests.api.conftest import OWN
from tests.harness.statements import statements
from tests.mailbox import letters_to, run_mail_jobs
from tests.people import PASSWORD

KNOWN, UNKNOWN = "olivia@example.test", "nobody@example.test"
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def open_sign_up(monkeypatch, database):
    from app import config

    monkeypatch.setenv("PLATFORM_SIGNUP", "open")
    config.reload()


async def answer(client, path: str, email: str) -> tuple[int, str, str, list[str]]:
    with statements() as done:
        reply = await client.post(
            path, data={"email": email, "name": "Ann", "password": "wrong"}, headers=OWN
        )
    text = reply.text.replace(email, "ADDRESS")
    return reply.status_code, reply.headers.get("location", ""), text, done


@pytest.mark.parametrize("path", ["/reset", "/sign-up"])
async def test_a_12_request_for_mail_is_the_same_work_and_answer(client, owner, open_sign_up, path):
    known, unknown = await answer(client, path, KNOWN), await answer(client, path, UNKNOWN)

    assert known == unknown
    assert known[:2] == (303, "/check-mail")
    assert "person" not in " ".join(known[3]).replace("person_id", "")


async def test_a_12_refused_sign_in_is_the_same_answer_and_one_hash(client, owner, monkeypatch):
    hashed = []
    real = _passwords._hashes.verify_and_update

    class Counting:
        def verify_and_update(self, *given):
            hashed.append(1)
            return real(*given)

    monkeypatch.setattr(_passwords, "_hashes", Counting())

    known = await answer(client, "/sign-in", KNOWN)
    hashes_of_known = len(hashed)
    unknown = await answer(client, "/sign-in", UNKNOWN)

    assert known[:3] == unknown[:3]
    assert known[0] == 401
    assert (hashes_of_known, len(hashed)) == (1, 2)


@pytest.mark.parametrize("state", ["disabled", "erased"])
async def test_a_12_account_that_is_over_answers_like_none(client, owner, editor, state):
    from dataclasses import replace

    from app.models import utc_now

    if state == "disabled":
        auth.set_disabled(replace(owner, is_operator=True), editor.person_id, disabled=True)
    else:
        auth.erase_person(replace(editor, confirmed_at=utc_now()))

    over = await client.post(
        "/sign-in", data={"email": "edith@example.test", "password": PASSWORD}, headers=OWN
    )
    none = await client.post("/sign-in", data={"email": UNKNOWN, "password": PASSWORD}, headers=OWN)

    assert over.status_code == none.status_code == 401
    assert over.text.replace("edith@example.test", "") == none.text.replace(UNKNOWN, "")


def test_a_12_mailbox_alone_learns_it(owner, open_sign_up):
    for email in (KNOWN, UNKNOWN):
        auth.ask_to_sign_up(email, "Ann", address="192.0.2.1")
        auth.ask_for_reset(email, address="192.0.2.1")
    run_mail_jobs()

    assert [subject for subject, _ in letters_to(KNOWN)] == [
        "You have an account already",
        "Choose a new password",
    ]
    assert [subject for subject, _ in letters_to(UNKNOWN)] == ["Finish your sign-up"]


async def test_a_12_new_address_of_a_signed_in_person_tells_nothing_of_others(client, owner, admin):
    from tests.sessions import begin_session, cookie_of

    told = {}
    for email in ("adam@example.test", UNKNOWN):
        with statements() as done:
            reply = await client.post(
                "/change-email", data={"email": email}, headers={**OWN, **cookie_of(begin_session(owner))}
            )
        told[email] = (reply.status_code, reply.headers["location"], len(done))

    assert told["adam@example.test"] == told[UNKNOWN] == (303, "/check-mail", told[UNKNOWN][2])


async def test_a_12_dead_links_say_the_same_for_every_reason(client, owner):
    auth.ask_for_reset(KNOWN, address="192.0.2.1")
    from tests.mailbox import token_in_last_letter_to

    used = token_in_last_letter_to(KNOWN)
    auth.reset_password(used, "copper lantern ninety two evenings")

    pages = {(await client.get("/reset/new", params={"token": token})).text for token in (used, "x" * 43, "")}

    assert len(pages) == 1
