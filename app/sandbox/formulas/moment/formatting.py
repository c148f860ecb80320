"""Writes a time in a format of moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from app.sandbox.formulas.dates import week_of_year
from app.sandbox.formulas.errors import CellError
from app.sandbox.formulas.moment.locales import Locale
from app.sandbox.formulas.moment.tokens import MAX_FORMAT, literal, parts

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def format_time(moment: datetime, pattern: str, locale: Locale) -> str:
    """The time, read in its own zone, as the pattern says. Raises CellError for a pattern that is too long."""
    if len(pattern) > MAX_FORMAT:
        raise CellError("the format is too long")
    cut = parts(pattern, locale)
    shown = _Shown(moment, locale, any(part in ("D", "DD", "Do") for part in cut))
    written = []
    for part in cut:
        write = _TOKENS.get(part)
        fixed = literal(part) if write is None else None
        written.append(write(shown) if write else part if fixed is None else fixed)
    return "".join(written)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The time with its language; with_day says whether the format shows the day, which changes names of months."""

    time: datetime
    locale: Locale
    with_day: bool

    @property
    def weekday(self) -> int:
        """0 is Sunday."""
        return self.time.isoweekday() % 7

    @property
    def day_of_year(self) -> int:
        return self.time.timetuple().tm_yday

    @property
    def week(self) -> tuple[int, int]:
        return week_of_year(self.time.date(), self.locale.first_weekday, self.locale.january_day)

    @property
    def iso_week(self) -> tuple[int, int]:
        return week_of_year(self.time.date(), 1, 4)

    @property
    def hour12(self) -> int:
        return self.time.hour % 12 or 12

    def ordinal(self, number: int, part: str) -> str:
        return self.locale.ordinal(number, part)

    def meridiem(self, is_lower: bool) -> str:
        return self.locale.meridiem(self.time.hour, self.time.minute, is_lower)

    def month(self) -> str:
        names = self.locale.months_beside_day if self.with_day else self.locale.months
        return names[self.time.month - 1]

    def offset(self, separator: str) -> str:
        minutes = (self.time.utcoffset() or timedelta()) // timedelta(minutes=1)
        hours, minutes_left = divmod(abs(minutes), 60)
        return f"{'-' if minutes < 0 else '+'}{hours:02d}{separator}{minutes_left:02d}"

    def fraction(self, digits: int) -> str:
        """Milliseconds are the finest that a cell holds; further digits are zeros."""
        return f"{self.time.microsecond // 1000:03d}".ljust(9, "0")[:digits]


_TOKENS: dict[str, Callable[[_Shown], str]] = {
    "YYYYYY": lambda shown: f"+{shown.time.year:06d}",
    "YYYY": lambda shown: f"{shown.time.year:04d}",
    "YY": lambda shown: f"{shown.time.year % 100:02d}",
    "Y": lambda shown: str(shown.time.year),
    "Q": lambda shown: str((shown.time.month + 2) // 3),
    "Qo": lambda shown: shown.ordinal((shown.time.month + 2) // 3, "Q"),
    "M": lambda shown: str(shown.time.month),
    "MM": lambda shown: f"{shown.time.month:02d}",
    "Mo": lambda shown: shown.ordinal(shown.time.month, "M"),
    "MMM": lambda shown: shown.locale.months_short[shown.time.month - 1],
    "MMMM": _Shown.month,
    "D": lambda shown: str(shown.time.day),
    "DD": lambda shown: f"{shown.time.day:02d}",
    "Do": lambda shown: shown.ordinal(shown.time.day, "D"),
    "DDD": lambda shown: str(shown.day_of_year),
    "DDDD": lambda shown: f"{shown.day_of_year:03d}",
    "DDDo": lambda shown: shown.ordinal(shown.day_of_year, "DDD"),
    "d": lambda shown: str(shown.weekday),
    "do": lambda shown: shown.ordinal(shown.weekday, "d"),
    "dd": lambda shown: shown.locale.weekdays_min[shown.weekday],
    "ddd": lambda shown: shown.locale.weekdays_short[shown.weekday],
    "dddd": lambda shown: shown.locale.weekdays[shown.weekday],
    "e": lambda shown: str((shown.weekday - shown.locale.first_weekday) % 7),
    "E": lambda shown: str(shown.time.isoweekday()),
    "w": lambda shown: str(shown.week[1]),
    "ww": lambda shown: f"{shown.week[1]:02d}",
    "wo": lambda shown: shown.ordinal(shown.week[1], "w"),
    "W": lambda shown: str(shown.iso_week[1]),
    "WW": lambda shown: f"{shown.iso_week[1]:02d}",
    "Wo": lambda shown: shown.ordinal(shown.iso_week[1], "W"),
    "gg": lambda shown: f"{shown.week[0] % 100:02d}",
    "gggg": lambda shown: f"{shown.week[0]:04d}",
    "GG": lambda shown: f"{shown.iso_week[0] % 100:02d}",
    "GGGG": lambda shown: f"{shown.iso_week[0]:04d}",
    "A": lambda shown: shown.meridiem(is_lower=False),
    "a": lambda shown: shown.meridiem(is_lower=True),
    "H": lambda shown: str(shown.time.hour),
    "HH": lambda shown: f"{shown.time.hour:02d}",
    "h": lambda shown: str(shown.hour12),
    "hh": lambda shown: f"{shown.hour12:02d}",
    "k": lambda shown: str(shown.time.hour or 24),
    "kk": lambda shown: f"{shown.time.hour or 24:02d}",
    "m": lambda shown: str(shown.time.minute),
    "mm": lambda shown: f"{shown.time.minute:02d}",
    "s": lambda shown: str(shown.time.second),
    "ss": lambda shown: f"{shown.time.second:02d}",
    "z": lambda shown: shown.time.tzname() or "",
    "zz": lambda shown: shown.time.tzname() or "",
    "Z": lambda shown: shown.offset(":"),
    "ZZ": lambda shown: shown.offset(""),
    "X": lambda shown: str((shown.time - _EPOCH) // timedelta(seconds=1)),
    "x": lambda shown: str((shown.time - _EPOCH) // timedelta(milliseconds=1)),
}

for _digits in range(1, 10):
    _TOKENS["S" * _digits] = partial(_Shown.fraction, digits=_digits)
