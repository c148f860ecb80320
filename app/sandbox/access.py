"""Who a token belongs to, and what it allows."""

import hmac
import time
from dataclasses import dataclass

from app.sandbox import errors
from app.sandbox.schema import Base
from app.sandbox.store import oauth, people
from app.sandbox.store.database import Database
from app.sandbox.store.people import Person, Token

SCOPES = (
    "data.records:read",
    "data.records:write",
    "data.recordComments:read",
    "data.recordComments:write",
    "schema.bases:read",
    "schema.bases:write",
    "webhook:manage",
    "user.email:read",
)
LEVELS = ("none", "read", "comment", "edit", "create", "owner")

# The person behind the token that the sandbox was started with.
OWNER = Person("usrSandboxOwner01", "owner@sandbox.example", "Sandbox Owner")


@dataclass(frozen=True)
class Grant:
    """What the token of a request allows. is_control: it may use the control API as well."""

    token: Token
    is_control: bool = False

    @property
    def person(self) -> Person:
        return self.token.person

    def require_scope(self, scope: str) -> None:
        """Airtable answers a missing scope like an unknown base, so that nothing can be probed."""
        if scope and scope not in self.token.scopes:
            raise errors.invisible()

    def may_see(self, base_id: str, level: str) -> bool:
        granted = self.token.bases is None or base_id in self.token.bases
        return granted and LEVELS.index(level) > 0

    def level_in(self, base: Base) -> str:
        return "create" if self.is_control else base.permission_of(self.person.id)

    def require_level(self, base: Base, level: str) -> None:
        if LEVELS.index(self.level_in(base)) < LEVELS.index(level):
            raise errors.forbidden()


NOBODY = Grant(Token(Person("", "", ""), frozenset(), frozenset()))


class Doorkeeper:
    """Knows the token of the sandbox itself and looks others up."""

    def __init__(self, database: Database, secret: str) -> None:
        self._database = database
        self._secret = secret.encode()

    def grant(self, header: str) -> Grant:
        """What the Authorization header allows; the 401 for none or an unknown one."""
        scheme, _, given = header.partition(" ")
        secret = given.strip()
        if scheme.lower() != "bearer" or not secret:
            raise errors.unauthenticated()
        if hmac.compare_digest(secret.encode(errors="replace"), self._secret):
            return Grant(Token(OWNER, frozenset(SCOPES), None), is_control=True)
        with self._database.reading() as connection:
            token = people.find_token(connection, secret) or oauth.find_access_token(
                connection, secret, now=time.time()
            )
        if token is None:
            raise errors.unauthenticated()
        return Grant(token)
