"""Webhooks: what a webhook watches, the payload that a transaction makes for it, and the pings that tell of it."""

from app.sandbox.webhooks.pings import Pinger, is_pinged
from app.sandbox.webhooks.recorder import Recorder
from app.sandbox.webhooks.specification import Specification

__all__ = ["Pinger", "Recorder", "Specification", "is_pinged"]
