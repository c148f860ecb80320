"""The calls of this month against what the plans allow, in words and figures for a page."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel, ConfigDict
from redis.exceptions import RedisError

from app import airtable, queueing
from app.actor import Actor, Role
from app.airtable import ConnectionCalls
from app.errors import ConfigurationError

# What asked for calls, in the words of the product. Verbs that nobody asked by name go by what they do.
_FEATURES = {
    "connect": "Adding connections",
    "connections": "The page Connections",
    "mirror": "Keeping mirrors fresh",
    "tables": "Answers and tables",
    "test": "Testing connections",
}


class Shape(BaseModel):
    """Frozen: a shape is a fact that was read, never a handle to change it."""

    model_config = ConfigDict(frozen=True)


class FeatureCalls(Shape):
    """What asked for calls, and how many."""

    name: str
    calls: int


class BudgetLine(Shape):
    """The calls of one connection in this month. plan: calls a month, 0 for no limit. outlook: where this leads.

    is_tight: whether the plan will not do when it goes on like the last seven days.
    """

    connection_id: str
    name: str
    calls: int
    today: int
    plan: int
    outlook: str
    is_tight: bool
    features: tuple[FeatureCalls, ...]


class Budget(Shape):
    """The calls of a team in the month that began on the first day. is_slow: Redis is away, so calls go one by one."""

    month: date
    calls: int
    is_slow: bool
    lines: tuple[BudgetLine, ...]


def call_budget(actor: Actor) -> Budget:
    """Calls of this month (UTC) by connection and feature, with where they lead. Needs admin."""
    actor.require(Role.ADMIN)
    found = airtable.call_budget(actor)
    today = datetime.now(UTC).date()
    lines = tuple(_line(connection, today) for connection in found.connections)
    return Budget(month=found.month, calls=found.calls, is_slow=_is_redis_away(), lines=lines)


def outlook(calls: ConnectionCalls, today: date) -> str:
    """Where the calls of the last seven days lead by the end of the month."""
    if not calls.plan:
        return f"About {calls.expected:,} by the end of the month. No limit is set."
    if not calls.left:
        return "All calls of the month are used. Airtable may refuse more until the next month begins."
    if calls.expected <= calls.plan:
        return f"About {calls.expected:,} by the end of the month: that is within the plan."
    a_day = (calls.expected - calls.calls) / (_last_day(today) - today).days
    day = today + timedelta(days=int(calls.left / a_day))
    return f"At this pace the calls are used up around {day.strftime('%-d %B')}."


def _line(found: ConnectionCalls, today: date) -> BudgetLine:
    return BudgetLine(
        connection_id=found.connection_id,
        name=found.name,
        calls=found.calls,
        today=found.today,
        plan=found.plan,
        outlook=outlook(found, today),
        is_tight=bool(found.plan) and found.expected > found.plan,
        features=tuple(
            FeatureCalls(name=_FEATURES.get(name, name.replace("_", " ").capitalize()), calls=calls)
            for name, calls in found.by_feature.items()
        ),
    )


def _last_day(today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


def _is_redis_away() -> bool:
    try:
        queueing.connection().ping()
    except (RedisError, ConfigurationError):
        return True
    return False
