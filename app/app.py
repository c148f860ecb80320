"""The app: wiring only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from starlette.types import ASGIApp

from app import assistant, config, mcp_server, pages, telemetry
from app.api import programs, rest
from app.components import document
from app.edge import Edge
from app.state import framework, live
from app.state.guard import Guard
from app.state.intake import watch_intake

_settings = config.settings()
telemetry.configure(level=_settings.log_level, as_json=_settings.log_format == "json", process="web")
framework.hush()
_api = rest.make()
_mcp = mcp_server.Door(programs.let_in, programs.refusal)
# Before the route that answers for every other address below /api.
_api.router.routes[:0] = _mcp.routes()


class Platform(rx.App):
    """Reflex's app inside our edge: nothing that Reflex adds around itself, such as CORS, is outside of it."""

    def __call__(self) -> ASGIApp:
        """The whole as one ASGI application."""
        return Edge(super().__call__(), routes=rest.paths())


@asynccontextmanager
async def _turns() -> AsyncIterator[None]:
    yield
    # A stop in the middle of answers: what they wrote is saved, marked as interrupted.
    await assistant.drain()


app = Platform(
    stylesheets=document.STYLESHEETS,
    head_components=document.head(),
    app_wraps=document.wraps(),
    toaster=None,
    html_lang="en",
    api_transformer=_api,
    frontend_exception_handler=framework.frontend_failed,
    backend_exception_handler=framework.handler_failed,
)
app.add_middleware(Guard(), index=0)
watch_intake(app)
app.register_lifespan_task(live.deliver_bus_events)
app.register_lifespan_task(live.end_stale_tabs)
app.register_lifespan_task(_turns)
app.register_lifespan_task(_mcp.serving)
pages.add_to(app)
