"""Known devices: a browser that signed in once keeps a signed value for a year, and guesses on its own account.

Nothing is stored. The value says neither whose it is nor where it was made; it holds for one e-mail address.
"""

import base64
import hashlib
import hmac
import re
import secrets
import time

from app import config
from app.auth._cookies import DEVICE_DAYS, SECONDS_A_DAY

VALUE = re.compile(r"([\w-]{22})\.(\d{1,6})\.([\w-]{43})", re.ASCII)
BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def make(email: str) -> str:
    """A new value for the cookie of a browser that this address signed in with."""
    nonce, until = secrets.token_urlsafe(16), int(time.time()) // SECONDS_A_DAY + DEVICE_DAYS
    return f"{nonce}.{until}.{_mark(config.settings().key_for('device'), email, nonce, until)}"


def known(value: str, email: str) -> str:
    """What tells this device from others of the address; empty for a value that is not ours, has expired, or is for
    another address."""
    found = VALUE.fullmatch(value)
    if found is None:
        return ""
    nonce, until, mark = found[1], int(found[2]), found[3]
    is_ours = any(
        hmac.compare_digest(_mark(key, email, nonce, until), mark)
        for key in config.settings().keys_for("device")
    )
    return nonce if is_ours and until >= time.time() // SECONDS_A_DAY else ""


def in_words(user_agent: str) -> str:
    """Browser and system, such as `Firefox on Linux`; for a program its name, such as `curl`."""
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    if browser or system:
        return " on ".join(part for part in (browser or "A browser", system) if part)
    product = "".join(char for char in user_agent.partition("/")[0] if char.isprintable()).strip()
    return product[:40] or "An unknown program"


def _mark(key: bytes, email: str, nonce: str, until: int) -> str:
    made = hmac.new(key, f"{email}\n{nonce}\n{until}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
