"""The tabs of this web process: who sits at each, and whether it is still there."""

import time

from reflex_base.registry import RegistrationContext

from app.auth import SignedIn

_people: dict[str, SignedIn] = {}
_ended: dict[str, float] = {}


async def is_open(client_token: str) -> bool:
    """True while the tab holds a connection to this or another web process."""
    namespace = RegistrationContext.get().app.event_namespace
    # Reflex has no public way to ask; a smoke test pins the private name.
    return namespace is not None and await namespace._token_manager.is_token_connected(client_token)


def socket_ids() -> dict[str, str]:
    """Tab -> its connection, for the tabs that are connected to this process."""
    namespace = RegistrationContext.get().app.event_namespace
    return {} if namespace is None else dict(namespace.token_to_sid)


def seen(client_token: str, signed_in: SignedIn) -> None:
    """The tab belongs to this person now."""
    _people[client_token] = signed_in
    _ended.pop(client_token, None)


def ended(client_token: str) -> None:
    """The session of the tab is over and the tab was told."""
    _people.pop(client_token, None)
    _ended.setdefault(client_token, time.monotonic())


def on_topic(topic: str) -> list[str]:
    """The tabs that a message on "person:<id>" or "team:<id>" is for."""
    kind, _, found_id = topic.partition(":")
    field = {"person": "person_id", "team": "team_id", "session": "session_id"}.get(kind, "")
    return [
        token for token, signed_in in list(_people.items()) if field and getattr(signed_in, field) == found_id
    ]


def session_ids(topic: str = "") -> list[str]:
    """The sessions that have a tab here; with a topic, those of the tabs that it is for."""
    tokens = on_topic(topic) if topic else list(_people)
    return sorted({_people[token].session_id for token in tokens})


def ended_before(seconds: float) -> list[str]:
    """Tabs that were told so long ago that their session is over, and are still here."""
    limit = time.monotonic() - seconds
    return [token for token, since in _ended.items() if since < limit]


def keep_only(connected: dict[str, str]) -> None:
    """Forget the tabs that are gone."""
    for book in (_people, _ended):
        for token in [token for token in book if token not in connected]:
            book.pop(token, None)
