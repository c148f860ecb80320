"""Letting go of what the gateway keeps in this process."""

from app.airtable import _client, _counts, _exhaustion, _limiter, _sandbox_limits
from app.airtable._schema_cache import schema_cache


def close() -> None:
    """Writes the calls that were counted and forgets everything else; for tests and for shutdown."""
    _counts.flush()
    _counts.forget()
    _limiter.reset()
    _exhaustion.forget()
    _sandbox_limits.forget()
    schema_cache.forget()
    _client.forget_all()
