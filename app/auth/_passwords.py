"""Hashing passwords: argon2id with 64 MiB, at most two at once in a process."""

import threading
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.auth._password_rules import MAX_CHARACTERS as MAX_CHARACTERS
from app.auth._password_rules import check

HASHES_AT_ONCE = 2
# The hash of a value that was thrown away: an unknown person costs as much time as a known one.
_NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$jmmd3dtgvhN6W1QgeICBfw$gr1ilQTKwMZJWHsAYpDYNfJqqMJYKVR6XOymUeulyDs"
)
_hashes = PasswordHash((Argon2Hasher(memory_cost=65_536, time_cost=3, parallelism=4),))
# Each hash takes 64 MiB, so a crowd at the door must queue.
_slots = threading.BoundedSemaphore(HASHES_AT_ONCE)


def hash_password(password: str) -> str:
    """The argon2id hash that is stored. Takes about a quarter of a second."""
    with _slots:
        return _hashes.hash(_normal(password))


def verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether the password is right, and a new hash when the stored one is weaker than today's.

    Without a stored hash the answer is no, after the same time.
    """
    with _slots:
        is_right, newer = _hashes.verify_and_update(_normal(password), stored or _NOBODYS_HASH)
    return is_right and stored is not None, newer


def check_strength(password: str, *, about: tuple[str, ...]) -> None:
    """Raises InvalidInput with one sentence for a password that is too short, too long, known to many, easily guessed
    or made of what is known of its owner."""
    check(_normal(password), about)


def is_same(one: str, other: str) -> bool:
    """Whether two typed passwords are one."""
    return _normal(one) == _normal(other)


def _normal(password: str) -> str:
    # Two keyboards may type the same letter as different code points.
    return unicodedata.normalize("NFKC", password)
