"""Comments, files and OAuth clients of a seed, and those of the demo."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.sandbox import create_app
from app.sandbox.ids import named_id
from app.sandbox.pictures import size_of
from tests.sandbox import workbench
from tests.sandbox.workbench import ANNA, OWNER, THINGS, thing
from tests.sandbox_server import SandboxServer, running_sandbox

pytestmark = pytest.mark.integration
COMMENTS = [
    {
        "id": "comSeed0000000001",
        "author": ANNA["id"],
        "text": "First",
        "createdTime": "2026-03-01T00:00:00.000Z",
    },
    {"text": "Second", "parentCommentId": "comSeed0000000001"},
]
FILE = {"id": "attSeed0000000001", "filename": "a.txt", "base64": base64.b64encode(b"Hello").decode()}


def planted(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """The workbench's seed with one change to its first record."""
    seed = workbench.seed()
    change(seed["bases"][0]["tables"][0]["records"][0])
    return seed


def test_comments_and_files_of_a_seed_are_there(tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["comments"] = COMMENTS
        record["fields"]["Files"] = [
            FILE,
            {"id": "attSeed0000000002", "url": "https://x.test/", "filename": "b"},
        ]

    with running_sandbox(tmp_path, planted(change)) as server:
        second, first = server.get(f"{THINGS}/{thing(1)}/comments").json()["comments"]
        here, elsewhere = server.get(f"{THINGS}/{thing(1)}").json()["fields"]["Files"]
        content = httpx.get(here["url"], trust_env=False)

    assert (first["author"], first["text"], first["createdTime"]) == (
        ANNA,
        "First",
        "2026-03-01T00:00:00.000Z",
    )
    assert (second["author"], second["parentCommentId"]) == (OWNER, first["id"])
    assert (here["id"], here["size"], here["type"]) == (FILE["id"], 5, "text/plain")
    assert (content.text, elsewhere["url"]) == ("Hello", "https://x.test/")


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        (planted(lambda r: r.update(comments={})), "comments must be a list of objects"),
        (
            planted(lambda r: r.update(comments=[{"id": "x", "text": "t"}])),
            "'x' is not an id of the kind 'com'",
        ),
        (planted(lambda r: r.update(comments=[COMMENTS[0], COMMENTS[0]])), "or stands there twice"),
        (planted(lambda r: r.update(comments=[{"text": ""}])), "needs a text and an author"),
        (
            planted(lambda r: r.update(comments=[{"text": "t", "author": "usrNobody"}])),
            "needs a text and an author",
        ),
        (
            planted(lambda r: r.update(comments=[COMMENTS[1]])),
            "answers 'comSeed0000000001', which is none before",
        ),
        (planted(lambda r: r["fields"].update(Files=[FILE | {"base64": "!"}])), "bytes that are no base64"),
        (workbench.seed() | {"oauthClients": [{}]}, r"oauthClients\[0\]: it needs a clientId"),
        (workbench.seed() | {"oauthClients": [5]}, r"oauthClients\[0\]"),
        (
            workbench.seed() | {"oauthClients": [{"clientId": "x", "redirectUris": ["http://x.test/"]}]},
            "redirectUris must be https addresses",
        ),
    ],
)
def test_what_is_malformed_is_refused(tmp_path: Path, seed: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        create_app(tmp_path, "token", seed)


def test_the_demo_has_files_that_open_and_people_who_talk(sandbox: SandboxServer) -> None:
    base = f"/v0/{named_id('app', 'Sales pipeline')}"
    documents = "filterByFormula=NOT({Documents}='')&fields[]=Documents&fields[]=Name"
    accounts = sandbox.get(f"{base}/Accounts?{documents}").json()["records"]
    contract, logo = accounts[0]["fields"]["Documents"]
    query = "recordMetadata[]=commentCount&fields[]=Name&pageSize=100&filterByFormula={Stage}='Negotiation'"
    deals = [
        deal for deal in sandbox.get(f"{base}/Deals?{query}").json()["records"] if "commentCount" in deal
    ]
    answer, question = sandbox.get(f"{base}/Deals/{deals[0]['id']}/comments").json()["comments"]

    assert (contract["type"], logo["width"], logo["height"]) == ("application/pdf", 64, 64)
    pdf, png = (httpx.get(each["url"], trust_env=False).content for each in (contract, logo))
    assert accounts[0]["fields"]["Name"].encode() in pdf
    assert int(pdf.rsplit(b"startxref\n", 1)[1].split()[0]) == pdf.index(b"xref\n0 ")
    assert size_of(png) == (64, 64)
    assert answer["parentCommentId"] == question["id"]
    assert list(question["mentioned"]) == [answer["author"]["id"]]
