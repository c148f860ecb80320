"""A person with a browser and an application with a client id, for the OAuth of the sandbox."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.sandbox_server import SandboxServer

SECRET = "secret:of-the_client"
CONFIDENTIAL = "11111111-confidential"
PUBLIC = "22222222-public"
REDIRECT = "http://localhost:9999/callback?from=sandbox"
SCOPES = "data.records:read data.records:write schema.bases:read"


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass
class Application:
    """An OAuth client that remembers what it asked for."""

    bench: SandboxServer
    client_id: str = CONFIDENTIAL
    secret: str = SECRET
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(64))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def asks(self, **changes: Any) -> dict[str, Any]:
        asked = {
            "client_id": self.client_id,
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": SCOPES,
            "state": self.state,
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
        }
        return {key: value for key, value in (asked | changes).items() if value is not None}

    def begin(self, **changes: Any) -> httpx.Response:
        url = f"{self.bench.url}/oauth2/v1/authorize"
        return httpx.get(url, params=self.asks(**changes), trust_env=False)

    def answer(self, page: httpx.Response, **fields: Any) -> httpx.Response:
        """Submits the form of a page."""
        (sealed,) = re.findall(r'name="request" value="([^"]*)"', page.text)
        url = f"{self.bench.url}/oauth2/v1/authorize"
        return httpx.post(url, data={"request": sealed, **fields}, trust_env=False)

    def choice(self, *, token: str = "", **changes: Any) -> httpx.Response:
        """The page that comes after signing in."""
        return self.answer(self.begin(**changes), decision="sign_in", token=token or self.bench.token)

    def code(self, *, token: str = "", bases: Any = None, **changes: Any) -> str:
        """The code of a grant for these bases, None for all."""
        chosen = {"all": "1"} if bases is None else {"base": bases}
        granted = self.answer(self.choice(token=token, **changes), decision="grant", **chosen)
        code: str = sent_back(granted)["code"]
        return code

    def exchange(self, code: str, **changes: Any) -> httpx.Response:
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": self.verifier,
        }
        return self.post(**(given | changes))

    def refresh(self, refresh_token: str, **changes: Any) -> httpx.Response:
        return self.post(grant_type="refresh_token", refresh_token=refresh_token, **changes)

    def post(self, **given: Any) -> httpx.Response:
        if not self.secret:
            given = {"client_id": self.client_id} | given
        auth = (self.client_id, self.secret) if self.secret else None
        given = {key: value for key, value in given.items() if value is not None}
        return httpx.post(f"{self.bench.url}/oauth2/v1/token", data=given, auth=auth, trust_env=False)

    def tokens(self, **how: Any) -> dict[str, Any]:
        answer = self.exchange(self.code(**how))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def sent_back(answer: httpx.Response) -> dict[str, str]:
    """The parameters with which the person was sent back to the application."""
    assert answer.status_code == 303, answer.text
    location = answer.headers["location"]
    assert location.startswith("http://localhost:9999/callback?from=sandbox&")
    return {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}
