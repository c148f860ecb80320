"""Confirming and changing a password and an address, for somebody who is signed in."""

from datetime import timedelta

import pytest
from sqlmodel import col, update

from app import auth, db
from app.actor import Actor
from app.models import ApiKey, Session, utc_now
from tests.api.conftest import OWN
from tests.mailbox import letters_to
from tests.people import PASSWORD
from tests.sessions import begin_session, cookie_of

NEW = "copper lantern ninety two evenings"
SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("quick_passwords")


def browser(actor: Actor, *, minutes_ago: int = 0) -> dict[str, str]:
    made = begin_session(actor)
    with db.uow(SYSTEM) as unit:
        row = update(Session).where(col(Session.id) == made.session_id)
        unit.exec(row.values(confirmed_at=utc_now() - timedelta(minutes=minutes_ago)))
    return {**OWN, **cookie_of(made)}


def add_key(actor: Actor, name: str) -> None:
    with db.uow(SYSTEM) as unit:
        unit.add(
            ApiKey(
                team_id=actor.team_id,
                person_id=actor.person_id,
                name=name,
                key_hash=name.encode().hex().ljust(64, "0"),
                hint="pyair_c",
                scope="read",
            )
        )


@pytest.mark.parametrize("path", ["/confirm", "/change-password", "/change-email"])
async def test_nobody_is_led_through_sign_in_and_back(client, database, path):
    shown = await client.get(path)
    sent = await client.post(path, data={"password": NEW}, headers=OWN)

    assert (shown.status_code, sent.status_code) == (303, 303)
    assert {reply.headers["location"].partition("next=")[0] for reply in (shown, sent)} == {"/sign-in?"}


async def test_page_to_go_on_to_survives_the_sign_in(client, database):
    reply = await client.get("/confirm", params={"next": "/settings/?tab=keys"})

    assert reply.headers["location"] == "/sign-in?next=/confirm%3Fnext%3D/settings/%253Ftab%253Dkeys"


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/[", "//[x"]
)
async def test_confirming_never_leads_elsewhere(client, owner, path):
    reply = await client.post("/confirm", data={"password": PASSWORD, "next": path}, headers=browser(owner))

    assert reply.status_code == 303
    assert reply.headers["location"] in {"/settings/", "/["}


async def test_wrong_password_is_said_at_its_field_and_not_shown(client, owner):
    reply = await client.post("/confirm", data={"password": "canary-pw"}, headers=browser(owner))

    assert reply.status_code == 422
    assert 'id="password-error"' in reply.text
    assert "canary-pw" not in reply.text


async def test_own_keys_are_named_and_end_when_that_is_ticked(client, owner, admin):
    add_key(owner, "Nightly <job>")
    add_key(admin, "Adam's")
    shown = await client.get("/change-password", headers=browser(owner))
    form = {"current": PASSWORD, "password": NEW, "end_keys": "yes"}
    await client.post("/change-password", data=form, headers=browser(owner))

    assert "Nightly &lt;job&gt;" in shown.text
    assert "Adam" not in shown.text
    assert (auth.own_key_names(owner), auth.own_key_names(admin)) == ([], ["Adam's"])


async def test_keys_stay_when_that_is_not_ticked(client, owner):
    add_key(owner, "Nightly")

    await client.post("/change-password", data={"current": PASSWORD, "password": NEW}, headers=browser(owner))

    assert auth.own_key_names(owner) == ["Nightly"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"current": "wrong", "password": NEW}, "current"),
        ({"current": PASSWORD, "password": "short"}, "password"),
    ],
)
async def test_refused_change_is_said_at_its_field(client, owner, form, field):
    reply = await client.post("/change-password", data=form, headers=browser(owner))

    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    assert [value in reply.text for value in form.values() if len(value) > 6] == [False] * len(
        [value for value in form.values() if len(value) > 6]
    )


async def test_address_is_asked_for_only_after_a_fresh_password(client, owner):
    late = await client.get("/change-email", headers=browser(owner, minutes_ago=30))
    fresh = await client.get("/change-email", headers=browser(owner))

    assert (late.status_code, late.headers["location"]) == (303, "/confirm?next=/change-email")
    assert 'action="/change-email"' in fresh.text


async def test_odd_address_comes_back_as_it_was_typed(client, owner):
    reply = await client.post("/change-email", data={"email": "new"}, headers=browser(owner))

    assert reply.status_code == 422
    assert 'value="new"' in reply.text
    assert letters_to("new") == []
