"""The product under measurement: seeded, running, and with signed-in people."""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.harness import killer, stack
from tests.harness.sign_in import session_cookie
from tests.harness.stack import Stack

READ = "/api/v1/me"


@dataclass(frozen=True)
class Product:
    """A running product with a cookie of its owner."""

    stack: Stack
    email: str
    password: str
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie}

    def another_cookie(self) -> str:
        """A session of its own for the same person: limits count by session."""
        return session_cookie(self.stack.url, self.email, self.password)

    def web(self) -> psutil.Process:
        """The web process."""
        return killer.child_of(self.stack.pid, "web")


@contextlib.contextmanager
def running_product(stage: str = "demo") -> Iterator[Product]:
    """The product with seeded people, ready, for the time of the block."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data_dir = Path(folder) / "data"
        done = stack.command("seed", "--stage", stage, data_dir=data_dir)
        done.check_returncode()
        owner = next(person for person in json.loads(done.stdout)["people"] if person["role"] == "owner")
        with stack.running_stack(data_dir) as running:
            cookie = session_cookie(running.url, owner["email"], owner["password"])
            yield Product(running, owner["email"], owner["password"], cookie)
