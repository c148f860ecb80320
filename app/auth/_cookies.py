"""The cookies of a session and of a known device: names, flags, and their values in a request."""

from app import config

SECONDS_A_DAY = 86_400
DEVICE_DAYS = 365


def cookie_name() -> str:
    """`__Host-session` on https, where the browser then enforces its flags; plain on loopback http."""
    return _name("session")


def cookie_header(value: str) -> str:
    """The Set-Cookie header that keeps a session; an empty value removes the cookie."""
    return _header("session", value, config.limits().session_absolute_days)


def cookie_value(header: str) -> str:
    """The session's value in a Cookie header; empty when there is none."""
    return _value("session", header)


def device_cookie_header(value: str) -> str:
    """The Set-Cookie header by which a browser is known again for a year; an empty value removes the cookie."""
    return _header("device", value, DEVICE_DAYS)


def device_cookie_value(header: str) -> str:
    """The known device's value in a Cookie header; empty when there is none."""
    return _value("device", header)


def _name(name: str) -> str:
    return f"__Host-{name}" if config.settings().is_https else name


def _header(name: str, value: str, days: int) -> str:
    age = days * SECONDS_A_DAY if value else 0
    secure = "; Secure" if config.settings().is_https else ""
    return f"{_name(name)}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"


def _value(name: str, header: str) -> str:
    # Other programs on this machine share its cookies, so one that is odd must not hide ours.
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return next((value for found, _, value in pairs if found == _name(name) and value), "")
