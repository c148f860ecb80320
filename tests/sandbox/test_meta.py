"""Bases, tables, the person behind the token, and the order in which the sandbox complains."""

from typing import Any

import pytest

from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration

SALES = "appmWkWAv1PeuHoPt"
DEALS = "tbl5kf4aTHMkCRvlP"
AUTHENTICATION_REQUIRED = {"error": {"type": "AUTHENTICATION_REQUIRED", "message": "Authentication required"}}
BAD_PARAMETERS = {
    "error": {
        "type": "INVALID_REQUEST_UNKNOWN",
        "message": "Invalid request: parameter validation failed. Check your request data.",
    }
}
INVISIBLE = {
    "error": {
        "type": "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
        "message": "Invalid permissions, or the requested model was not found. Check that both your user and your "
        "token have the required permissions, and that the model names and/or ids are correct.",
    }
}


def test_bases_are_listed_as_the_meta_api_does(sandbox: SandboxServer) -> None:
    answer = sandbox.get("/v0/meta/bases")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == {
        "bases": [
            {"id": SALES, "name": "Sales pipeline", "permissionLevel": "create"},
            {"id": "app5yKKBNKtqIOfYX", "name": "Team directory", "permissionLevel": "create"},
            {"id": "appmMT34AzXG9XpZT", "name": "Airports", "permissionLevel": "create"},
        ]
    }


def test_whoami_names_the_owner_of_the_token(sandbox: SandboxServer) -> None:
    answer = sandbox.get("/v0/meta/whoami")
    assert answer.json() == {"id": "usrSandboxOwner01", "email": "owner@sandbox.example"}


def test_tables_show_fields_with_their_exact_options(sandbox: SandboxServer) -> None:
    tables = {
        table["name"]: table for table in sandbox.get(f"/v0/meta/bases/{SALES}/tables").json()["tables"]
    }
    deals = {field["name"]: field for field in tables["Deals"]["fields"]}
    accounts = {field["name"]: field for field in tables["Accounts"]["fields"]}
    assert list(tables) == ["Accounts", "Contacts", "Deals", "Activities"]
    assert tables["Deals"]["primaryFieldId"] == deals["Name"]["id"]
    assert deals["Amount"]["options"] == {"precision": 2, "symbol": "$"}
    assert [choice["name"] for choice in deals["Stage"]["options"]["choices"]] == [
        "Lead",
        "Qualified",
        "Proposal",
        "Negotiation",
        "Won",
        "Lost",
    ]
    assert {tuple(sorted(choice)) for choice in deals["Stage"]["options"]["choices"]} == {
        ("color", "id", "name")
    }
    assert deals["Account"]["options"] == {
        "linkedTableId": tables["Accounts"]["id"],
        "isReversed": False,
        "prefersSingleRecordLink": True,
        "inverseLinkFieldId": accounts["Deals"]["id"],
    }
    assert accounts["Deals"]["options"]["inverseLinkFieldId"] == deals["Account"]["id"]


def test_visible_fields_of_views_are_shown_only_when_asked_for(sandbox: SandboxServer) -> None:
    path = f"/v0/meta/bases/{SALES}/tables"
    plain = sandbox.get(path).json()["tables"][0]["views"][0]
    asked = sandbox.get(f"{path}?include=visibleFieldIds").json()["tables"][0]["views"][0]
    listed = sandbox.get(f"{path}?include[]=visibleFieldIds").json()["tables"][0]["views"][0]
    assert sorted(plain) == ["id", "name", "type"]
    assert (plain["name"], plain["type"]) == ("Grid view", "grid")
    assert listed == asked
    assert len(asked["visibleFieldIds"]) == 19


def test_every_id_has_seventeen_characters(demo_bases: list[dict[str, Any]]) -> None:
    ids = [base["id"] for base in demo_bases]
    for table in (table for base in demo_bases for table in base["tables"]):
        ids += [table["id"], *(view["id"] for view in table["views"])]
        ids += [record["id"] for record in table["records"]]
        for field in table["fields"]:
            ids += [field["id"], *(choice["id"] for choice in field.get("options", {}).get("choices", ()))]
    assert {len(each) for each in ids} == {17}
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("path", "token", "status", "body"),
    [
        ("/v0/app1/Deals", None, 404, {"error": "NOT_FOUND"}),
        ("/v0/app..%2f..%2fetc%2fpasswd/Deals", None, 404, {"error": "NOT_FOUND"}),
        (f"/v0/{SALES}/Deals/rec1", "", 404, {"error": "NOT_FOUND"}),
        ("/v0/nothing/here/at/all", "", 404, {"error": "NOT_FOUND"}),
        ("/", "", 404, {"error": "NOT_FOUND"}),
        (f"/v0/{SALES}/Deals", None, 401, AUTHENTICATION_REQUIRED),
        (f"/v0/{SALES}/Deals?pageSize=x", "wrong", 401, AUTHENTICATION_REQUIRED),
        ("/v0/appAAAAAAAAAAAAAA/Deals?pageSize=x", "", 422, BAD_PARAMETERS),
        ("/v0/meta/bases?pageSize=3", "", 422, BAD_PARAMETERS),
        ("/v0/meta/whoami?a=b", "", 422, BAD_PARAMETERS),
        (f"/v0/meta/bases/{SALES}/tables?include=everything", "", 422, BAD_PARAMETERS),
        ("/v0/appAAAAAAAAAAAAAA/Deals", "", 403, INVISIBLE),
        ("/v0/meta/bases/appAAAAAAAAAAAAAA/tables", "", 403, INVISIBLE),
        (f"/v0/{SALES}/Nope", "", 403, INVISIBLE),
        (f"/v0/{SALES}/%00%27%3B--%2F%3Cb%3E", "", 403, INVISIBLE),
        (f"/v0/{SALES}/Deals/recAAAAAAAAAAAAAA", "", 403, INVISIBLE),
    ],
)
def test_errors_come_in_airtables_order_and_words(
    sandbox: SandboxServer, path: str, token: str | None, status: int, body: dict[str, Any]
) -> None:
    answer = sandbox.get(path, token=token)
    assert (answer.status_code, answer.json()) == (status, body)


def test_every_answer_carries_the_cors_headers(sandbox: SandboxServer) -> None:
    answers = [
        sandbox.get("/v0/meta/bases"),
        sandbox.get("/v0/meta/bases", token=None),
        sandbox.call("OPTIONS", f"/v0/{SALES}/Deals", token=None),
    ]
    assert [answer.status_code for answer in answers] == [200, 401, 200]
    assert {answer.headers["access-control-allow-origin"] for answer in answers} == {"*"}


def test_health_needs_no_token_and_the_request_log_does(sandbox: SandboxServer) -> None:
    assert sandbox.get("/_control/health", token=None).json() == {"status": "ok"}
    assert sandbox.get("/_control/requests", token=None).status_code == 401


def test_the_request_log_counts_calls_without_tokens(sandbox: SandboxServer) -> None:
    sandbox.get("/v0/meta/bases")
    sandbox.get(f"/v0/{SALES}/Deals?pageSize=1")
    log = sandbox.requests()
    assert [(entry["method"], entry["path"], entry["status"]) for entry in log] == [
        ("GET", "/v0/meta/bases", 200),
        ("GET", f"/v0/{SALES}/Deals", 200),
    ]
    assert log[1]["query"] == [["pageSize", "1"]]
    assert sandbox.token not in str(log)
