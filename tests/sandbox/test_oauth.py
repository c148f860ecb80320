"""OAuth: pages, codes with PKCE, tokens that rotate, and what is refused."""

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.sandbox.clients import client_of
from tests.sandbox.oauth import CONFIDENTIAL, PUBLIC, REDIRECT, SCOPES, SECRET, Application, sent_back
from tests.sandbox.workbench import ANNA, BASE, BOB, OWNER, READER, TABLES, THINGS, WRITER
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration


@pytest.fixture(params=["confidential", "public"])
def either(request: pytest.FixtureRequest, bench: SandboxServer) -> Application:
    return Application(bench) if request.param == "confidential" else Application(bench, PUBLIC, "")


@pytest.fixture
def app(bench: SandboxServer) -> Application:
    return Application(bench)


def test_a_grant_leads_to_tokens_that_work(bench: SandboxServer, either: Application) -> None:
    granted = either.answer(either.choice(), decision="grant", base=BASE)
    told = sent_back(granted)
    answer = either.exchange(told["code"])

    tokens = answer.json()
    assert told == {
        "from": "sandbox",
        "code": told["code"],
        "state": either.state,
        "code_challenge": either.asks()["code_challenge"],
        "code_challenge_method": "S256",
    }
    assert tokens == {
        "access_token": tokens["access_token"],
        "refresh_token": tokens["refresh_token"],
        "token_type": "Bearer",
        "scope": SCOPES,
        "expires_in": 3600,
        "refresh_expires_in": 5_184_000,
    }
    assert answer.headers["cache-control"] == "no-store"
    with client_of(bench, tokens["access_token"]) as api:
        assert [base.id for base in api.bases()] == [BASE]
        assert api.whoami() == {"id": OWNER["id"], "scopes": sorted(SCOPES.split())}
        assert api.table(BASE, "Things").create({"Name": "By OAuth"})["fields"]["Maker"] == OWNER


def test_the_pages_are_plain_and_kept_to_themselves(app: Application) -> None:
    first, second = app.begin(), app.choice()

    for page in (first, second):
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert "access-control-allow-origin" not in page.headers
        assert "<script" not in page.text
        assert "<h1>" in page.text
        assert "Test &lt;App&gt;" in page.text
    assert "Workbench" not in first.text
    assert [name in second.text for name in ("Workbench", "Other base", "Sandbox Owner")] == [True] * 3


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "unknown"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": REDIRECT + "&more=1"},
        {"redirect_uri": REDIRECT.replace("localhost", "127.0.0.1")},
        {"redirect_uri": "https://evil.example/"},
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    app: Application, changes: dict[str, Any]
) -> None:
    answer = app.begin(**changes)

    assert (answer.status_code, "location" in answer.headers) == (400, False)
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"state": None}, "invalid_request"),
        ({"state": "short"}, "invalid_request"),
        ({"state": "with space in the middle"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": ["data.records:read", "data.records:write"]}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "data.records:read data.records:read"}, "invalid_scope"),
        ({"scope": "data.records:read  schema.bases:read"}, "invalid_scope"),
        ({"scope": "data.records:all"}, "invalid_scope"),
        ({"scope": "data.records:read webhook:manage user.email:read"}, "invalid_scope"),
    ],
)
def test_a_malformed_request_is_sent_back_with_its_error(
    app: Application, changes: dict[str, Any], error: str
) -> None:
    told = sent_back(app.begin(**changes))

    state = changes.get("state", app.state)
    assert (told["error"], told.get("state")) == (error, state)
    assert told["error_description"] != ""
    assert "code" not in told


def test_a_person_can_cancel_on_both_pages(app: Application) -> None:
    told = [sent_back(app.answer(page, decision="deny")) for page in (app.begin(), app.choice())]

    assert [(each["error"], each["state"]) for each in told] == [("access_denied", app.state)] * 2


def test_only_a_person_of_the_sandbox_grants_and_only_what_they_have(app: Application) -> None:
    wrong = app.choice(token="patNobody")
    limited = app.choice(token=READER)
    writer = app.choice(token=WRITER)
    access = app.tokens(token=WRITER)["access_token"]

    assert (wrong.status_code, "This is not a token of the sandbox." in wrong.text) == (422, True)
    assert (limited.status_code, "This token cannot grant data.records:write." in limited.text) == (422, True)
    assert ("Other base" in writer.text, BOB["name"] in writer.text) == (False, True)
    assert [base["id"] for base in app.bench.call("GET", "/v0/meta/bases", token=access).json()["bases"]] == [
        BASE
    ]


