"""The demo data: the same everywhere, linked on both sides, a story that holds, and seeds that are refused."""

import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from app.sandbox import create_app
from app.sandbox.seeds import demo, demo_words
from tests.sandbox_server import demo_rows

DIGEST = "ff0d4696ae31f8ed503a314ca8fba44a1d5dff18867e2d7492bb16ccfa05bc4a"


def open_deals(bases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [deal for deal in demo_rows(bases, "Deals") if deal["Stage"] not in ("Won", "Lost")]


def test_the_demo_data_is_the_same_on_every_machine() -> None:
    text = json.dumps(demo.bases(), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest() == DIGEST


def test_the_demo_data_has_the_promised_size(demo_bases: list[dict[str, Any]]) -> None:
    sizes = {table["name"]: len(table["records"]) for base in demo_bases for table in base["tables"]}
    assert sizes == {"Accounts": 220, "Contacts": 600, "Deals": 900, "Activities": 1280, "People": 12}


def test_links_are_kept_on_both_sides(demo_bases: list[dict[str, Any]]) -> None:
    accounts = {row["id"]: row for row in demo_rows(demo_bases, "Accounts")}
    deals = demo_rows(demo_bases, "Deals")
    forward = {(deal["Account"][0], deal["id"]) for deal in deals}
    backward = {(account, deal) for account, row in accounts.items() for deal in row.get("Deals", ())}
    assert forward == backward


def test_every_cell_is_of_a_known_choice(demo_bases: list[dict[str, Any]]) -> None:
    for table in (table for base in demo_bases for table in base["tables"]):
        for field in (f for f in table["fields"] if f["type"] == "singleSelect"):
            names = {choice["name"] for choice in field["options"]["choices"]}
            assert {r["fields"].get(field["id"]) for r in table["records"]} - {None} <= names


def test_the_data_is_as_untidy_as_real_data(demo_bases: list[dict[str, Any]]) -> None:
    deals = demo_rows(demo_bases, "Deals")
    names = [row["Name"] for row in demo_rows(demo_bases, "Accounts")]
    amounts = [deal["Amount"] for deal in deals if "Amount" in deal]
    assert {text for _, field, text in demo_words.HOSTILE["Accounts"] if field == "Name"} <= set(names)
    assert len(amounts) < 900
    assert any(isinstance(amount, float) and amount != int(amount) for amount in amounts)


def test_referrals_win_more_than_twice_as_often_as_cold_outreach(demo_bases: list[dict[str, Any]]) -> None:
    closed = Counter(
        (d["Source"], d["Stage"]) for d in demo_rows(demo_bases, "Deals") if d["Stage"] in ("Won", "Lost")
    )
    rate = {
        source: closed[source, "Won"] / (closed[source, "Won"] + closed[source, "Lost"])
        for source, _ in closed
    }
    assert rate["Referral"] > 2 * rate["Outbound"]


def test_elif_has_the_largest_pipeline_and_hugo_the_most_deals_without_a_next_step(
    demo_bases: list[dict[str, Any]],
) -> None:
    worth: dict[str, float] = defaultdict(float)
    stalled: Counter[str] = Counter()
    for deal in open_deals(demo_bases):
        worth[deal["Owner"]] += deal.get("Amount", 0)
        stalled[deal["Owner"]] += "Next step" not in deal
    assert max(worth, key=lambda owner: worth[owner]) == "Elif Çelik"
    assert stalled.most_common(1)[0][0] == "Hugo Martins"


def test_emea_has_the_biggest_deals_and_the_latest_negotiations(demo_bases: list[dict[str, Any]]) -> None:
    regions = {row["id"]: row["Region"] for row in demo_rows(demo_bases, "Accounts")}
    negotiations: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for deal in open_deals(demo_bases):
        if deal["Stage"] == "Negotiation":
            region = regions[deal["Account"][0]]
            negotiations[region] += 1
            late[region] += deal["Close date"] < "2026-11-20"
    biggest = max(open_deals(demo_bases), key=lambda deal: deal.get("Amount", 0))
    share = {region: late[region] / negotiations[region] for region in negotiations}
    assert regions[biggest["Account"][0]] == "EMEA"
    assert max(share, key=lambda region: share[region]) == "EMEA"


@pytest.mark.parametrize(
    "seed",
    [
        {"bases": [{"id": "app1", "name": "B", "tables": []}]},
        {
            "bases": [
                {"id": "appAAAAAAAAAAAAAA", "name": "B", "tables": [{"id": "x", "name": "T", "fields": []}]}
            ]
        },
        {"bases": [{"id": "appAAAAAAAAAAAAAA", "name": "B"}]},
        {"tables": []},
        [],
        "no-such-file.json",
    ],
)
def test_a_malformed_seed_is_refused(tmp_path: Path, seed: Any) -> None:
    with pytest.raises(ValueError, match=r"id of the kind|neither demo|not well formed"):
        create_app(tmp_path, "token", seed)


def test_a_sandbox_without_a_token_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a token"):
        create_app(tmp_path, "")
