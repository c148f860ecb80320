"""Signing in over HTTP, as a browser does it."""

import http.client
from urllib.parse import urlencode, urlsplit


class NotAccepted(Exception):
    """The product did not sign the person in."""


def session_cookie(url: str, email: str, password: str) -> str:
    """The Cookie header of a new session. Raises NotAccepted with what the product said."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": url}
        form = urlencode({"email": email, "password": password, "next": ""})
        connection.request("POST", "/sign-in", form, headers)
        reply = connection.getresponse()
        said = reply.read().decode(errors="replace")
        cookies = [
            value.partition(";")[0] for name, value in reply.getheaders() if name.lower() == "set-cookie"
        ]
    finally:
        connection.close()
    if reply.status != 303 or not cookies:
        raise NotAccepted(f"{reply.status}: {said[:300]}")
    return "; ".join(cookies)
