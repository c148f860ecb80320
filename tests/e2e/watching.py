"""A page that is watched: whatever a person would find in the console, the test finds too."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebSocket

# A violation that nobody logs is still an event in the page.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (e) =>
  console.error(`content security policy: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
"""
# What a browser says when a page is left in the moment in which its line is being opened: nobody is harmed.
LEFT_EARLY = "WebSocket is closed before the connection is established"
WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}


@dataclass
class Watch:
    """What went wrong in a context. `expected` are parts of messages that a test causes on purpose.

    `frames` holds everything that websockets brought: no secret may ever be in there.
    """

    origin: str
    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)

    def expect(self, part_of_message: str) -> None:
        """Do not count problems with this text: the test makes them happen."""
        self.expected.append(part_of_message)

    def unexpected(self) -> list[str]:
        return [each for each in self.problems if not any(part in each for part in self.expected)]

    def attach(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)
        page.on("websocket", self._on_websocket)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and LEFT_EARLY not in message.text:
            self.problems.append(
                f"console {message.type}: {message.text} ({message.location.get('url', '')})"
            )

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        is_ours = parts.netloc == urlsplit(self.origin).netloc
        if not is_ours and parts.scheme not in {"data", "blob", "about"}:
            self.problems.append(f"request to another host: {request.url}")

    def _on_websocket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")


@contextmanager
def watched_context(
    browser: Browser, origin: str, *, width: str = "wide", theme: str = "light"
) -> Iterator[tuple[BrowserContext, Watch]]:
    """A fresh browser context; leaving it fails when anything unexpected went wrong."""
    across, down = WIDTHS[width]
    context = browser.new_context(
        base_url=origin,
        viewport={"width": across, "height": down},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="UTC",
    )
    context.set_default_timeout(45_000)
    context.add_init_script(REPORT_VIOLATIONS)
    watch = Watch(origin)
    context.on("page", watch.attach)
    try:
        yield context, watch
    finally:
        context.close()
    found = watch.unexpected()
    assert not found, "\n".join(found)
