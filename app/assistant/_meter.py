"""What the requests of one turn cost: asked for before each, written down behind it."""

from decimal import Decimal

from app import analytics
from app.actor import Actor
from app.hops import to_room
from app.llm import Usage

NANO = Decimal(1_000_000_000)
UNKNOWN = "unknown"


class Meter:
    """The books of one turn. tokens: all of it. cost: dollars as a decimal, "unknown" as soon as one price is, and
    empty as long as nothing was paid for."""

    def __init__(self, actor: Actor, turn_id: str) -> None:
        self._actor, self._turn_id = actor, turn_id
        self.tokens, self._nanodollars, self._is_unknown, self._has_paid = 0, 0, False, False

    @property
    def cost(self) -> str:
        if not self._has_paid:
            return ""
        return UNKNOWN if self._is_unknown else f"{Decimal(self._nanodollars) / NANO:f}"

    async def before(self, most: Usage) -> str:
        """Ask whether a request that takes this at most may be sent. Raises BudgetSpent."""
        return await to_room(analytics.reserve, self._actor, self._turn_id, most)

    async def after(self, booking: str, usage: Usage | None) -> None:
        """Write down what it took; None when it was refused before its answer."""
        nanodollars = await to_room(analytics.settle, self._actor, booking, usage)
        if usage is None:
            return
        self._has_paid = True
        self.tokens += usage.fresh + usage.cached + usage.output + usage.thinking
        self._is_unknown = self._is_unknown or nanodollars is None
        self._nanodollars += nanodollars or 0
