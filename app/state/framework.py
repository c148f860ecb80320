"""What Reflex does on its own when something fails, replaced: it would log values and run script in the browser."""

import logging
import re
import secrets

from reflex.event import EventSpec
from reflex.state import FrontendEventExceptionState

from app.telemetry import logger

CLIENT_MESSAGE_CHARACTERS = 300
QUIET_LOGGERS = ("reflex", "socketio", "engineio")
log = logger(__name__)


def frontend_failed(exception: Exception) -> None:
    """A browser reports an error of the page."""
    log.warning("page_failed", message=str(exception)[:CLIENT_MESSAGE_CHARACTERS])


def handler_failed(exception: Exception) -> EventSpec | None:
    """An event failed outside of our handlers, which answer for themselves."""
    log.error("event_failed", reference=secrets.token_hex(4), exc_info=exception)
    return None


class WithoutValues(logging.Filter):
    """Keeps what a log line of Reflex is about and drops what was sent: its messages repeat events whole."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        record.msg = re.split(r"[:'\"\n{]", message, maxsplit=1)[0].strip()
        record.args = ()
        if record.exc_info and record.exc_info[0] is not None:
            record.msg += f" ({record.exc_info[0].__name__})"
            record.exc_info = None
        record.exc_text = None
        return True


def hush() -> None:
    """Make Reflex log no values and reload no pages by script."""
    for name, found in [*logging.root.manager.loggerDict.items()]:
        if name.split(".")[0].split("_")[0] in QUIET_LOGGERS and isinstance(found, logging.Logger):
            found.addFilter(_WITHOUT_VALUES)
    FrontendEventExceptionState.auto_reload_on_errors = []


_WITHOUT_VALUES = WithoutValues()
