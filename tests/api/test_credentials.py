"""Which credential decides; what each form opens is in tests/security/rest/test_m2_credential_forms.py."""

import pytest

from app.api import credentials
from app.errors import NotSignedIn


def request(*headers: tuple[bytes, bytes]):
    from starlette.requests import Request

    return Request({"type": "http", "headers": list(headers)})


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ([], "You are not signed in."),
        ([(b"x-api-key", b"a"), (b"x-api-key", b"a")], "More than one credential came with the request."),
        (
            [(b"authorization", b"Bearer a"), (b"x-api-key", b"a")],
            "More than one credential came with the request.",
        ),
        ([(b"authorization", b"Digest a")], "The Authorization header cannot be used."),
        ([(b"authorization", b"Bearer a")], "The session of this access token has ended."),
        ([(b"authorization", b"Bearer pyair_a")], "This API key is not valid, or not any more."),
        ([(b"x-api-key", b"\xff\xfe")], "This API key is not valid, or not any more."),
    ],
)
async def test_refusal_says_what_is_wrong(settings, headers, sentence):
    with pytest.raises(NotSignedIn) as refused:
        await credentials.signed_in(request(*headers))

    assert refused.value.what_happened == sentence
