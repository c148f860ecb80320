"""Bar T-3: no role grants above itself, nobody reaches those who are not below them, and the last owner stays.

The tables here are written by hand, so that a mistake in the rules cannot repeat itself in what is expected.
"""

from collections.abc import Callable
from functools import partial

import pytest

from app import audit, auth
from app.actor import Actor, Role
from app.errors import PlatformError
from tests.auth.keys import make_key
from tests.auth.links import copied_token
from tests.people import confirmed, make_member, make_team
from tests.security.at_once import at_once

OWNER, ADMIN, EDITOR, VIEWER = Role
# Who reaches whom: the role of the actor, and the roles of those whom they may change, remove, or whose keys they end.
REACHES = {OWNER: {OWNER, ADMIN, EDITOR, VIEWER}, ADMIN: {EDITOR, VIEWER}, EDITOR: set(), VIEWER: set()}
# What they may give, by changing a role or by an invite.
GRANTS = {OWNER: {OWNER, ADMIN, EDITOR, VIEWER}, ADMIN: {ADMIN, EDITOR, VIEWER}, EDITOR: set(), VIEWER: set()}
# The scopes of keys that they may make.
SCOPES = {
    OWNER: {"read", "write", "admin"},
    ADMIN: {"read", "write", "admin"},
    EDITOR: {"read", "write"},
    VIEWER: {"read"},
}
PAIRS = [(first, second) for first in Role for second in Role]


class Crowd:
    """A team with an owner who always stays, and new people whenever one is needed."""

    def __init__(self) -> None:
        self.team_id = make_team("Northwind")
        self.anchor = self.somebody(OWNER)

    def somebody(self, role: Role) -> Actor:
        self.count = getattr(self, "count", 0) + 1
        return confirmed(make_member(self.team_id, f"P{self.count}", role))

    def role_of(self, person: Actor) -> str:
        roles = {card.person_id: card.role.value for card in auth.list_members(self.anchor).items}
        return roles.get(person.person_id, "gone")


@pytest.fixture
def crowd(database) -> Crowd:
    return Crowd()


def tried(verb: Callable[..., object], *arguments: object, **options: object) -> str:
    try:
        verb(*arguments, **options)
    except PlatformError as exc:
        return exc.code
    return "done"


def test_change_of_a_role_for_every_actor_target_and_role(crowd):
    actors = {role: crowd.somebody(role) for role in Role}
    expected, found = {}, {}
    for mine, theirs in PAIRS:
        for new in Role:
            target = crowd.somebody(theirs)
            may = theirs in REACHES[mine] and new in GRANTS[mine]
            expected[mine, theirs, new] = ("done", new) if may else ("forbidden", theirs)
            told = tried(auth.change_role, actors[mine], target.person_id, new)
            found[mine, theirs, new] = (told, auth.get_member(crowd.anchor, target.person_id).role)

    assert found == expected


def test_removal_for_every_actor_and_target(crowd):
    actors = {role: crowd.somebody(role) for role in Role}
    expected, found = {}, {}
    for mine, theirs in PAIRS:
        target = crowd.somebody(theirs)
        expected[mine, theirs] = ("done", "gone") if theirs in REACHES[mine] else ("forbidden", theirs.value)
        told = tried(auth.remove_member, actors[mine], target.person_id)
        found[mine, theirs] = (told, crowd.role_of(target))

    assert found == expected


def test_end_of_a_key_for_every_actor_and_target(crowd):
    actors = {role: crowd.somebody(role) for role in Role}
    expected, found = {}, {}
    for mine, theirs in PAIRS:
        target = crowd.somebody(theirs)
        made = auth.make_api_key(target, name="Report", scope="read")
        # Below admin, the keys of others are not even there.
        refused = "forbidden" if mine is ADMIN else "not_found"
        expected[mine, theirs] = "done" if theirs in REACHES[mine] else refused
        found[mine, theirs] = tried(auth.revoke_api_key, actors[mine], made.api_key.id)

    assert found == expected


def test_invite_for_every_actor_and_role(crowd):
    actors = {role: crowd.somebody(role) for role in Role}
    found = {
        (mine, new): tried(auth.invite, actors[mine], email=f"{mine}.{new}@example.test", role=new)
        for mine, new in PAIRS
    }

    assert found == {(mine, new): "done" if new in GRANTS[mine] else "forbidden" for mine, new in PAIRS}


