"""Dates of a question: ages, periods, spans of days, months, years, and days by their date. All are counted in UTC."""

import re
from datetime import date, timedelta

from app.assistant._planner import _lexicon as lexicon
from app.assistant._planner._schema import SchemaField
from app.assistant._planner._shapes import Reading
from app.assistant._planner._words import Words

MOST_DAYS = 36_500
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
YEAR = re.compile(r"(?:19|20)\d{2}")
QUARTER = re.compile(r"q[1-4]")


def read_dates(words: Words, reading: Reading, today: date) -> None:
    """Every part of the question that says when, as conditions on a date of the table."""
    _read_ages(words, reading, today)
    _read_spans(words, reading, today)
    _read_periods(words, reading, today)
    _read_days(words, reading, today)
    _read_calendar(words, reading, today)
    _read_sides_of_today(words, reading, today)


def _read_sides_of_today(words: Words, reading: Reading, today: date) -> None:
    """ "Upcoming", "past" and "overdue"; what is overdue is not at its end either, where the table tells the end."""
    for end, phrase in words.take(lexicon.TODAYS):
        chosen = date_field(words, end - 1, reading)
        if chosen is None:
            return
        op = lexicon.TODAYS[phrase]
        reading.conditions.append({"field": chosen.name, "op": op, "value": today.isoformat()})
        side = "before today" if op == "lt" else "today or later"
        note = f"“{phrase.capitalize()}” means that {chosen.name} is {side}"
        ends = reading.table.ending if phrase in lexicon.LATE else None
        if ends is not None:
            state, options = ends
            reading.conditions.append({"field": state.name, "op": "is_none_of", "value": list(options)})
            note += f" and {state.name} is not {listed(options, 'or')}"
        reading.notes.append(f"{note}.")


def period(today: date, unit: str, steps: int) -> tuple[date, date]:
    """First day of the period that `today` is in, `steps` periods on, and the first day after it."""
    if unit == "week":
        begins = today - timedelta(days=today.weekday()) + timedelta(weeks=steps)
        return begins, begins + timedelta(weeks=1)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    index = (today.year * 12 + today.month - 1) // months + steps
    return _month(index * months), _month((index + 1) * months)


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def _read_ages(words: Words, reading: Reading, today: date) -> None:
    """ "Older than 90 days" is counted in days from today, by the table's only date."""
    for end, phrase in words.take(lexicon.AGES):
        start = end - len(phrase.split())
        days = _days_at(words, end)
        if days is None:
            words.release(start, end)
            continue
        spelled = " ".join(words.spelled[end : end + 2])
        words.use(end, end + 2)
        chosen = date_field(words, start, reading)
        if chosen is None:
            return
        limit = today - timedelta(days=days)
        reading.conditions.append(
            {"field": chosen.name, "op": lexicon.AGES[phrase], "value": limit.isoformat()}
        )
        side = "before" if lexicon.AGES[phrase] == "lt" else "after"
        reading.notes.append(f"“{phrase.capitalize()} {spelled}” is {chosen.name} {side} {limit:%d %b %Y}.")


def _days_at(words: Words, at: int) -> int | None:
    """How many days "90 days" or "2 weeks" are, if the words at this place say so."""
    amount = words.amount_at(at)
    unit = words.words[at + 1] if at + 1 < len(words.words) else ""
    if amount is None or amount.unit or not amount.value.isdigit() or unit not in lexicon.DAYS:
        return None
    return min(int(amount.value) * lexicon.DAYS[unit], MOST_DAYS)


def _read_spans(words: Words, reading: Reading, today: date) -> None:
    """ "Last 30 days" ends with today, "next 7 days" begins with it."""
    for start, word in enumerate(words.words):
        days = _days_at(words, start + 1) if word in lexicon.SPANS else None
        if days is None or words.used[start]:
            continue
        words.use(start, start + 3)
        span = timedelta(days=days - 1 if days else 0)
        is_past = lexicon.SPANS[word] < 0
        begins, last = (today - span, today) if is_past else (today, today + span)
        _between(words, start, reading, (begins, last + timedelta(days=1)))


def _read_periods(words: Words, reading: Reading, today: date) -> None:
    shifts = lexicon.PERIOD_SHIFTS.items()
    phrases = {f"{shift} {unit}": (steps, unit) for shift, steps in shifts for unit in lexicon.PERIODS}
    for end, phrase in words.take(phrases):
        steps, unit = phrases[phrase]
        start = end - len(phrase.split())
        _between(words, start, reading, period(today, unit, steps), said=phrase)


