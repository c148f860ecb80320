"""The first owner: one link, once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from app import auth, db
from app.actor import Actor, Role
from app.errors import InvalidInput, NotFound, PlatformError
from app.models import Membership, Person, SetupLink

FORM = {
    "name": "Ann Owner",
    "email": "Ann@Example.test",
    "password": "seven wet otters",
    "team_name": "Northwind",
}


def new_token() -> str:
    link = auth.setup_link(Actor.anonymous("set-up"))
    assert link is not None
    return link.partition("?token=")[2]


def test_link_makes_an_owner_who_is_signed_in(database):
    made = auth.set_up(new_token(), **FORM)

    signed_in = auth.session_of(made.cookie_value)
    assert signed_in is not None
    assert (signed_in.role, signed_in.person_email, signed_in.team_name) == (
        Role.OWNER,
        "ann@example.test",
        "Northwind",
    )


def test_there_is_no_link_once_there_is_an_owner(database):
    auth.set_up(new_token(), **FORM)

    assert auth.setup_link(Actor.anonymous("set-up")) is None
    assert auth.has_owner()


def test_of_twenty_parallel_tries_one_wins(database):
    token = new_token()

    def attempt(number: int) -> bool:
        try:
            auth.set_up(token, **{**FORM, "email": f"p{number}@example.test"})
        except PlatformError:
            return False
        return True

    with ThreadPoolExecutor(20) as crowd:
        outcomes = list(crowd.map(attempt, range(20)))

    assert outcomes.count(True) == 1
    with db.uow(Actor.system("test"), read_only=True) as session:
        assert len(session.exec(select(Person)).all()) == 1
        assert len(session.exec(select(Membership)).all()) == 1


def test_newer_link_replaces_the_older(database):
    older, newer = new_token(), new_token()

    with pytest.raises(NotFound):
        auth.set_up(older, **FORM)
    assert auth.is_setup_token(newer)


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_made_up_token_opens_nothing(database, token):
    new_token()

    with pytest.raises(NotFound):
        auth.set_up(token, **FORM)


def test_refused_form_does_not_use_the_link_up(database):
    token = new_token()

    with pytest.raises(InvalidInput):
        auth.set_up(token, **{**FORM, "password": "short"})

    assert auth.set_up(token, **FORM).person_id


def test_only_the_hash_of_the_token_is_kept(database):
    token = new_token()

    with db.uow(Actor.system("test"), read_only=True) as session:
        link = session.get(SetupLink, 1)
    assert link is not None
    assert token not in link.model_dump_json()


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "no address"), ("email", "a@b"), ("name", " \t"), ("team_name", ""), ("name", "n" * 121)],
)
def test_wrong_field_is_named(database, field, value):
    with pytest.raises(InvalidInput) as refused:
        auth.set_up(new_token(), **{**FORM, field: value})

    assert refused.value.field == field
