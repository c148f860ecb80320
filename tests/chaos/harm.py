"""What may happen to a running product: any part is killed, what Redis knows is gone, sessions of the database end, and
the service answers wrongly or not at all."""

import json
import random
from collections import Counter

import httpx
import psycopg
import pytest
import redis

from app import config
from app.errors import ConfigurationError
from tests.harness import databases, killer
from tests.harness.killer import child_of
from tests.harness.stack import Stack

PARTS = (
    ("app.cli", "web"),
    ("app.cli", "sandbox"),
    ("app.cli", "dispatcher"),
    ("--queue", "bulk"),
    ("--queue", "bulk"),
    ("--queue", "interactive"),
    ("valkey-server",),
)
# Each once, for whichever call to a base comes next; a cut connection before the work and after it.
FAULTS = (
    {"kind": "error"},
    {"kind": "unavailable"},
    {"kind": "rate_limit"},
    {"kind": "garbage", "when": "after"},
    {"kind": "drop", "when": "before"},
    {"kind": "drop", "when": "after"},
)


class Harm:
    """Harms a product at random; `done` counts what happened. admin_url: of the PostgreSQL server, if it has one."""

    def __init__(
        self, product: Stack, chance: random.Random, database: str = "", admin_url: str = ""
    ) -> None:
        self.done: Counter[str] = Counter()
        self._product = product
        self._chance = chance
        self._database = database
        self._admin_url = admin_url

    def strike(self) -> bool:
        """One blow; False when what it was meant for is just not there."""
        kinds = ["kill"] * 7 + ["fault"] * 2 + ["wipe"] + (["sessions"] * 2 if self._admin_url else [])
        kind = self._chance.choice(kinds)
        struck = {
            "kill": self._kill,
            "fault": self._fault,
            "wipe": self._wipe,
            "sessions": self._end_sessions,
        }
        try:
            what = struck[kind]()
        except (
            killer.NoSuchChild,
            httpx.HTTPError,
            redis.RedisError,
            psycopg.Error,
            OSError,
            ConfigurationError,
        ):
            return False
        self.done[what] += 1
        return True

    def _kill(self) -> str:
        part = self._chance.choice(PARTS)
        killer.kill(child_of(self._product.pid, *part).pid)
        return f"killed {part[-1]}"

    def _fault(self) -> str:
        fault = self._chance.choice(FAULTS)
        address = json.loads((self._product.data_dir / "running.json").read_text())["sandbox_url"]
        httpx.post(
            f"{address}/_control/faults",
            json={**fault, "path": "/v0/app*", "count": 1},
            headers={"authorization": f"Bearer {self.settings().sandbox_token}"},
            timeout=5,
        ).raise_for_status()
        return f"fault {fault['kind']}"

    def _wipe(self) -> str:
        url = child_of(self._product.pid, "app.cli", "dispatcher").environ()["REDIS_URL"]
        with redis.Redis.from_url(url) as client:
            client.flushall()
        return "wiped Valkey"

    def _end_sessions(self) -> str:
        with psycopg.connect(self._admin_url, autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [self._database]
            )
        return "ended database sessions"

    def settings(self) -> config.Settings:
        """The settings of the product; this process keeps none of them."""
        with pytest.MonkeyPatch.context() as patch:
            found = databases.use_settings(patch, **self._product.settings)
        config.reload()
        return found
