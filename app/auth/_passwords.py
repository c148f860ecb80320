"""Password rules and hashing: argon2id with 64 MiB, at most two at once in a process."""

import threading
import unicodedata
from functools import cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.errors import InvalidInput

MIN_CHARACTERS = 12
MAX_CHARACTERS = 256
HASHES_AT_ONCE = 2
MIN_OWN_CHARACTERS = 8
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
    """Raises InvalidInput for a password that is too short, too long, common, or made of what is known of its owner."""
    mistake = _mistake(_normal(password), about)
    if mistake:
        raise InvalidInput(mistake, field="password")


def _mistake(password: str, about: tuple[str, ...]) -> str:
    if len(password) < MIN_CHARACTERS:
        return f"Use a password of at least {MIN_CHARACTERS} characters. A few words are good."
    if len(password) > MAX_CHARACTERS:
        return f"Use a password of at most {MAX_CHARACTERS} characters."
    plain = "".join(password.lower().split())
    if plain in _common() or len(set(plain)) < 5:
        return "This password is one of the first that are tried. Choose another."
    if _own_characters(plain, about) < MIN_OWN_CHARACTERS:
        return "This password is made of your name, e-mail or team. Choose another."
    return ""


def _own_characters(plain: str, about: tuple[str, ...]) -> int:
    """How much of the password is left without what is known of the person."""
    words = {"".join(fact.lower().split()) for fact in about}
    words |= {part for fact in about for part in fact.lower().replace("@", " ").replace(".", " ").split()}
    for word in sorted((word for word in words if len(word) >= 4), key=len, reverse=True):
        plain = plain.replace(word, "")
    return len(plain)


@cache
def _common() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())


def _normal(password: str) -> str:
    # Two keyboards may type the same letter as different code points.
    return unicodedata.normalize("NFKC", password)
