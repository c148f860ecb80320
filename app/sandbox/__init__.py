"""An Airtable-compatible server with its own database: the demo data, and the test double of the real service."""

from app.sandbox.server import create_app, serve

__all__ = ["create_app", "serve"]
