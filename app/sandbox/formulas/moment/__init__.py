"""Dates as text in the tokens and languages of moment: DATETIME_FORMAT, DATETIME_PARSE, FROMNOW."""

from app.sandbox.formulas.moment.formatting import format_time
from app.sandbox.formulas.moment.humanizing import humanize
from app.sandbox.formulas.moment.locales import Locale, locale_of
from app.sandbox.formulas.moment.parsing import depends_on_today, parse_time

__all__ = ["Locale", "depends_on_today", "format_time", "humanize", "locale_of", "parse_time"]
