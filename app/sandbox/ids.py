"""Airtable ids: a three-letter prefix and fourteen of [0-9A-Za-z], seventeen characters in all."""

import hashlib
import re

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SUFFIX_LENGTH = 14

_SUFFIX = re.compile(r"[0-9A-Za-z]{14}")


def is_id(prefix: str, text: str) -> bool:
    """Whether the text is an id with this prefix, e.g. is_id("rec", "rec0123456789ABCD")."""
    return text.startswith(prefix) and _SUFFIX.fullmatch(text, len(prefix)) is not None


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
