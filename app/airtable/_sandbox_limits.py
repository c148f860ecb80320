"""Whether the sandbox counts requests as Airtable does; it was started so, or a test has switched it on."""

import time
from threading import Lock

import requests

from app import db

REMEMBERED_SECONDS = 30.0
TIMEOUT_SECONDS = (1.0, 2.0)
_known: dict[str, tuple[float, bool]] = {}
_lock = Lock()


def are_on(url: str, token: str) -> bool:
    """Asked every half minute. A sandbox that does not say is one without limits."""
    with _lock:
        known = _known.get(url)
    if known and time.monotonic() - known[0] < REMEMBERED_SECONDS:
        return known[1]
    is_on = _ask(url, token)
    with _lock:
        _known[url] = (time.monotonic(), is_on)
    return is_on


def forget() -> None:
    """Ask again; for tests."""
    with _lock:
        _known.clear()


def _ask(url: str, token: str) -> bool:
    db.assert_no_open_uow()
    headers = {"Authorization": f"Bearer {token}"}
    with _Direct() as session:
        try:
            answer = session.get(
                f"{url.rstrip('/')}/_control/limits",
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            ).json()
        except (requests.RequestException, ValueError):
            return False
    return isinstance(answer, dict) and answer.get("enabled") is True


class _Direct(requests.Session):
    """Neither a proxy nor .netrc comes between this machine and itself."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
