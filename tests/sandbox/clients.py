"""pyairtable, pointed at the sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager

from pyairtable import Api

from tests.sandbox_server import SandboxServer


@contextmanager
def client_of(bench: SandboxServer, token: str = "") -> Iterator[Api]:
    """A client with the token of the sandbox, or another one."""
    api = Api(token or bench.token, endpoint_url=bench.url, timeout=(5, 5), retry_strategy=None)
    api.session.trust_env = False
    yield api
    api.session.close()
