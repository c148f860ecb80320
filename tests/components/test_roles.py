"""Roles in words, and who may give which: app/components/browser/roles.js."""

import pytest

from app.actor import Role
from tests.components.browser_modules import evaluate

pytestmark = pytest.mark.integration


def test_roles_are_those_of_the_server_in_the_same_order():
    assert evaluate("roles.js", "m.ROLES") == [role.value for role in Role]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_title_and_a_meaning(role):
    title, meaning = evaluate("roles.js", "[m.titleOf(role), m.MEANINGS[role]]", role=role.value)

    assert (title, meaning != "") == (role.value.capitalize(), True)


@pytest.mark.parametrize(
    ("mine", "givable"),
    [
        ("owner", ["owner", "admin", "editor", "viewer"]),
        ("admin", ["admin", "editor", "viewer"]),
        ("editor", ["editor", "viewer"]),
    ],
)
def test_nobody_is_offered_a_role_above_their_own(mine, givable):
    assert evaluate("roles.js", "m.givableBy(mine)", mine=mine) == givable


@pytest.mark.parametrize(
    ("mine", "changeable"),
    [("owner", ["owner", "admin", "editor", "viewer"]), ("admin", ["editor", "viewer"]), ("viewer", [])],
)
def test_whose_role_is_not_below_is_left_alone(mine, changeable):
    assert (
        evaluate("roles.js", "m.ROLES.filter((theirs) => m.mayChange(mine, theirs))", mine=mine) == changeable
    )
