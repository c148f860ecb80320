"""How texts are compared everywhere: without regard to case and to spaces at the ends."""

import re

# No database holds a NUL, and UTF-8 has no place for half a surrogate pair; JSON can carry both.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SEPARATORS = re.compile("[\x1e\x1f]")


def storable(text: str) -> str:
    """The text with what no database can hold replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def fold(text: str) -> str:
    """The text for comparisons. Separators of the mirror's slots (0x1E, 0x1F) count as spaces."""
    if text.isprintable():
        # None of the others is printable.
        return text.strip().casefold()
    return _SEPARATORS.sub(" ", storable(text)).strip().casefold()
