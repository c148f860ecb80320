"""Guessing: ten tries in five minutes, with and without Redis."""

import pytest

from app.auth import _throttle
from app.errors import TooMany


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
