"""Guessing: how many tries are taken from where, with and without Redis."""

import asyncio

import pytest

from app import auth, bus, config
from app.actor import Actor
from app.auth import _throttle
from app.errors import Forbidden, TooMany, Unavailable


def tries_until_refused(account: str, address: str, *, at_most: int = 30) -> int:
    for count in range(at_most):
        try:
            _throttle.take_a_try(account, address)
        except TooMany:
            return count
    return at_most


def test_eleventh_try_is_refused_while_redis_is_away(settings):
    assert tries_until_refused("away@example.test", "192.0.2.1") == 10


def test_eleventh_try_is_refused_in_another_process_too(settings, redis_server):
    tries_until_refused("ann@example.test", "192.0.2.1")
    _throttle._counts.clear()  # As a second web process would begin.

    assert tries_until_refused("ann@example.test", "192.0.2.1") == 0


def test_refusal_says_when_to_come_back(settings, redis_server):
    tries_until_refused("ann@example.test", "192.0.2.1")

    with pytest.raises(TooMany) as refused:
        _throttle.take_a_try("ann@example.test", "192.0.2.1")

    assert 1 <= refused.value.retry_after_seconds <= 300


@pytest.mark.parametrize(
    ("account", "address"), [("ann@example.test", "192.0.2.2"), ("bob@example.test", "192.0.2.1")]
)
def test_others_are_not_locked_out(settings, account, address):
    tries_until_refused("ann@example.test", "192.0.2.1")

    assert tries_until_refused(account, address) == 10


def test_addresses_of_one_ipv6_network_count_together(settings):
    tries_until_refused("ann@example.test", "2001:db8:1:2::1")

    assert tries_until_refused("ann@example.test", "2001:db8:1:2:ffff::9") == 0
    assert tries_until_refused("ann@example.test", "2001:db8:1:3::1") == 10


def test_good_sign_in_starts_the_count_again(settings, redis_server):
    tries_until_refused("ann@example.test", "192.0.2.1")

    _throttle.forget_tries("ann@example.test", "192.0.2.1")

    assert tries_until_refused("ann@example.test", "192.0.2.1") == 10


def test_redis_holds_neither_account_nor_address(settings, redis_server):
    from app import queueing

    _throttle.take_a_try("ann@example.test", "192.0.2.1")

    kept = b" ".join(queueing.connection().keys("*"))
    assert kept.startswith(b"tries:")
    assert b"ann" not in kept
    assert b"192" not in kept


def test_last_try_is_refused_after_a_hundred_from_everywhere(settings):
    for number in range(100):
        _throttle.take_a_try("ann@example.test", f"192.0.2.{number}")

    with pytest.raises(_throttle.GuessedFromEverywhere):
        _throttle.take_a_try("ann@example.test", "198.51.100.1")
    _throttle.take_a_try("bob@example.test", "198.51.100.1")


def test_known_device_has_a_budget_of_its_own(settings):
    for number in range(100):
        _throttle.take_a_try("ann@example.test", f"192.0.2.{number}")

    taken = [_throttle.take_a_try("ann@example.test", "192.0.2.1", device="mine") for _ in range(10)]
    with pytest.raises(TooMany):
        _throttle.take_a_try("ann@example.test", "192.0.2.1", device="mine")

    assert taken == [None] * 10
    _throttle.take_a_try("ann@example.test", "192.0.2.1", device="another")


def test_refused_tries_of_one_network_do_not_use_up_those_of_others(settings):
    tries_until_refused("ann@example.test", "192.0.2.1", at_most=300)
    for _ in range(300):
        with pytest.raises(TooMany):
            _throttle.take_a_try("ann@example.test", "192.0.2.1")

    assert tries_until_refused("ann@example.test", "192.0.2.2") == 10


def test_one_password_for_many_accounts_is_refused_in_the_end(settings):
    for number in range(100):
        _throttle.take_a_try(f"p{number}@example.test", "192.0.2.1")

    assert tries_until_refused("p100@example.test", "192.0.2.1") == 0
    assert tries_until_refused("p100@example.test", "192.0.2.2") == 10


def test_good_sign_ins_use_nothing_up(settings, redis_server):
    for number in range(150):
        _throttle.take_a_try("ann@example.test", f"192.0.2.{number}")
        _throttle.forget_tries("ann@example.test", f"192.0.2.{number}")
    for _ in range(150):
        _throttle.take_a_try("ann@example.test", "198.51.100.1")
        _throttle.forget_tries("ann@example.test", "198.51.100.1")

    assert tries_until_refused("ann@example.test", "198.51.100.1") == 10


def test_mapped_addresses_are_not_one_network(settings):
    tries_until_refused("ann@example.test", "::ffff:192.0.2.1")

    assert tries_until_refused("ann@example.test", "192.0.2.1") == 0
    assert tries_until_refused("ann@example.test", "::ffff:192.0.2.2") == 10


def test_limits_stay_when_redis_is_emptied(settings, redis_server):
    tries_until_refused("ann@example.test", "192.0.2.1")

    redis_server.flush()

    assert tries_until_refused("ann@example.test", "192.0.2.1") == 0


def test_redis_that_is_away_is_not_asked_at_every_try(settings, monkeypatch):
    from redis.exceptions import ConnectionError as Away

    asked = []

    def away():
        asked.append(1)
        raise Away

    monkeypatch.setattr(_throttle.queueing, "connection", away)

    tries_until_refused("ann@example.test", "192.0.2.1")

    assert len(asked) == 1


def test_mail_may_be_asked_for_twenty_times_an_hour(settings):
    for _ in range(20):
        _throttle.take_an_ask("192.0.2.1")

    with pytest.raises(TooMany) as refused:
        _throttle.take_an_ask("192.0.2.1")
    assert refused.value.user_text == "There were too many requests. Wait 60 minutes and try again."


class TestForgetting:
    """The operator lets an account be tried again, in all web processes."""

    def test_account_is_forgotten_and_others_are_not(self, database, redis_server):
        for account in ("ann@example.test", "bob@example.test"):
            tries_until_refused(account, "192.0.2.1")
            for number in range(85):
                _throttle.take_a_try(account, f"198.51.100.{number}")

        auth.forget_guesses(Actor.system("test"), "Ann@example.test")

        assert tries_until_refused("ann@example.test", "192.0.2.1") == 10
        assert tries_until_refused("bob@example.test", "192.0.2.1") == 0

    async def test_every_web_process_is_told(self, database, redis_server):
        heard = bus.listen()
        first = asyncio.ensure_future(anext(heard))
        await until_listening(redis_server)

        auth.forget_guesses(Actor.system("test"), "ann@example.test")

        news = await asyncio.wait_for(first, 30)
        assert (news.topic, news.kind) == ("sessions", "guesses_forgotten")
        tries_until_refused("ann@example.test", "192.0.2.1")
        auth.forget(**news.ids)
        assert [key for key in _throttle._counts if not key.startswith("tries:network:")] == []
        await heard.aclose()

    def test_only_the_operator_forgets(self, owner):
        with pytest.raises(Forbidden):
            auth.forget_guesses(owner, "ann@example.test")

    def test_without_redis_it_is_said(self, sqlite_database, monkeypatch):
        monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
        config.reload()

        with pytest.raises(Unavailable):
            auth.forget_guesses(Actor.system("test"), "ann@example.test")


async def until_listening(redis_server) -> None:
    with redis_server.client() as client:
        while not client.pubsub_numpat():
            await asyncio.sleep(0.01)
