"""Named places in the engine where a test may kill, stop or break the process: the crash matrix has a row for each.

The setting holds "point:nth:act", with the act kill, stop or raise. `run` refuses to start with it.
"""

import os
import signal
from collections import Counter

from app import config

_passed: Counter[str] = Counter()


class Broken(Exception):
    """What the act `raise` raises: an error that nobody foresaw."""


def point(name: str) -> None:
    """Does nothing, unless a test has named this place in the settings of the process."""
    wish = config.settings().saga_fault
    if not wish:
        return
    where, nth, act = wish.split(":")
    if where != name:
        return
    _passed[name] += 1
    if _passed[name] != int(nth):
        return
    if act == "raise":
        raise Broken(name)
    os.kill(os.getpid(), signal.SIGKILL if act == "kill" else signal.SIGSTOP)
