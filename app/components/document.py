"""What belongs to the document and not to a page: style sheets, head, font, and what is left after a crash."""

from collections.abc import Callable

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.base.link import RawLink

from app.components.browser import Crash

STYLESHEETS = [
    "/tokens.css",
    "/app.css",
    "/shell.css",
    "/overlays.css",
    "/forms.css",
    "/sections.css",
    "/connections.css",
    "/tables.css",
    "/work.css",
    "/threads.css",
    "/chat.css",
    "/composer.css",
]


def head() -> list[rx.Component]:
    """The brand mark of the tab, and the script that sets theme and panels before the first paint."""
    return [
        RawLink.create(rel="icon", href="/favicon.svg"),
        rx.el.meta(name="viewport", content="width=device-width, initial-scale=1, viewport-fit=cover"),
        rx.el.script(src="/boot.js"),
    ]


def wraps() -> dict[tuple[int, str], Callable[[bool], rx.Component | None]]:
    """For `rx.App(app_wraps=...)`: the crash page in place of Reflex's, and none of its connection toasts."""
    return {
        (55, "ErrorBoundary"): lambda _stateful: ErrorBoundary.create(
            fallback_render=rx.Var.create(Crash.create())
        ),
        (54, "Font"): lambda _stateful: Font.create(),
    }


class Font(rx.Fragment):
    """Inter, served from the bundle."""

    lib_dependencies: list[str] = ["@fontsource-variable/inter@5.3.0"]

    def add_imports(self) -> dict[str, str]:
        return {"": "@fontsource-variable/inter/wght.css"}
