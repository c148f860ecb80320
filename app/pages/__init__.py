"""The windows: one module per route, because everything in a module shares one chunk of the bundle."""

import reflex as rx

from app.pages import admin, changes, chat, inbox, not_found, runs, settings, shared, tables
from app.state.shell import ShellState


def add_to(app: rx.App) -> None:
    """Adds every page with its title and the handlers that fill it and the frame around it."""
    for window in (chat, tables, inbox, changes, runs, admin, settings, shared):
        app.add_page(
            window.page,
            route=window.PAGE.route,
            title=f"{window.PAGE.title} · PyAirtable",
            on_load=[window.ON_LOAD, ShellState.open_frame, ShellState.count_waiting],
        )
    app.add_page(not_found.page, route="404", title="Not found · PyAirtable")


__all__ = ["add_to"]
