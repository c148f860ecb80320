"""The tool `whoami`."""

from app import auth
from app.actor import Actor, Role
from app.tools._planned import may_write_alone
from app.tools._registry import Arguments, tool
from app.tools._replies import Reply
from app.tools._shapes import ToolOutcome


class WhoAmI(Arguments):
    """Takes nothing."""


class WhoAmIReply(Reply):
    """For whom one acts."""

    name: str
    team: str
    role: str
    writes: str


@tool(
    need=Role.VIEWER,
    summary=lambda _: "Who is asking",
    gives=WhoAmIReply,
)
def whoami(actor: Actor, arguments: WhoAmI) -> ToolOutcome:
    """Tell for whom you act, in which team, with which role, and whether a person has to approve what you write."""
    person = auth.get_member(actor, actor.person_id)
    team = next(each for each in auth.list_teams(actor) if each.id == actor.team_id)
    data = {
        "name": person.name,
        "team": team.name,
        "role": actor.role,
        "writes": "are made at once" if may_write_alone(actor) else "wait for approval by a person",
    }
    return ToolOutcome(tool="whoami", data=data, result=f"{person.name}, {team.name}")
