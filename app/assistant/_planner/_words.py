"""A question as words that are used up while it is read: what is left over was not understood."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

WORD = re.compile(
    r"\d{4}-\d{2}-\d{2}\b|[$€£]?\d[\d,]*(?:\.\d+)?(?:\s?(?:k|m|bn|million|thousand)\b|\s?%)?|>=|<=|[<>]|\w+(?:['’.-]\w+)*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^([$€£]?)(\d[\d,]*(?:\.\d+)?)\s?(k|m|bn|%|million|thousand)?$", re.IGNORECASE)
FACTORS = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "bn": 10**9}
LONGEST_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as a filter takes it, its unit ("$", "%", or empty), and how it was written."""

    value: str
    unit: str
    text: str


@dataclass
class Words:
    """The words of a question, lower case and as they are spelled, which were understood, and where they stand."""

    words: list[str]
    spelled: list[str]
    used: list[bool]
    text: str
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> "Words":
        matches = list(WORD.finditer(text))
        spelled = [match.group().strip() for match in matches]
        words = [word.lower().removesuffix("'s").removesuffix("’s") for word in spelled]
        return cls(words, spelled, [False] * len(words), text, [match.span() for match in matches])

    def copy(self) -> "Words":
        return replace(self, used=list(self.used))

    def as_written(self, start: int, end: int) -> str:
        """What stands in the question from one word to another, with its signs ("Alder Systems: Renewal")."""
        begin, last = self.spans[start][0], self.spans[end - 1][1]
        if "(" in self.text[begin:last] and self.text[last : last + 1] == ")":
            last += 1
        return self.text[begin:last].strip()

    def name_at(self, start: int, end: int) -> str:
        """The name that is written there, also where it owns something ("Northwind's contacts")."""
        return self.as_written(start, end).removesuffix("'s").removesuffix("’s")

    def phrases(self, *, longest: int = LONGEST_PHRASE) -> Iterator[tuple[int, int, str]]:
        """Runs of unused words as (start, end, phrase), the longest first, then from the left."""
        for length in range(min(longest, len(self.words)), 0, -1):
            for start in range(len(self.words) - length + 1):
                end = start + length
                if not any(self.used[start:end]):
                    yield start, end, " ".join(self.words[start:end])

    def take(self, phrases: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Use up every occurrence of the phrases, the longest first, and give where each ended and what it was."""
        wanted = sorted(phrases, key=lambda phrase: -len(phrase.split()))
        for phrase in wanted:
            parts = phrase.split()
            for start in range(len(self.words) - len(parts) + 1):
                end = start + len(parts)
                if self.words[start:end] == parts and not any(self.used[start:end]):
                    self.use(start, end)
                    yield end, phrase

    def use(self, start: int, end: int) -> None:
        self.used[start:end] = [True] * (end - start)

    def release(self, start: int, end: int) -> None:
        """Give words back that turned out to say nothing."""
        self.used[start:end] = [False] * (end - start)

    def amount_at(self, index: int) -> "Amount | None":
        """The number that the word at `index` writes ("$10k" is 10000 in $), if it is one."""
        match = NUMBER.match(self.words[index]) if index < len(self.words) else None
        if match is None:
            return None
        symbol, digits, suffix = match[1], match[2].replace(",", ""), (match[3] or "").lower()
        number = Decimal(digits) * FACTORS.get(suffix, 1)
        value = format(number.normalize(), "f") + ("%" if suffix == "%" else "")
        return Amount(value, "%" if suffix == "%" else symbol, self.spelled[index])

    def left_over(self, fillers: frozenset[str]) -> list[str]:
        """The words nobody used, as they were spelled, without fillers."""
        pairs = zip(self.words, self.spelled, self.used, strict=True)
        return [spelled for word, spelled, used in pairs if not used and word not in fillers]


def singular(word: str) -> str:
    """A rough singular: enough to find the table "Companies" in "company"."""
    if word == "people":
        return "person"
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return word[: -len(ending)] + replacement
    return word
