"""The base as the planner sees it, read from the reply of `describe_base`; and words linked to its names."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._words import Words, singular
from app.llm import JsonObject

NUMBER_TYPES = frozenset({"currency", "number", "percent", "duration", "rating", "count", "autoNumber"})
DATE_TYPES = frozenset({"date", "dateTime", "createdTime", "lastModifiedTime"})
CHOICE_TYPES = frozenset({"singleSelect", "multipleSelects"})
CLOSE_ENOUGH = 88
SHORTEST_FUZZY = 5


@dataclass(frozen=True, slots=True)
class SchemaField:
    """A field with the options of a choice."""

    id: str
    name: str
    type: str
    options: tuple[str, ...] = ()
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class SchemaTable:
    """A table of a base."""

    base: str
    id: str
    name: str
    fields: tuple[SchemaField, ...]

    @property
    def numbers(self) -> list[SchemaField]:
        return [each for each in self.fields if each.type in NUMBER_TYPES]

    @property
    def dates(self) -> list[SchemaField]:
        return [each for each in self.fields if each.type in DATE_TYPES]

    @property
    def choices(self) -> list[SchemaField]:
        return [each for each in self.fields if each.type in CHOICE_TYPES]

    @property
    def naming(self) -> SchemaField:
        """The field that records are called by: one whose name says so, else the primary field."""
        texts = [each for each in self.fields if each.type == "singleLineText"]
        called = [each for each in texts if each.name.lower() == "name"]
        like_it = [each for each in texts if each.name.lower().endswith((" name", "title"))]
        return next((found[0] for found in (called, like_it) if len(found) == 1), self.fields[0])

    @property
    def ending(self) -> tuple[SchemaField, tuple[str, ...]] | None:
        """The choice that says how far something is, and those of its options that end it."""
        likely = sorted(self.choices, key=lambda each: each.name.lower() not in lexicon.STATE_FIELDS)
        for each in likely:
            found = tuple(option for option in each.options if option.lower() in lexicon.ENDING_OPTIONS)
            if found and len(found) < len(each.options):
                return each, found
        return None

    @property
    def money(self) -> SchemaField | None:
        """The field that "worth" means: the only currency, else the only number that was typed in."""
        for kinds in ({"currency"}, {"currency", "number"}):
            found = [each for each in self.fields if each.type in kinds]
            if len(found) == 1:
                return found[0]
        return None


def tables_of(described: JsonObject) -> list[SchemaTable]:
    """The tables in the reply of `describe_base`."""
    return [
        SchemaTable(
            base=described["base"]["name"],
            id=table["id"],
            name=table["name"],
            fields=tuple(
                SchemaField(
                    each["id"],
                    each["name"],
                    each["type"],
                    tuple(each.get("options", ())),
                    each.get("symbol", ""),
                )
                for each in table["fields"]
            ),
        )
        for table in described["tables"]
    ]


def mentions(phrase: str, name: str) -> bool:
    """Whether a phrase means a name: the same words, singular or plural, or a small slip of the fingers."""
    said, known = _plain(phrase), _plain(name)
    if said == known:
        return True
    is_long = min(len(said), len(known)) >= SHORTEST_FUZZY
    return is_long and said[0] == known[0] and fuzz.ratio(said, known) >= CLOSE_ENOUGH


def is_verb_of(word: str, name: str) -> bool:
    """ "Owned" and "owns" for Owner, "assigned" for Assignee."""
    stem = word.removesuffix("ed").removesuffix("s")
    return stem == name.removesuffix("er") or (len(word) > 5 and word[:5] == name[:5])


def find_field(words: Words, at: int, fields: list[SchemaField]) -> tuple[int, SchemaField] | None:
    """The field named by the words that begin at `at`, and where its name ends; longest name first."""
    for length in (4, 3, 2, 1):
        end = at + length
        if end > len(words.words) or any(words.used[at:end]):
            continue
        phrase = " ".join(words.words[at:end])
        for each in fields:
            if mentions(phrase, each.name):
                return end, each
    return None


def find_options(words: Words, table: SchemaTable) -> Iterator[tuple[int, int, SchemaField, str]]:
    """Options of choices that the words name, as (start, end, field, option); each word is given once.

    A single word of a longer option counts when no other option of the table has it: "Ada" for "Ada Moreno".
    """
    aliases: dict[str, set[tuple[str, str]]] = {}
    by_key = {(each.id, option): (each, option) for each in table.choices for option in each.options}
    for field_id, option in by_key:
        parts = (part for part in option.lower().split() if len(part) > 2)
        for alias in {option.lower(), *parts, *lexicon.OPTION_VERBS.get(option.lower(), ())}:
            aliases.setdefault(alias, set()).add((field_id, option))
    for start, end, phrase in list(words.phrases(longest=4)):
        keys = aliases.get(phrase, set()) or aliases.get(singular(phrase), set())
        exact = {key for key in keys if key[1].lower() in {phrase, singular(phrase)}}
        # A word that names the field itself is no short form of one of its options.
        keys = {key for key in keys if not mentions(phrase, by_key[key][0].name)}
        chosen = exact or keys
        if len(chosen) == 1 and not any(words.used[start:end]):
            found, option = by_key[next(iter(chosen))]
            yield start, end, found, option


@lru_cache(4_096)
def _plain(text: str) -> str:
    plain = "".join(char if char.isalnum() or char in "'%&+/." else " " for char in text.lower())
    return " ".join(singular(word) for word in plain.split())
