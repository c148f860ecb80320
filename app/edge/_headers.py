"""The headers on every reply, whatever made it."""

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from app import config

Headers = list[tuple[bytes, bytes]]
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
SECONDS_A_YEAR = 31_536_000
# What others set and we decide.
# Nothing that is no page has anything to load.
BARE_POLICY = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
REPLACED = (
    b"access-control-",
    b"server",
    b"x-request-id",
    b"content-security-policy",
    b"cache-control",
    b"x-ours",
)


def script_hashes(html_files: list[Path]) -> list[str]:
    """The sources that allow the inline scripts of our own built pages, and no others."""
    scripts = {
        script for path in html_files for script in INLINE_SCRIPT.findall(path.read_text(encoding="utf-8"))
    }
    return sorted(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts
    )


def page_policy(hashes: list[str]) -> bytes:
    """The content security policy of pages: no `eval`, and no inline script but those of the build."""
    settings = config.settings()
    socket_origin = urlsplit(settings.url)._replace(scheme="wss" if settings.is_https else "ws").geturl()
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' {socket_origin}",
        "frame-src": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in policy.items()).encode()


def security_headers() -> Headers:
    """The same for every reply."""
    headers = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "x-frame-options": "DENY",
    }
    if config.settings().is_https:
        headers["strict-transport-security"] = f"max-age={SECONDS_A_YEAR}; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def cache_control(path: str, status: int, *, is_file: bool) -> bytes:
    """Built files carry a digest in their names; other files are asked for again; the rest is never kept."""
    if path.startswith("/assets/") and status in {200, 304}:
        return f"public, max-age={SECONDS_A_YEAR}, immutable".encode()
    return b"no-cache" if is_file else b"no-store"


def complete(given: Headers, ours: Headers, request_id: str) -> Headers:
    """A reply's headers with ours in place of what others set."""
    kept = [(name, value) for name, value in given if not name.lower().startswith(REPLACED)]
    # No reply of ours differs by origin: that word comes from CORS, which nobody gets.
    kept = [pair for pair in kept if not _is_cors_vary(*pair)]
    return [*kept, *ours, (b"x-request-id", request_id.encode())]


def is_page(given: Headers) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in given)


def _is_cors_vary(name: bytes, value: bytes) -> bool:
    return name.lower() == b"vary" and {part.strip() for part in value.lower().split(b",")} == {b"origin"}
