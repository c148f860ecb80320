"""The windows: one module per route, because everything in a module shares one chunk of the bundle."""

import reflex as rx

from app.pages import chat, not_found


def add_to(app: rx.App) -> None:
    """Adds every page with its title and the handler that fills it."""
    app.add_page(chat.page, route=chat.PAGE.route, title="Chat · PyAirtable", on_load=chat.ON_LOAD)
    app.add_page(not_found.page, route="404", title="Not found · PyAirtable")


__all__ = ["add_to"]
