"""Bar A-14: what cannot be taken back needs a password of the last ten minutes, and no API key can give one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, update

from app import auth, db
from app.actor import Actor
from app.errors import ConfirmPassword, Forbidden, InvalidInput, NotSignedIn, TooMany
from app.models import Person, Session, utc_now
from tests.api.conftest import OWN
from tests.people import PASSWORD
from tests.sessions import begin_session, cookie_of

SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("quick_passwords")
# Every verb of credentials that asks for a fresh password: called with an actor only.
NEED_IT = {
    "change the e-mail": lambda actor: auth.ask_to_change_email(actor, "new@example.test"),
    "erase oneself": auth.erase_person,
}
# Those that no key may do, whenever the password was given; the password itself is asked for or nothing is lost.
PEOPLE_ONLY = {
    **NEED_IT,
    "change the password": lambda actor: auth.change_password(
        actor, current=PASSWORD, new="copper lantern ninety two evenings", address="", user_agent=""
    ),
    "confirm the password": lambda actor: auth.confirm_password(actor, PASSWORD),
    "rename oneself": lambda actor: auth.rename_person(actor, "Another"),
    "verify the e-mail": auth.ask_to_verify_email,
    "list sessions": auth.list_sessions,
    "end other sessions": auth.revoke_other_sessions,
    "disable somebody": lambda actor: auth.set_disabled(
        replace(actor, is_operator=True), "0" * 32, disabled=True
    ),
}


def signed_in(actor: Actor, *, minutes_ago: float = 0) -> auth.NewSession:
    made = begin_session(actor)
    with db.uow(SYSTEM) as unit:
        unit.exec(
            update(Session)
            .where(col(Session.id) == made.session_id)
            .values(confirmed_at=utc_now() - timedelta(minutes=minutes_ago))
        )
    return made


def actor_of(made: auth.NewSession) -> Actor:
    return auth.actor_of(auth.session_of(made.cookie_value), "test")


def email_of(actor: Actor) -> str:
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.get_one(Person, actor.person_id).email


@pytest.mark.parametrize("act", NEED_IT)
def test_a_14_old_password_is_asked_for_again(editor, act):
    actor = actor_of(signed_in(editor, minutes_ago=10.1))

    with pytest.raises(ConfirmPassword):
        NEED_IT[act](actor)

    assert email_of(editor) == "edith@example.test"


@pytest.mark.parametrize("act", NEED_IT)
def test_a_14_fresh_password_is_enough(owner, editor, act):
    NEED_IT[act](actor_of(signed_in(editor, minutes_ago=9.9)))


@pytest.mark.parametrize("act", PEOPLE_ONLY)
def test_a_14_api_key_never_does_it(editor, act):
    key = replace(editor, key_id="k", confirmed_at=utc_now())

    with pytest.raises(Forbidden):
        PEOPLE_ONLY[act](key)


@pytest.mark.parametrize("act", [name for name in PEOPLE_ONLY if name != "disable somebody"])
def test_a_14_nobody_never_does_it(database, act):
    with pytest.raises(NotSignedIn):
        PEOPLE_ONLY[act](Actor.anonymous("test"))


def test_a_14_given_password_counts_at_once(editor):
    made = signed_in(editor, minutes_ago=60)

    auth.confirm_password(actor_of(made), PASSWORD)

    auth.require_confirmed(actor_of(made))


def test_a_14_other_sessions_are_not_confirmed_with_it(editor):
    made, other = signed_in(editor, minutes_ago=60), signed_in(editor, minutes_ago=60)

    auth.confirm_password(actor_of(made), PASSWORD)

    with pytest.raises(ConfirmPassword):
        auth.require_confirmed(actor_of(other))


def test_a_14_wrong_password_confirms_nothing_and_can_be_guessed_ten_times(editor):
    made = signed_in(editor, minutes_ago=60)
    for _ in range(10):
        with pytest.raises(InvalidInput) as refused:
            auth.confirm_password(actor_of(made), "wrong")
        assert refused.value.field == "password"

    with pytest.raises(TooMany):
        auth.confirm_password(actor_of(made), PASSWORD)
    with pytest.raises(ConfirmPassword):
        auth.require_confirmed(actor_of(made))


def test_a_14_password_change_asks_for_the_current_one_itself(editor):
    actor = actor_of(signed_in(editor))

    with pytest.raises(InvalidInput) as refused:
        auth.change_password(
            actor, current="wrong", new="copper lantern ninety two evenings", address="", user_agent=""
        )

    assert refused.value.field == "current"
    assert auth.sign_in("edith@example.test", PASSWORD, address="", user_agent="")


async def test_a_14_page_leads_through_the_password_and_back(client, editor):
    browser = {**OWN, **cookie_of(signed_in(editor, minutes_ago=60))}

    asked = await client.post("/change-email", data={"email": "new@example.test"}, headers=browser)
    shown = await client.get(asked.headers["location"], headers=browser)
    wrong = await client.post(
        "/confirm", data={"password": "wrong", "next": "/change-email"}, headers=browser
    )
    right = await client.post(
        "/confirm", data={"password": PASSWORD, "next": "/change-email"}, headers=browser
    )
    done = await client.post("/change-email", data={"email": "new@example.test"}, headers=browser)

    assert (asked.status_code, asked.headers["location"]) == (303, "/confirm?next=/change-email")
    assert 'name="next" value="/change-email"' in shown.text
    assert (wrong.status_code, "The password is not right." in wrong.text) == (422, True)
    assert (right.status_code, right.headers["location"]) == (303, "/change-email")
    assert (done.status_code, done.headers["location"]) == (303, "/check-mail")
