"""What tokens and roles allow."""

from typing import Any

import pytest

from tests.sandbox import workbench
from tests.sandbox.workbench import BASE, GUEST, READER, STRANGER, TABLES, THINGS, WRITER, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration

INVISIBLE = "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND"
FORBIDDEN = {
    "error": {"type": "INVALID_PERMISSIONS", "message": "You are not permitted to perform this operation"}
}
BODY = {"fields": {"Name": "x"}}


@pytest.mark.parametrize(
    ("token", "method", "path", "body", "status"),
    [
        (READER, "GET", THINGS, None, 200),
        (READER, "GET", TABLES, None, 200),
        (READER, "POST", THINGS, BODY, 403),
        (READER, "DELETE", f"{THINGS}/{thing(1)}", None, 403),
        (READER, "POST", f"{TABLES}/Things/fields", {"name": "F", "type": "singleLineText"}, 403),
        (WRITER, "POST", THINGS, BODY, 200),
        (WRITER, "GET", "/v0/appWorkbenchOther/Other", None, 403),
        (WRITER, "POST", f"{TABLES}/Things/fields", {"name": "F", "type": "singleLineText"}, 403),
        (STRANGER, "GET", THINGS, None, 403),
        (STRANGER, "GET", "/v0/appWorkbenchOther/Other", None, 200),
        (GUEST, "GET", THINGS, None, 200),
        (GUEST, "PATCH", f"{THINGS}/{thing(1)}", BODY, 403),
        ("patUnknown.token", "GET", THINGS, None, 401),
    ],
)
def test_a_token_does_what_it_was_granted(
    bench: SandboxServer, token: str, method: str, path: str, body: Any, status: int
) -> None:
    assert bench.call(method, path, token=token, json=body).status_code == status


def test_a_missing_scope_looks_like_an_unknown_base_and_a_missing_role_does_not(bench: SandboxServer) -> None:
    no_scope = bench.call("POST", THINGS, token=READER, json=BODY).json()
    unknown = bench.call("POST", "/v0/appNowhere0000000/T", json=BODY).json()
    no_role = bench.call("POST", THINGS, token=GUEST, json=BODY).json()

    assert no_scope["error"]["type"] == INVISIBLE
    assert no_scope == unknown
    assert no_role == FORBIDDEN


def test_only_granted_bases_are_listed_with_the_role_of_the_person(bench: SandboxServer) -> None:
    def listed(token: str) -> list[tuple[str, str]]:
        answer = bench.call("GET", "/v0/meta/bases", token=token).json()
        return [(base["id"], base["permissionLevel"]) for base in answer["bases"]]

    assert listed(WRITER) == [(BASE, "edit")]
    assert listed(STRANGER) == [("appWorkbenchOther", "create")]
    assert listed(GUEST) == [(BASE, "comment"), ("appWorkbenchOther", "create")]


def test_whoami_shows_the_address_only_with_its_scope(bench: SandboxServer) -> None:
    assert bench.call("GET", "/v0/meta/whoami", token=READER).json() == {"id": workbench.ANNA["id"]}
    assert bench.call("GET", "/v0/meta/whoami", token=WRITER).json() == {
        "id": workbench.BOB["id"],
        "email": "bob@example.test",
    }


def test_records_are_made_in_the_name_of_the_token(bench: SandboxServer) -> None:
    made = bench.call("POST", THINGS, token=WRITER, json=BODY).json()

    assert made["fields"]["Maker"] == workbench.BOB


def test_the_control_api_opens_for_its_own_token_only(bench: SandboxServer) -> None:
    assert bench.call("POST", "/_control/reset", token=WRITER).status_code == 401
    assert bench.call("GET", "/_control/faults", token=None).status_code == 401


def test_a_token_can_be_made_while_the_server_runs(bench: SandboxServer) -> None:
    body = {"token": "patNew.secret", "userId": workbench.BOB["id"], "scopes": ["data.records:read"]}

    made = bench.call("POST", "/_control/tokens", json=body)

    assert made.json() == {"userId": workbench.BOB["id"], "scopes": ["data.records:read"], "bases": None}
    assert bench.call("GET", THINGS, token="patNew.secret").status_code == 200
    assert bench.call("POST", THINGS, token="patNew.secret", json=BODY).status_code == 403
