"""Regular expressions with the syntax of RE2 and, as there, no pattern that can run away.

A pattern is read by our own parser, which refuses what RE2 refuses (back references, look-around). It then runs on one
of two engines that agree on every match. Python's own engine backtracks; it is fast and is used where the number of
ways to match the text, estimated from the pattern, is small. Everything else (nested or many quantifiers, long texts)
runs on a machine that follows all ways at once, so that its time grows with the product of pattern and text; after
MAX_STEPS it gives up. Not supported of RE2: names of scripts in \\p{...} (general categories are), \\C, and \\pN{...}.
"""

from app.sandbox.formulas.regex.parsing import BadPattern
from app.sandbox.formulas.regex.running import Exhausted, Regex, compile_pattern

__all__ = ["BadPattern", "Exhausted", "Regex", "compile_pattern"]