def test_an_access_token_cannot_grant_more_access(app: Application) -> None:
    access = app.tokens()["access_token"]

    assert app.choice(token=access).status_code == 422


def test_a_grant_needs_a_base_and_a_page_of_this_server(app: Application) -> None:
    page = app.choice()
    empty = app.answer(page, decision="grant")
    foreign = app.answer(page, decision="grant", base="appNowhere0000000")
    not_signed_in = app.answer(app.begin(), decision="grant", all="1")
    forged = httpx.post(
        f"{app.bench.url}/oauth2/v1/authorize",
        data={"request": "e30=.00", "decision": "grant", "all": "1"},
        trust_env=False,
    )

    assert [each.status_code for each in (empty, foreign, not_signed_in, forged)] == [422, 422, 422, 400]
    assert "Choose at least one base." in empty.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "x" * 64}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"redirect_uri": "http://localhost:9999/other"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"client_id": PUBLIC}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"code_verifier": ["a", "b"]}, "invalid_request"),
    ],
)
def test_a_code_is_exchanged_for_the_right_answers_only(
    app: Application, changes: dict[str, Any], error: str
) -> None:
    answer = app.exchange(**({"code": app.code()} | changes))

    assert answer.json()["error"] == error
    assert answer.status_code == (401 if error == "invalid_client" else 400)
    assert answer.json()["error_description"] != ""


