"""Random choices that are the same on every machine and Python version."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Only random() of the generator is used: it is the one method whose results are promised to stay."""

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self._random.random() * len(items))]

    def weighted(self, items: Sequence[tuple[T, float]]) -> T:
        """An item, as likely as its weight."""
        point = self._random.random() * sum(weight for _, weight in items)
        for item, weight in items:
            point -= weight
            if point < 0:
                return item
        return items[-1][0]

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.whole(0, (last - first).days))

    def time_on(self, day: date) -> str:
        """An office hour of the day as the API writes times, in UTC."""
        return f"{day.isoformat()}T{self.whole(7, 17):02d}:{self.pick((0, 10, 15, 20, 30, 45)):02d}:00.000Z"
