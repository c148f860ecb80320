"""Regular expressions with the syntax of RE2 and, as there, no pattern that can run away.

Python's own engine goes back and tries again, which can take years. This one is built as RE2 is: the pattern becomes a
program of small steps; an automaton, made while it runs, follows all ways through the program at once and finds where
the leftmost match ends; the automaton of the reversed pattern finds where it begins; only what groups have captured
is then looked for between the two. Time grows with the text, and every step is taken from a budget.

Not supported of RE2: names of scripts in \\p{...} (general categories are), and \\C.
"""

from app.sandbox.formulas.regex.matching import Regex, compile_pattern
from app.sandbox.formulas.regex.parsing import BadPattern

__all__ = ["BadPattern", "Regex", "compile_pattern"]
