"""The session cookie: its name, its flags, and its value in a request."""

from app import config

SECONDS_A_DAY = 86_400


def cookie_name() -> str:
    """`__Host-session` on https, where the browser then enforces its flags; plain on loopback http."""
    return "__Host-session" if config.settings().is_https else "session"


def cookie_header(value: str) -> str:
    """The Set-Cookie header that keeps a session; an empty value removes the cookie."""
    age = config.limits().session_absolute_days * SECONDS_A_DAY if value else 0
    secure = "; Secure" if config.settings().is_https else ""
    return f"{cookie_name()}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"


def cookie_value(header: str) -> str:
    """The session's value in a Cookie header; empty when there is none."""
    # Other programs on this machine share its cookies, so one that is odd must not hide ours.
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return next((value for name, _, value in pairs if name == cookie_name() and value), "")
