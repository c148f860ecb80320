"""How many calls a team has made this month, and how many its plans leave."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlmodel import col, select

from app import db
from app.actor import Actor, Role
from app.airtable import _counts, _stored
from app.airtable._shapes import Shape
from app.models import CallCount


class ConnectionCalls(Shape):
    """The calls of one connection in this month.

    plan: calls a month of its plan, 0 for no limit; left: what remains of them, None without a limit. expected: calls
    by the end of the month when it goes on like the last seven days. by_base and by_feature: the most used first; the
    base is empty for calls that concern none. exhausted_until: when calls come back that Airtable refuses now.
    """

    connection_id: str
    name: str
    kind: str
    calls: int
    today: int
    plan: int
    left: int | None
    expected: int
    by_base: dict[str, int]
    by_feature: dict[str, int]
    exhausted_until: datetime | None


class CallBudget(Shape):
    """The calls of a team in a month; the first day names it. Removed connections are counted and not listed apart."""

    month: date
    calls: int
    connections: tuple[ConnectionCalls, ...]


def call_budget(actor: Actor) -> CallBudget:
    """Calls made in this month (UTC), by connection, base and feature. Needs viewer."""
    actor.require(Role.VIEWER)
    _counts.flush()
    today = datetime.now(UTC).date()
    counts = _counts_of(actor, today.replace(day=1))
    connections = []
    for row in _stored.rows(actor):
        own = [count for count in counts if count.connection_id == row.id]
        calls = sum(count.calls for count in own)
        connections.append(
            ConnectionCalls(
                connection_id=row.id,
                name=row.name,
                kind=row.kind,
                calls=calls,
                today=sum(count.calls for count in own if count.day == today),
                plan=row.plan_calls,
                left=max(0, row.plan_calls - calls) if row.plan_calls else None,
                expected=calls + _still_to_come(own, today),
                by_base=_most_used((count.base_id, count.calls) for count in own),
                by_feature=_most_used((count.feature, count.calls) for count in own),
                exhausted_until=row.exhausted_until,
            )
        )
    total = sum(count.calls for count in counts)
    return CallBudget(month=today.replace(day=1), calls=total, connections=tuple(connections))


def _counts_of(actor: Actor, since: date) -> list[CallCount]:
    with db.uow(actor, read_only=True) as unit:
        statement = select(CallCount).where(CallCount.team_id == actor.team_id, col(CallCount.day) >= since)
        return list(unit.exec(statement))


def _still_to_come(counts: list[CallCount], today: date) -> int:
    days_left = monthrange(today.year, today.month)[1] - today.day
    recent = [count.calls for count in counts if (today - count.day).days < 7]
    return round(sum(recent) / min(7, today.day) * days_left)


def _most_used(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    summed: Counter[str] = Counter()
    for name, calls in pairs:
        summed[name] += calls
    return dict(summed.most_common())
