"""Bar A-1: argon2id with at least 19 MiB and two rounds, and at most two hashes at once, whoever asks for them.

How much memory and time a rush takes is measured in `bench/sign_in_rush.py`.
"""

import asyncio
import threading

import pytest

from app import auth
from app.auth import _passwords
from app.errors import NotSignedIn
from tests.api.conftest import OWN
from tests.people import PASSWORD


def test_a_1_stored_form_is_above_the_least_of_owasp():
    kind, version, cost, *_ = _passwords._NOBODYS_HASH.strip("$").split("$")

    numbers = dict(part.split("=") for part in cost.split(","))
    assert (kind, version) == ("argon2id", "v=19")
    assert int(numbers["m"]) >= 19 * 1024
    assert int(numbers["t"]) >= 2
    assert _passwords.HASHES_AT_ONCE == 2


@pytest.fixture
def watched(monkeypatch, quick_passwords):
    """How many hashes were worked on at once; each waits until the others of its kind had time to come."""
    at_once, most, lock = [], [0], threading.Lock()
    real = _passwords._hashes

    class Watched:
        def verify_and_update(self, *given):
            with lock:
                at_once.append(1)
                most[0] = max(most[0], len(at_once))
            threading.Event().wait(0.005)
            try:
                return real.verify_and_update(*given)
            finally:
                with lock:
                    at_once.pop()

    monkeypatch.setattr(_passwords, "_hashes", Watched())
    return most


async def test_a_1_fifty_sign_ins_at_once_hash_two_at_a_time(watched, client, owner):
    form = {"email": "olivia@example.test", "password": PASSWORD}

    replies = await asyncio.gather(*(client.post("/sign-in", data=form, headers=OWN) for _ in range(10)))
    others = await asyncio.gather(
        *(
            client.post("/sign-in", data={"email": f"p{number}@example.test", "password": "x"}, headers=OWN)
            for number in range(40)
        )
    )

    assert [reply.status_code for reply in replies] == [303] * 10
    assert [reply.status_code for reply in others] == [401] * 40
    assert watched == [2]


def test_a_1_verbs_hash_two_at_a_time_without_the_doorway(watched, owner):
    def guess(number: int) -> None:
        with pytest.raises(NotSignedIn):
            auth.sign_in(f"p{number}@example.test", "x", address="192.0.2.1", user_agent="")

    crowd = [threading.Thread(target=guess, args=(number,)) for number in range(20)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()

    assert watched == [2]
