"""Airtable ids: a three-letter prefix and fourteen of [0-9A-Za-z], seventeen characters in all."""

import hashlib
import re
import secrets
import threading
import time

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SUFFIX_LENGTH = 14

_SUFFIX = re.compile(r"[0-9A-Za-z]{14}")
# Seven digits of base 62 hold the milliseconds until the year 2081.
_TIME_WIDTH = 7
_COUNTER_WIDTH = SUFFIX_LENGTH - _TIME_WIDTH


def is_id(prefix: str, text: object) -> bool:
    """Whether this is the text of an id with this prefix, e.g. is_id("rec", "rec0123456789ABCD")."""
    return (
        isinstance(text, str) and text.startswith(prefix) and _SUFFIX.fullmatch(text, len(prefix)) is not None
    )


def base62(number: int, width: int) -> str:
    """The number in base 62, padded with zeros to the width; digits beyond the width are dropped."""
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 62)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def from_base62(text: str) -> int:
    """The number that base62() wrote. The text must hold characters of the alphabet only."""
    number = 0
    for character in text:
        number = number * 62 + ALPHABET.index(character)
    return number


def digest(text: str, width: int) -> str:
    """A base-62 digest of the text: the same text gives the same characters on every machine."""
    return base62(int.from_bytes(hashlib.sha256(text.encode()).digest(), "big"), width)


def named_id(prefix: str, name: str) -> str:
    """The id that belongs to a name for ever, for seeds with fixed ids."""
    return prefix + digest(f"{prefix}:{name}", SUFFIX_LENGTH)


class _Clock:
    """Hands out suffixes that only ascend, so that records list in the order in which they were made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._counter = 0

    def next(self) -> str:
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._millisecond:
                self._millisecond = now
                # Half the range is left for the ids of one millisecond.
                self._counter = secrets.randbelow(62**_COUNTER_WIDTH // 2)
            else:
                self._counter += 1
            return base62(self._millisecond, _TIME_WIDTH) + base62(self._counter, _COUNTER_WIDTH)


_clock = _Clock()


def new_id(prefix: str) -> str:
    """An id that nobody has yet; within a process each is greater than the one before, in byte order."""
    return prefix + _clock.next()