def test_taking_an_invite_back_for_every_actor_and_role(crowd):
    actors = {role: crowd.somebody(role) for role in Role}
    found = {}
    for mine, offered in PAIRS:
        made = auth.invite(crowd.anchor, email=f"{mine}.{offered}@example.test", role=offered)
        found[mine, offered] = tried(auth.revoke_invite, actors[mine], made.invite.id)

    assert found == {
        (mine, offered): "done" if offered in GRANTS[mine] else "forbidden" for mine, offered in PAIRS
    }


def test_making_a_key_for_every_role_and_scope(crowd):
    found = {
        role: {
            scope
            for scope in ("read", "write", "admin")
            if tried(auth.make_api_key, crowd.somebody(role), name="Report", scope=scope) == "done"
        }
        for role in Role
    }

    assert found == SCOPES


def test_giving_the_team_away_is_for_owners(crowd):
    target = crowd.somebody(EDITOR)

    found = {
        role: tried(auth.transfer_ownership, crowd.somebody(role), target.person_id)
        for role in (VIEWER, EDITOR, ADMIN, OWNER)
    }

    assert found == {VIEWER: "forbidden", EDITOR: "forbidden", ADMIN: "forbidden", OWNER: "done"}


def test_key_with_every_scope_makes_changes_and_removes_no_owner(crowd):
    owner, target = crowd.somebody(OWNER), crowd.somebody(OWNER)
    key = auth.actor_of(auth.signed_in_by_key(make_key(owner, "admin")), "rest")
    assert key.role is OWNER

    found = [
        tried(auth.change_role, key, target.person_id, VIEWER),
        tried(auth.change_role, key, crowd.somebody(EDITOR).person_id, OWNER),
        tried(auth.remove_member, key, target.person_id),
        tried(auth.invite, key, email="nina@example.test", role=OWNER),
        tried(auth.remove_member, key, owner.person_id),
        tried(auth.invite, key, email="nina@example.test", role=ADMIN),
    ]

    assert found == ["forbidden"] * 5 + ["done"]


def test_invite_s_link_is_no_session_and_no_key(crowd):
    token = copied_token(crowd.anchor)

    assert (auth.session_of(token), auth.signed_in_by_key(token)) == (None, None)


def two_owners() -> tuple[Actor, Actor]:
    team_id = make_team("Northwind")
    return tuple(confirmed(make_member(team_id, f"{name}{team_id}", OWNER)) for name in ("O", "P"))


@pytest.mark.parametrize(
    "acts",
    [
        lambda one, two: (
            lambda: auth.change_role(one, two.person_id, VIEWER),
            lambda: auth.change_role(two, one.person_id, VIEWER),
        ),
        lambda one, two: (
            lambda: auth.change_role(one, one.person_id, ADMIN),
            lambda: auth.change_role(two, two.person_id, ADMIN),
        ),
        lambda one, two: (lambda: auth.leave_team(one), lambda: auth.leave_team(two)),
        lambda one, two: (
            lambda: auth.remove_member(one, two.person_id),
            lambda: auth.remove_member(two, one.person_id),
        ),
        lambda one, two: (
            lambda: auth.leave_team(one),
            lambda: auth.change_role(one, two.person_id, VIEWER),
        ),
        lambda one, two: (
            lambda: auth.transfer_ownership(one, two.person_id),
            lambda: auth.leave_team(two),
        ),
    ],
    ids=[
        "demote each other",
        "both step down",
        "both leave",
        "remove each other",
        "leave and demote",
        "give to who leaves",
    ],
)
def test_of_two_at_once_one_owner_is_left(database, acts):
    for _ in range(5):
        one, two = two_owners()

        at_once(acts(one, two))

        owners = [card for card in auth.list_members(one).items if card.role is OWNER]
        assert len(owners) >= 1
        assert audit.verify(Actor.system("test"), one.team_id) == ""


def test_of_two_who_demote_each_other_one_wins(database):
    for _ in range(5):
        one, two = two_owners()

        told = at_once(
            [
                partial(auth.change_role, one, two.person_id, VIEWER),
                partial(auth.change_role, two, one.person_id, VIEWER),
            ]
        )

        assert sorted(told) == ["done", "forbidden"]


def test_new_role_and_removal_at_once_leave_a_member_or_nobody(database):
    for _ in range(5):
        one, two = two_owners()
        target = make_member(one.team_id, f"T{one.team_id}", EDITOR)

        told = at_once(
            [
                partial(auth.change_role, one, target.person_id, ADMIN),
                partial(auth.remove_member, two, target.person_id),
            ]
        )

        assert told in (["done", "done"], ["not_found", "done"])
        assert target.person_id not in {card.person_id for card in auth.list_members(one).items}
