"""Cuts a format of moment into tokens, text in brackets, and single characters that stand for themselves."""

import re
from functools import lru_cache

from app.sandbox.formulas.moment.locales import Locale

_PART = re.compile(
    r"\[[^\[\]]*\]|\\.|YYYYYY|YYYY|YY|Y|Mo|MMMM|MMM|MM|M|Do|DDDo|DDDD|DDD|DD|D|Qo|Q|do|dddd|ddd|dd|d|e|E"
    r"|wo|ww|w|Wo|WW|W|gggg|gg|GGGG|GG|A|a|HH|H|hh|h|kk|k|mm|m|ss|s|S{1,9}|zz|z|ZZ|Z|X|x|."
    r"",
    re.DOTALL,
)
_LOCALIZED = re.compile(r"\[[^\[\]]*\]|LTS|LT|LL?L?L?|l{1,4}")
_SHORTENED = re.compile(r"\[[^\[\]]*\]|MMMM|MM|DD|dddd")
MAX_FORMAT = 250


@lru_cache(maxsize=256)
def parts(pattern: str, locale: Locale) -> tuple[str, ...]:
    """The parts of a format of at most MAX_FORMAT characters, with LT, L and l formats as the locale writes them."""
    return tuple(_PART.findall(_LOCALIZED.sub(lambda match: _expanded(match[0], locale), pattern)))


def literal(part: str) -> str | None:
    """The text that a part stands for, None for a token."""
    if part.startswith("["):
        return part[1:-1] if len(part) > 1 else part
    if part.startswith("\\"):
        return part[1:] or part
    return None


def _expanded(name: str, locale: Locale) -> str:
    if name.startswith("["):
        return name
    if name in locale.formats:
        return locale.formats[name]
    return _SHORTENED.sub(_shortened, locale.formats[name.upper()])


def _shortened(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("[") else match[0][1:]