def test_a_code_counts_as_used_even_if_its_exchange_failed(app: Application) -> None:
    code = app.code()
    app.exchange(code, code_verifier="x" * 64)

    again = app.exchange(code)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_that_is_used_twice_ends_what_came_of_it(app: Application) -> None:
    code = app.code()
    first = app.exchange(code).json()
    second = app.exchange(code)

    assert second.json()["error"] == "invalid_grant"
    assert app.bench.call("GET", THINGS, token=first["access_token"]).status_code == 401
    assert app.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_code_belongs_to_its_client(bench: SandboxServer, app: Application) -> None:
    code = app.code()
    other = Application(bench, PUBLIC, "", verifier=app.verifier)

    assert other.exchange(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("client_id", "secret", "changes"),
    [
        (CONFIDENTIAL, "wrong", {}),
        (CONFIDENTIAL, "", {}),
        (CONFIDENTIAL, "", {"client_secret": SECRET}),
        (PUBLIC, "any", {}),
        ("unknown", "", {}),
        ("unknown", "any", {}),
        ("", "", {"client_id": None}),
    ],
)
def test_a_client_that_does_not_prove_itself_is_refused(
    bench: SandboxServer, client_id: str, secret: str, changes: dict[str, Any]
) -> None:
    answer = Application(bench, client_id, secret).exchange("any", **changes)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_both_alphabets_of_base64_are_taken_for_the_secret(bench: SandboxServer, app: Application) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        header = encode(f"{CONFIDENTIAL}:{SECRET}".encode()).decode().rstrip("=")
        answer = httpx.post(
            f"{bench.url}/oauth2/v1/token",
            data={"grant_type": "refresh_token", "refresh_token": app.tokens()["refresh_token"]},
            headers={"Authorization": f"Basic {header}"},
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text


def test_tokens_rotate_and_the_old_access_token_ends(either: Application) -> None:
    old = either.tokens()
    new = either.refresh(old["refresh_token"]).json()

    statuses = [
        either.bench.call("GET", THINGS, token=each["access_token"]).status_code for each in (old, new)
    ]
    assert statuses == [401, 200]
    assert new["scope"] == SCOPES
    assert new["refresh_token"] != old["refresh_token"]
    assert either.refresh(new["refresh_token"]).status_code == 200


def test_a_refresh_token_that_is_used_twice_ends_the_grant(app: Application) -> None:
    old = app.tokens()
    new = app.refresh(old["refresh_token"]).json()
    again = app.refresh(old["refresh_token"])

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert app.bench.call("GET", THINGS, token=new["access_token"]).status_code == 401
    assert app.refresh(new["refresh_token"]).json()["error"] == "invalid_grant"


def test_of_many_refreshes_at_once_one_wins_and_the_grant_ends(app: Application) -> None:
    token = app.tokens()["refresh_token"]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: app.refresh(token), range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert app.bench.call("GET", THINGS, token=won["access_token"]).status_code == 401


def test_a_refresh_can_give_up_scopes_and_not_win_any(app: Application) -> None:
    fewer = app.refresh(app.tokens()["refresh_token"], scope="data.records:read").json()
    more = app.refresh(fewer["refresh_token"], scope="data.records:read webhook:manage")

    assert fewer["scope"] == "data.records:read"
    assert app.bench.call("GET", THINGS, token=fewer["access_token"]).status_code == 200
    assert app.bench.call("GET", TABLES, token=fewer["access_token"]).status_code == 403
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


def test_a_refresh_token_belongs_to_its_client(bench: SandboxServer, app: Application) -> None:
    token = app.tokens()["refresh_token"]

    assert Application(bench, PUBLIC, "").refresh(token).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("period", ["authorization_code", "access_token", "refresh_token"])
def test_what_is_handed_out_ends_in_time(bench: SandboxServer, app: Application, period: str) -> None:
    bench.call("PATCH", "/_control/timing", json={period: 0})
    code = app.exchange(app.code())
    tokens = code.json()
    access = bench.call("GET", THINGS, token=tokens.get("access_token", "none")).status_code
    refresh = app.refresh(tokens.get("refresh_token", "none")).status_code

    assert (code.status_code, access, refresh) == {
        "authorization_code": (400, 401, 400),
        "access_token": (200, 401, 200),
        "refresh_token": (200, 200, 400),
    }[period]


@pytest.mark.parametrize(
    ("scope", "method", "path", "body"),
    [
        ("data.records:read", "GET", THINGS, None),
        ("data.records:write", "POST", THINGS, {"fields": {}}),
        ("schema.bases:read", "GET", TABLES, None),
        ("schema.bases:write", "POST", f"{TABLES}/Things/fields", {"name": "F", "type": "email"}),
        ("data.recordComments:read", "GET", f"{THINGS}/recThing000000001/comments", None),
        ("data.recordComments:write", "POST", f"{THINGS}/recThing000000001/comments", {"text": "x"}),
        (
            "data.records:write",
            "POST",
            f"/v0/{BASE}/recThing000000001/Files/uploadAttachment",
            {"contentType": "text/plain", "filename": "a", "file": "YQ=="},
        ),
    ],
)
def test_every_call_needs_its_scope(
    bench: SandboxServer, scope: str, method: str, path: str, body: Any
) -> None:
    every = (
        "data.records:read data.records:write data.recordComments:read data.recordComments:write "
        "schema.bases:read schema.bases:write"
    ).split()
    app = Application(bench, PUBLIC, "")
    only = app.tokens(scope=scope)["access_token"]
    others = app.tokens(scope=" ".join(each for each in every if each != scope))["access_token"]

    statuses = [bench.call(method, path, token=token, json=body).status_code for token in (only, others)]

    assert statuses == [200, 403]


def test_a_grant_follows_the_role_of_its_person(bench: SandboxServer) -> None:
    app = Application(bench, PUBLIC, "")
    access = app.tokens(token="patGuest.comment-role", bases=[BASE])["access_token"]

    assert bench.call("POST", THINGS, token=access, json={"fields": {}}).status_code == 403
    assert bench.call("GET", "/v0/meta/whoami", token=access).json()["id"] == ANNA["id"]
    assert bench.call("GET", "/v0/appWorkbenchOther/Other", token=access).status_code == 403


def test_a_client_can_be_made_while_the_server_runs(bench: SandboxServer) -> None:
    body = {
        "clientId": "new",
        "redirectUris": [REDIRECT],
        "clientSecret": "s",
        "scopes": ["data.records:read"],
    }

    made = bench.call("POST", "/_control/clients", json=body)
    tokens = Application(bench, "new", "s").tokens(scope="data.records:read")

    assert made.json() == {
        "clientId": "new",
        "name": "new",
        "redirectUris": [REDIRECT],
        "scopes": ["data.records:read"],
        "isPublic": False,
    }
    assert tokens["scope"] == "data.records:read"


@pytest.mark.parametrize(
    "uri",
    [
        "http://example.test/",
        "https://user@example.test/",
        "https://example.test/#part",
        "https://example.test/*",
        "https://example.test/../x",
        "https://example.test:port/",
        "ftp://localhost/",
        "/relative",
        5,
    ],
)
def test_a_client_needs_a_safe_redirect_uri(bench: SandboxServer, uri: Any) -> None:
    body = {"clientId": "new", "redirectUris": [uri]}

    assert bench.call("POST", "/_control/clients", json=body).status_code == 422
