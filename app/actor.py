"""Who asks: the first argument of every verb."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from app.errors import Forbidden, NotSignedIn

ALL_TEAMS = "*"
Consent = Literal["", "asked", "given"]


class Role(StrEnum):
    """A member's role in a team, from most to least: owner, admin, editor, viewer."""

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"

    @property
    def rank(self) -> int:
        return list(Role)[::-1].index(self)

    def reaches(self, need: "Role") -> bool:
        return self.rank >= need.rank


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in a team through one door, or the platform itself.

    `team_id` is empty for nobody and ALL_TEAMS for the platform; the tenant scope of every statement comes
    from it. The role of an API key is never above its scope. `confirmed_at` is when the person gave the password
    last; a key never did. `client_may_confirm`: the owner of the key lets its client ask them for their yes. `consent`
    is where that stands: the client will be asked, or the person said yes to one plan.
    """

    team_id: str
    person_id: str
    role: Role | None
    door: str
    session_id: str = ""
    key_id: str = ""
    is_operator: bool = False
    writes_need_approval: bool = False
    client_may_confirm: bool = False
    consent: Consent = ""
    confirmed_at: datetime | None = None
    address: str = ""
    request_id: str = field(default_factory=lambda: secrets.token_hex(8))

    @classmethod
    def anonymous(cls, door: str) -> "Actor":
        """Nobody yet: sign-in and set-up only; a house test lists the places."""
        return cls(team_id="", person_id="", role=None, door=door)

    @classmethod
    def system(cls, reason: str) -> "Actor":
        """The platform itself: dispatch and sweeps only; a house test lists the places."""
        return cls(team_id=ALL_TEAMS, person_id="", role=None, door=f"system:{reason}")

    @classmethod
    def inside(cls, team_id: str, door: str) -> "Actor":
        """The platform at work inside one team: its statements see this team's rows and no others."""
        return cls(team_id=team_id, person_id="", role=None, door=door)

    @property
    def is_system(self) -> bool:
        return self.team_id == ALL_TEAMS

    def require(self, need: Role) -> None:
        """Raises NotSignedIn for nobody, Forbidden for a lower role."""
        if self.role is None:
            raise NotSignedIn("You are not signed in.", what_to_do="Sign in and try again.")
        if not self.role.reaches(need):
            raise Forbidden(
                f"This needs the role {need.value}, yours is {self.role.value}.",
                what_to_do="Ask an owner or admin of your team.",
            )

    def require_platform(self) -> None:
        """Raises Forbidden for everybody but the platform itself."""
        if not self.is_system:
            raise Forbidden("Only the platform does this.")

    @property
    def may_decide(self) -> bool:
        """Whether a yes or no to a plan counts that comes through this door; the role is another question."""
        return not self.writes_need_approval or self.consent == "given"

    def with_consent(self, consent: Consent) -> "Actor":
        """The same key, about to ask its person in its client, or with their yes. Raises Forbidden where its owner
        did not allow that."""
        if not self.client_may_confirm:
            raise Forbidden("A yes in this client does not count.", what_to_do="Decide in the app.")
        return replace(self, consent=consent)

    def through(self, door: str) -> "Actor":
        """The same person through another door."""
        return replace(self, door=door)
