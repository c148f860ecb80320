"""Who may come in at all: the Host is ours, and what changes something comes from our own pages."""

from urllib.parse import urlsplit

from app import config
from app.edge._request import Request
from app.errors import Forbidden, Misdirected, NotFound, PlatformError

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Asked by orchestrators under whatever name the machine has.
PROBES = {"/livez", "/readyz"}
FRAMEWORK_ROUTES = {"/ping", "/auth-codespace"}


def refusal(request: Request) -> PlatformError | None:
    """Why this request goes no further; None when it may."""
    if request.path not in PROBES and not is_our_host(request.host):
        return Misdirected(
            "This platform is not reached under that name.", what_to_do="Use its public address."
        )
    if request.method not in SAFE_METHODS and not is_same_origin(request):
        return Forbidden("This came from another site.", what_to_do="Open the platform itself and try again.")
    if request.method == "WEBSOCKET":
        return None
    # Reflex's own routes, `/_upload` above all, are not for anybody.
    if request.path.startswith("/_") or request.path in FRAMEWORK_ROUTES:
        return NotFound("There is nothing at this address.")
    return None


def is_our_host(host: str) -> bool:
    """Whether a Host header names us: the public address, or this machine when that is where people are."""
    settings = config.settings()
    if host == urlsplit(settings.url).netloc.lower():
        return True
    return settings.is_loopback and config.is_loopback_host(_host_name(host))


def is_same_origin(request: Request) -> bool:
    """Whether a browser says that one of our pages sent it. What is no browser says nothing, and has our cookie
    only if it was given one."""
    if request.headers.get(b"sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    if b"origin" not in request.headers:
        return True
    settings = config.settings()
    scheme = urlsplit(settings.url).scheme
    return request.origin.lower() in {settings.url.lower(), f"{scheme}://{request.host}"}


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
