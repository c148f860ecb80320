"""Writes the payloads of a transaction into the transaction itself, so that none is lost or made up."""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from app.sandbox.changes import ChangeSet
from app.sandbox.store import people as people_store
from app.sandbox.store import webhooks as webhook_store
from app.sandbox.timing import Timing
from app.sandbox.webhooks.payloads import Transaction
from app.sandbox.webhooks.pings import is_pinged
from app.sandbox.webhooks.specification import Specification


class Recorder:
    """The listener that makes payloads. wake: called once a payload is kept that is to be told by a ping."""

    def __init__(self, timing: Timing, wake: Callable[[], None]) -> None:
        self._timing = timing
        self._wake = wake
        self._to_wake: set[str] = set()

    def wake(self, changes: ChangeSet) -> None:
        """To be called after the commit."""
        if changes.base.id in self._to_wake:
            self._to_wake.discard(changes.base.id)
            self._wake()

    def record(self, connection: Connection, changes: ChangeSet) -> None:
        """To be called within the transaction."""
        now = time.time()
        webhooks = webhook_store.of_base(connection, changes.base.id, not_before=now)
        if not webhooks:
            return
        transaction = Transaction(connection, changes, _action(connection, changes))
        kept_since = now - self._timing.periods.webhook
        for webhook in webhooks:
            payload = transaction.payload(Specification.read(webhook.specification))
            if payload is not None:
                with_ping = webhook.is_notifying and is_pinged(webhook.notification_url)
                if with_ping:
                    self._to_wake.add(changes.base.id)
                webhook_store.forget_payloads(connection, webhook.id, made_before=kept_since)
                webhook_store.add_payload(connection, webhook, payload, now=now, with_ping=with_ping)


def _action(connection: Connection, changes: ChangeSet) -> dict[str, Any]:
    person = people_store.people(connection).get(changes.person_id)
    if changes.source != "publicApi" or person is None:
        return {"source": changes.source}
    user = person.shown() | {"permissionLevel": changes.base.permission_of(person.id)}
    return {"source": changes.source, "sourceMetadata": {"user": user}}
