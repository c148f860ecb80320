"""What a request to a model costs, by a dated table. What the table does not know stays unknown, and is never 0."""

import tomllib
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app import config
from app.errors import ConfigurationError
from app.llm._contract import Usage

TABLE = Path(__file__).with_name("prices.toml")
MILLION = Decimal(1_000_000)
# The smallest amount that is kept: a billionth of a dollar. A token of the cheapest model costs ten of them.
NANO = Decimal(1_000_000_000)


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rates(_Shape):
    """USD for a million tokens."""

    input: Decimal
    cached: Decimal
    output: Decimal


class Tier(Rates):
    """The rates of a request whose prompt has more tokens than `above`; all of it is charged so."""

    above: int


class DatedRates(Rates):
    """The rates from a day on."""

    since: date = Field(alias="from")
    tier: tuple[Tier, ...] = ()


class PricedModel(_Shape):
    """A model of the table. `id` may end in `*`. A retired model has, if known, a replacement."""

    provider: str
    id: str
    context: int = 0
    source: str = ""
    retired: date | None = None
    replacement: str = ""
    price: tuple[DatedRates, ...]

    def rates(self, day: date) -> DatedRates | None:
        """The newest rates that held on this day."""
        held = [each for each in self.price if each.since <= day]
        return max(held, key=lambda each: each.since) if held else None


class PriceTable(_Shape):
    """All known prices, as somebody read them on the day `as_of`."""

    as_of: date
    model: tuple[PricedModel, ...]

    def find(self, provider: str, name: str) -> PricedModel | None:
        """The model of this name; the longest pattern wins."""
        fitting = [each for each in self.model if each.provider == provider and _fits(each.id, name)]
        return max(fitting, key=lambda each: (not each.id.endswith("*"), len(each.id)), default=None)


class Cost(NamedTuple):
    """Billionths of a dollar, and the day of the table that they are computed with."""

    nanodollars: int
    as_of: date


@cache
def price_table() -> PriceTable:
    """The table of the product with the operator's own entries before it. Raises ConfigurationError."""
    shipped = _read(TABLE)
    own_file = config.settings().prices_file
    if not own_file:
        return shipped
    own = _read(Path(own_file))
    named = {(each.provider, each.id) for each in own.model}
    rest = tuple(each for each in shipped.model if (each.provider, each.id) not in named)
    return PriceTable(as_of=own.as_of, model=(*own.model, *rest))


def cost_of(usage: Usage, asked_for: str, at: datetime) -> Cost | None:
    """What a request took, by the rates of the model that served it, or else of the one that was asked for; None when
    neither is known."""
    table = price_table()
    known = table.find(usage.provider, usage.model) or table.find(usage.provider, asked_for)
    rates = known.rates(at.date()) if known else None
    if rates is None:
        return None
    prompt = usage.fresh + usage.cached
    above = [each for each in rates.tier if prompt > each.above]
    charged: Rates = max(above, key=lambda each: each.above) if above else rates
    dollars = (
        usage.fresh * charged.input
        + usage.cached * charged.cached
        + (usage.output + usage.thinking) * charged.output
    ) / MILLION
    return Cost(int((dollars * NANO).to_integral_value()), table.as_of)


def replacement(provider: str, name: str) -> str:
    """The model that its maker names in place of a retired one; empty when there is none, or the table knows none."""
    known = price_table().find(provider, name)
    return known.replacement if known else ""


def _fits(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _read(path: Path) -> PriceTable:
    try:
        return PriceTable.model_validate(tomllib.loads(path.read_text()))
    except OSError as exc:
        raise ConfigurationError(f"PLATFORM_PRICES_FILE: {path} cannot be read.") from exc
    except (tomllib.TOMLDecodeError, ValidationError) as exc:
        first = exc.errors()[0] if isinstance(exc, ValidationError) else None
        place = ".".join(str(part) for part in first["loc"]) if first else str(exc)
        raise ConfigurationError(f"PLATFORM_PRICES_FILE: {path} is no table of prices ({place}).") from exc
