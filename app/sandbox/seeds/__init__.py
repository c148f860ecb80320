"""Seeds: what a fresh sandbox holds. Their format stands in the developer guide."""

import json
import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from app.sandbox.seeds import airports, bench, demo, planting
from app.sandbox.seeds.format import SeedError, read
from app.sandbox.store.database import Database
from app.sandbox.store.tables import SEEDING

_BENCH = re.compile(r"bench:(\d{1,7})")


def plant(database: Database, seed: str | dict[str, Any]) -> bool:
    """Loads the seed into a database that has none; answers whether it did. ValueError for a malformed seed.

    All or nothing, and safe when two processes start on one database at once.
    """
    with database.writing() as connection:
        database.lock(connection)
        if connection.execute(select(SEEDING.c.name)).first() is not None:
            return False
        _load(connection, seed)
    return True


def replant(database: Database, seed: str | dict[str, Any]) -> None:
    """Deletes everything and loads the seed again, in one transaction."""
    with database.writing() as connection:
        database.lock(connection)
        database.empty(connection)
        _load(connection, seed)


def _load(connection: Connection, seed: str | dict[str, Any]) -> None:
    name, content = _content(seed)
    planting.plant(connection, read(content))
    connection.execute(insert(SEEDING).values(name=name))


def _content(seed: str | dict[str, Any]) -> tuple[str, Any]:
    """A name for the seed and its JSON form."""
    if not isinstance(seed, str):
        return "given", seed
    if seed == "demo":
        made = demo.seed()
        return "demo", made | {"bases": [*made["bases"], airports.base()]}
    if seed == "empty":
        return "empty", {"bases": []}
    if match := _BENCH.fullmatch(seed):
        return seed, {"bases": bench.bases(int(match[1]))}
    try:
        return Path(seed).name, json.loads(Path(seed).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SeedError(
            f"The seed {seed!r} is neither demo, empty, bench:N nor a readable JSON file."
        ) from error
