"""A process that does one act after the other, and for each at every point a child that is killed there.

`python -m tests.security.dying` prints as JSON how each child ended. What it did is in the database.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlmodel import Session

from app import auth
from app.actor import Actor, Role
from app.models import AuditEvent
from tests.people import confirmed

# Each point with the SQLAlchemy event that comes there. Between the act and its audit; before both are kept; after.
POINTS: dict[str, tuple[Any, str]] = {
    "before the audit": (AuditEvent, "before_insert"),
    "before the commit": (Session, "before_commit"),
    "after the commit": (Session, "after_commit"),
}
ACTS: dict[str, Callable[[Actor, str], object]] = {
    "member.role_changed": lambda owner, thing: auth.change_role(owner, thing, Role.ADMIN),
    "member.removed": auth.remove_member,
    "member.invited": lambda owner, thing: auth.invite(
        owner, email=f"{thing}@example.test", role=Role.VIEWER
    ),
    "member.invite_revoked": auth.revoke_invite,
    "api_key.made": lambda owner, thing: auth.make_api_key(confirmed(owner), name=thing, scope="read"),
    "api_key.revoked": auth.revoke_api_key,
    "team.renamed": auth.rename_team,
}


def main(owner: Actor, things: dict[str, dict[str, str]]) -> None:
    """Do every act on its thing of every point."""
    ends = {
        act: {point: _ended(owner, act, point, thing) for point, thing in by_point.items()}
        for act, by_point in things.items()
    }
    sys.stdout.write(json.dumps(ends))


def _ended(owner: Actor, act: str, point: str, thing: str) -> int:
    child = os.fork()
    if child == 0:
        target, name = POINTS[point]
        event.listen(target, name, _die, propagate=True)
        ACTS[act](owner, thing)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    main(Actor(**{**told["owner"], "role": Role.OWNER}), told["things"])
