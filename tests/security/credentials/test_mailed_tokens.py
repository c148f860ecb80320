"""Bar A-11: a mailed link works once, for its purpose and address, for half an hour; its token is kept nowhere."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app import auth, db
from app.actor import Actor
from app.errors import NotFound
from app.models import Letter, OneTimeToken, OutboxJob, Person, utc_now
from tests.api.conftest import OWN
from tests.mailbox import letters_to, token_in_last_letter_to
from tests.people import PASSWORD

SYSTEM = Actor.system("test")
OLIVIA = "olivia@example.test"
NEW = "copper lantern ninety two evenings"
PATHS = ["/reset/new", "/verify", "/device", "/sign-up/new"]
MADE_UP = ["", "null", "[]", "undefined", "0", "x" * 43, "é" * 43, "a" * 64, "\x00" * 43]
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def token(owner) -> str:
    auth.ask_for_reset(OLIVIA, address="192.0.2.1")
    return token_in_last_letter_to(OLIVIA)


def rows(table):
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.exec(select(table)).all()


async def test_a_11_of_twenty_parallel_resets_one_wins(client, token):
    replies = await asyncio.gather(
        *(
            client.post("/reset/new", data={"token": token, "password": f"{NEW} {number}"}, headers=OWN)
            for number in range(20)
        )
    )

    assert sorted(reply.status_code for reply in replies) == [200] + [404] * 19


@pytest.mark.parametrize("path", PATHS)
async def test_a_11_made_up_token_opens_nothing(client, token, path):
    for made_up in MADE_UP:
        shown = await client.get(path, params={"token": made_up})
        sent = await client.post(path, data={"token": made_up, "password": NEW}, headers=OWN)

        assert (shown.status_code, sent.status_code) == (404, 404), made_up
        assert sent.headers.get_list("set-cookie") == []


@pytest.mark.parametrize("path", PATHS)
async def test_a_11_no_token_and_two_tokens_open_nothing(client, token, path):
    for form in ({}, {"token[]": token}, {"token": ["", token]}):
        assert (await client.post(path, data={"password": NEW, **form}, headers=OWN)).status_code == 404


async def test_a_11_hash_of_a_token_is_no_token(client, token):
    (kept,) = [row.id for row in rows(OneTimeToken) if row.person_id]

    assert (await client.get("/reset/new", params={"token": kept})).status_code == 404


@pytest.mark.parametrize("path", ["/verify", "/device", "/sign-up/new"])
async def test_a_11_link_of_another_purpose_opens_nothing(client, token, path):
    assert (await client.get(path, params={"token": token})).status_code == 404
    assert (await client.post(path, data={"token": token, "password": NEW}, headers=OWN)).status_code == 404
    assert auth.is_reset_token(token)


def test_a_11_link_ends_after_half_an_hour(token):
    with db.uow(SYSTEM) as unit:
        unit.exec(update(OneTimeToken).values(expires_at=utc_now() - timedelta(seconds=1)))

    with pytest.raises(NotFound):
        auth.reset_password(token, NEW)


def test_a_11_link_is_good_for_thirty_minutes(token):
    (link,) = [row for row in rows(OneTimeToken) if row.person_id]

    assert timedelta(0) <= timedelta(minutes=30) - (link.expires_at - link.created_at) < timedelta(seconds=5)


def test_a_11_link_does_not_follow_the_account_to_another_address(owner, token):
    with db.uow(SYSTEM) as unit:
        moved = update(Person).where(col(Person.id) == owner.person_id)
        unit.exec(moved.values(email="moved@example.test"))

    with pytest.raises(NotFound):
        auth.reset_password(token, NEW)


def test_a_11_link_changes_the_password_of_its_own_account_only(owner, admin, token):
    auth.reset_password(token, NEW)

    assert auth.sign_in(OLIVIA, NEW, address="", user_agent="").person_id == owner.person_id
    assert auth.sign_in("adam@example.test", PASSWORD, address="", user_agent="").person_id == admin.person_id


def test_a_11_refused_password_does_not_use_the_link_up(token):
    with pytest.raises(Exception, match="at least 12"):
        auth.reset_password(token, "short")

    assert auth.reset_password(token, NEW)


async def test_a_11_opening_the_link_does_not_use_it_up(client, token):
    for _ in range(3):
        assert (await client.get("/reset/new", params={"token": token})).status_code == 200


def test_a_11_row_of_what_was_asked_opens_nothing_and_token_is_kept_nowhere(token):
    kept = [row.model_dump_json() for table in (OneTimeToken, OutboxJob, Letter) for row in rows(table)]

    assert token not in "".join(kept)
    assert len(token) == 43


def test_a_11_links_lead_to_our_own_address(token):
    _, text = letters_to(OLIVIA)[-1]

    links = [word for word in text.split() if "://" in word]
    assert [link.startswith("http://127.0.0.1:8000") for link in links] == [True] * len(links)


async def test_a_11_host_of_the_request_is_in_no_letter(client, owner):
    await client.post(
        "/reset",
        data={"email": OLIVIA},
        headers={**OWN, "x-forwarded-host": "evil.example", "forwarded": "host=evil"},
    )

    assert "evil" not in letters_to(OLIVIA)[-1][1]