def _read_days(words: Words, reading: Reading, today: date) -> None:
    """Today and its neighbours, and days by their date, alone or behind "before", "since", "between"."""
    for end, phrase in words.take(lexicon.NEAR_DAYS):
        day = today + timedelta(days=lexicon.NEAR_DAYS[phrase])
        _between(words, end - 1, reading, (day, day + timedelta(days=1)), said=phrase)
    for at, word in enumerate(words.words):
        written = _day(word)
        if written is None or words.used[at]:
            continue
        before = words.words[at - 1] if at else ""
        until = _day(words.words[at + 2]) if words.words[at + 1 : at + 2] == ["and"] else None
        if before == "between" and until is not None:
            words.use(at - 1, at + 3)
            _between(words, at - 1, reading, (written, until + timedelta(days=1)))
        elif before in lexicon.SIDES:
            words.use(at - 1, at + 1)
            _on_one_side(words, at - 1, reading, before, written)


def _read_calendar(words: Words, reading: Reading, today: date) -> None:
    """ "In March", "in March 2026", "in Q3", "in 2026"; without a year it is the one that today is in."""
    for at, word in enumerate(words.words):
        if words.used[at] or at == 0 or words.words[at - 1] not in {"in", "during"}:
            continue
        following = words.words[at + 1] if at + 1 < len(words.words) else ""
        year = int(following) if YEAR.fullmatch(following) else today.year
        end = at + 2 if YEAR.fullmatch(following) else at + 1
        if word in lexicon.MONTHS:
            span = period(date(year, lexicon.MONTHS.index(word) + 1, 1), "month", 0)
        elif QUARTER.fullmatch(word):
            span = period(date(year, int(word[1]) * 3, 1), "quarter", 0)
        elif YEAR.fullmatch(word):
            span, end = period(date(int(word), 1, 1), "year", 0), at + 1
        else:
            continue
        said = " ".join(words.spelled[at:end])
        words.use(at - 1, end)
        _between(words, at - 1, reading, span, said=said)


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word) if DAY.fullmatch(word) else None
    except ValueError:
        return None


def _between(words: Words, start: int, reading: Reading, span: tuple[date, date], *, said: str = "") -> None:
    """From the first day of the span to the day before its end, by the date that is named before `start`."""
    chosen = date_field(words, start, reading)
    if chosen is None:
        return
    begins, ends = span
    reading.conditions.append({"field": chosen.name, "op": "gte", "value": begins.isoformat()})
    reading.conditions.append({"field": chosen.name, "op": "lt", "value": ends.isoformat()})
    last = ends - timedelta(days=1)
    days = f"{begins:%d %b %Y}" if last == begins else f"{begins:%d %b %Y} to {last:%d %b %Y}"
    what = f"“{said[0].upper()}{said[1:]}” is " if said else "That is "
    reading.notes.append(f"{what}{days}, by {chosen.name}.")


def _on_one_side(words: Words, start: int, reading: Reading, side: str, day: date) -> None:
    chosen = date_field(words, start, reading)
    if chosen is None:
        return
    for op, days in lexicon.SIDES[side]:
        limit = day + timedelta(days=days)
        reading.conditions.append({"field": chosen.name, "op": op, "value": limit.isoformat()})


def date_field(words: Words, start: int, reading: Reading) -> SchemaField | None:
    """The date field named or hinted at before `start` ("closing this month"), else the table's only one."""
    dates = reading.table.dates
    for begin in range(max(0, start - 3), start):
        word = words.words[begin]
        stem = word.removesuffix("ing").removesuffix("ed").removesuffix("e")
        hinted = [each for each in dates if _is_hint(word, stem, each.name.lower())]
        if len(hinted) == 1 and not words.used[begin]:
            words.use(begin, start)
            return hinted[0]
    if len(dates) == 1:
        return dates[0]
    if not dates:
        reading.missing = f"{reading.table.name} has no date field."
        return None
    names = listed(tuple(each.name for each in dates), "or")
    reading.missing = f"Which date do you mean: {names}?"
    return None


def _is_hint(word: str, stem: str, name: str) -> bool:
    return (len(stem) > 2 and name.startswith(stem)) or name.split(maxsplit=1)[0] == word


def listed(names: tuple[str, ...], word: str) -> str:
    """Names as a sentence has them: "Won or Lost"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
