"""The languages of dates: names of months and days, orders of the parts, ordinals, and where weeks begin.

The names come from moment, as Airtable's do. A language that is not here reads as the one without its region, and
else as English.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.sandbox.formulas.moment.languages import LANGUAGES, REGIONS

Ordinal = Callable[[int, str], str]
Meridiem = Callable[[int, int, bool], str]


@dataclass(frozen=True, eq=False)
class Locale:
    """One language. first_weekday 0 is Sunday; the first week of a year holds its january_day."""

    months: tuple[str, ...]
    months_beside_day: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    weekdays_min: tuple[str, ...]
    formats: Mapping[str, str]
    ordinal: Ordinal
    meridiem: Meridiem
    first_weekday: int
    january_day: int


@lru_cache(maxsize=64)
def locale_of(name: str) -> Locale:
    """The locale of a name such as "de", "pt-br" or "en_GB"."""
    key = name.strip().lower().replace("_", "-")
    language = key if key in LANGUAGES else key.split("-")[0]
    given = {**LANGUAGES["en"], **LANGUAGES.get(language, {}), **REGIONS.get(key, {})}
    clock, first_weekday, january_day = given["clock"], int(given["week"][0]), int(given["week"][1])
    dates = (given["L"], given["LL"], given["LLL"], given["LLLL"])
    return Locale(
        months=tuple(given["months"].split("_")),
        months_beside_day=tuple(given.get("months_beside_day", given["months"]).split("_")),
        months_short=_names(given["months_short"], 12),
        weekdays=tuple(given["weekdays"].split("_")),
        weekdays_short=_names(given["weekdays_short"], 7),
        weekdays_min=tuple(given["weekdays_min"].split("_")),
        formats={
            "LT": clock,
            "LTS": clock.replace("mm", "mm:ss") if ":" in clock else clock.replace("mm", "mm.ss"),
            **dict(
                zip(
                    ("L", "LL", "LLL", "LLLL"),
                    (each.replace("{clock}", clock) for each in dates),
                    strict=True,
                )
            ),
        },
        ordinal=_ORDINALS.get(given["ordinal"]) or _fixed_ordinal(given["ordinal"]),
        meridiem=_MERIDIEMS[given["meridiem"]],
        first_weekday=first_weekday,
        january_day=january_day,
    )


def _names(text: str, count: int) -> tuple[str, ...]:
    """Names from a list, or a pattern such as "%月" for numbered ones."""
    if "%" in text:
        return tuple(text.replace("%", str(number)) for number in range(1, count + 1))
    return tuple(text.split("_"))


def _fixed_ordinal(pattern: str) -> Ordinal:
    return lambda number, _part: pattern.replace("%", str(number))


def _english_ordinal(number: int, _part: str) -> str:
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _french_ordinal(number: int, part: str) -> str:
    if part == "D":
        return f"{number}er" if number == 1 else str(number)
    first = "re" if part in "wW" else "er"
    return f"{number}{first if number == 1 else 'e'}"


def _dutch_ordinal(number: int, _part: str) -> str:
    return f"{number}{'ste' if number in (1, 8) or number >= 20 else 'de'}"


def _swedish_ordinal(number: int, _part: str) -> str:
    return f"{number}{':a' if number % 10 in (1, 2) and number // 10 % 10 != 1 else ':e'}"


def _russian_ordinal(number: int, part: str) -> str:
    return f"{number}{'-го' if part == 'D' else '-я' if part in 'wW' else '-й'}"


def _counted_ordinal(day: str, month: str, week: str) -> Ordinal:
    """Ordinals that are a number with the word for what is counted."""
    words = {"D": day, "d": day, "DDD": day, "M": month, "w": week, "W": week}
    return lambda number, part: f"{number}{words.get(part, '')}"


_ORDINALS: dict[str, Ordinal] = {
    "english": _english_ordinal,
    "french": _french_ordinal,
    "dutch": _dutch_ordinal,
    "swedish": _swedish_ordinal,
    "russian": _russian_ordinal,
    "japanese": _counted_ordinal("日", "", ""),
    "korean": _counted_ordinal("일", "월", "주"),
    "chinese": _counted_ordinal("日", "月", "周"),
}


def _latin_meridiem(hour: int, _minute: int, is_lower: bool) -> str:
    name = "AM" if hour < 12 else "PM"
    return name.lower() if is_lower else name


def _halves(morning: str, evening: str) -> Meridiem:
    return lambda hour, _minute, _is_lower: morning if hour < 12 else evening


def _chinese_meridiem(hour: int, minute: int, _is_lower: bool) -> str:
    clock = hour * 100 + minute
    parts = ((600, "凌晨"), (900, "早上"), (1130, "上午"), (1230, "中午"), (1800, "下午"))
    return next((name for end, name in parts if clock < end), "晚上")


_MERIDIEMS: dict[str, Meridiem] = {
    "latin": _latin_meridiem,
    "japanese": _halves("午前", "午後"),
    "korean": _halves("오전", "오후"),
    "chinese": _chinese_meridiem,
}
