"""Which passwords are taken: twelve characters or more, of any kind, that nobody would guess early.

How early is estimated offline, by the lists of leaked passwords, words and names of zxcvbn, and its patterns of keys,
dates, repeats and letters that were swapped for digits.
"""

from typing import Any

from app.errors import InvalidInput

MIN_CHARACTERS = 12
MAX_CHARACTERS = 256
MIN_OWN_CHARACTERS = 8
# About 2 to the 28th. What is guessed with less is a leaked password or a word, and a little more.
LEAST_GUESSES = 200_000_000
# What zxcvbn looks at; the time it takes grows faster than the text.
ESTIMATED_CHARACTERS = 72
PRODUCT_WORDS = ("pyairtable", "airtable", "platform")
REASONS = {
    "repeat": "it repeats itself",
    "sequence": "it follows an order, such as abc or 123",
    "spatial": "it follows the keys of a keyboard",
    "date": "it is little more than a date",
    "regex": "it is little more than a year",
    "passwords": "it is, or is made of, one that many people use",
    "user_inputs": "it is made of your name, e-mail or team",
}
OTHER_REASON = "it is one common word, and little more"


def check(password: str, about: tuple[str, ...]) -> None:
    """Raises InvalidInput with one sentence for a password that is not taken; `about` is known of its owner."""
    mistake = _mistake(password, about)
    if mistake:
        raise InvalidInput(mistake, field="password")


def _mistake(password: str, about: tuple[str, ...]) -> str:
    if len(password) < MIN_CHARACTERS:
        return f"Use a password of at least {MIN_CHARACTERS} characters. A few words are good."
    if len(password) > MAX_CHARACTERS:
        return f"Use a password of at most {MAX_CHARACTERS} characters."
    words = _words_of(about)
    if _own_characters(password, words) < MIN_OWN_CHARACTERS:
        return "This password is made of your name, e-mail or team. Choose another."
    guesses, reason = _estimate(password, words)
    if guesses < LEAST_GUESSES:
        return f"This password would be guessed early: {reason}. Choose another; a few words are good."
    return ""


def _estimate(password: str, words: set[str]) -> tuple[float, str]:
    """How many guesses it takes, and why it is not more."""
    # Only who chooses a password needs it, and it brings lists of 15 MB.
    from zxcvbn import matching, scoring  # noqa: PLC0415

    text = password[:ESTIMATED_CHARACTERS]
    # Its own entry point would keep these words for whoever comes next.
    own = matching.build_ranked_dict(sorted(words) + list(PRODUCT_WORDS))
    matches = matching.omnimatch(text, {**matching.RANKED_DICTIONARIES, "user_inputs": own})
    found = scoring.most_guessable_match_sequence(text, matches)
    return float(found["guesses"]), _reason(found["sequence"])


def _reason(sequence: list[dict[str, Any]]) -> str:
    """What the longest part of the password is, that is no chance."""
    parts = [part for part in sequence if part["pattern"] != "bruteforce"]
    if not parts:
        return "it is too simple"
    part = max(parts, key=lambda part: len(part["token"]))
    kind = part["dictionary_name"] if part["pattern"] == "dictionary" else part["pattern"]
    return REASONS.get(kind, OTHER_REASON)


def _words_of(about: tuple[str, ...]) -> set[str]:
    """What is known of the person, whole and in words."""
    words = {"".join(fact.lower().split()) for fact in about}
    words |= {part for fact in about for part in fact.lower().replace("@", " ").replace(".", " ").split()}
    return {word for word in words if len(word) >= 4}


def _own_characters(password: str, words: set[str]) -> int:
    """How much of the password is left without what is known of the person."""
    plain = "".join(password.lower().split())
    for word in sorted(words, key=len, reverse=True):
        plain = plain.replace(word, "")
    return len(plain)
