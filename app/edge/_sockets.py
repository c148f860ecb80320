"""Websockets: only with a live session, within limits, and each tab's token for one session only."""

import re
import time
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from app import auth, config, telemetry
from app.edge import _gate
from app.edge._bodies import Receive, Send, limited_frames
from app.edge._request import Request, Scope, is_loopback
from app.errors import Forbidden, NotSignedIn, PlatformError, TooMany
from app.state.session import SESSION_HEADER

PATHS = {"/_event", "/_event/"}
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
REMEMBERED = 50_000
KEPT_SECONDS = 7_200.0
CLOSE_CODES = {401: 4401, 403: 4403, 421: 4421, 429: 4429}
TRY_AGAIN_LATER = 1013
Inner = Callable[[Scope, Receive, Send], Awaitable[None]]


class TokenOwners:
    """Which session first used the token of a tab. A token opens the tab's state, so no other session may use it."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, tuple[str, float]] = OrderedDict()

    async def claim(self, token: str, session_id: str) -> None:
        """Raises Forbidden while the token belongs to another session that is still alive."""
        owner, until = self._owners.pop(token, (session_id, 0.0))
        if owner != session_id and until > time.monotonic() and await auth.look_up(owner) is not None:
            self._owners[token] = (owner, until)
            raise Forbidden("This tab belongs to another session.", what_to_do="Open a new tab.")
        self._owners[token] = (session_id, time.monotonic() + KEPT_SECONDS)
        while len(self._owners) > REMEMBERED:
            self._owners.popitem(last=False)


class Sockets:
    """The open websockets of this process."""

    def __init__(self, inner: Inner) -> None:
        self.inner = inner
        self.owners = TokenOwners()
        self.by_session: Counter[str] = Counter()
        self.by_address: Counter[str] = Counter()

    async def serve(self, request: Request, receive: Receive, send: Send) -> None:
        """Serve one handshake to its end, or close it before it is accepted: no state exists for strangers."""
        try:
            session_id = await self._admit(request)
        except PlatformError as exc:
            telemetry.http_requests.labels("WEBSOCKET", "/_event", str(exc.status)).inc()
            await receive()
            return await send(
                {"type": "websocket.close", "code": CLOSE_CODES.get(exc.status, TRY_AGAIN_LATER)}
            )
        self._count(session_id, request.address, 1)
        try:
            await self.inner(_with_session(request, session_id), limited_frames(receive, send), send)
        finally:
            self._count(session_id, request.address, -1)

    async def _admit(self, request: Request) -> str:
        """The session of the handshake. Raises what the error tree has for why not."""
        refused = _gate.refusal(request)
        if refused:
            raise refused
        if request.path not in PATHS:
            raise Forbidden("There is no websocket at this address.")
        signed_in = await request.signed_in()
        if signed_in is None:
            raise NotSignedIn("You are not signed in.")
        token = (parse_qs(request.query).get("token") or [""])[0]
        if not TOKEN.fullmatch(token):
            raise Forbidden("This is no tab of ours.")
        self._check_room(signed_in.session_id, request.address)
        await self.owners.claim(token, signed_in.session_id)
        return signed_in.session_id

    def _check_room(self, session_id: str, address: str) -> None:
        limits = config.limits()
        is_full = self.by_session[session_id] >= limits.sockets_per_session
        # Everybody on this machine shares one address, and many may share a proxy's.
        if not is_loopback(address):
            is_full = is_full or self.by_address[address] >= limits.sockets_per_address
        if is_full:
            raise TooMany("Too many tabs are open.", what_to_do="Close some.", retry_after_seconds=5)

    def _count(self, session_id: str, address: str, step: int) -> None:
        telemetry.sockets.inc(step)
        for counter, key in ((self.by_session, session_id), (self.by_address, address)):
            counter[key] += step
            if counter[key] <= 0:
                del counter[key]


def _with_session(request: Request, session_id: str) -> Scope:
    """The handshake as Reflex sees it: no credential, the session's id, which opens nothing, and the visitor's address
    as the door found it."""
    hidden = {b"cookie", b"authorization", SESSION_HEADER.encode()}
    kept = [(name, value) for name, value in request.scope["headers"] if name.lower() not in hidden]
    headers = [*kept, (SESSION_HEADER.encode(), session_id.encode())]
    return {**request.scope, "headers": headers, "client": (request.address, 0)}
