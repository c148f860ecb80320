"""The demo data: the same everywhere, linked on both sides, a story that holds, and seeds that are refused."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.sandbox import create_app
from app.sandbox.ids import named_id
from app.sandbox.seeds import bench, demo, demo_words
from tests.sandbox import workbench
from tests.sandbox_server import SandboxServer, demo_rows, running_sandbox

DIGEST = "e52a3ec20eb7180f351f71741b025273d14a01e780792404cc525a1f79bf3758"


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


def test_some_open_deals_were_forgotten_months_ago(demo_bases: list[dict[str, Any]]) -> None:
    forgotten = [deal for deal in open_deals(demo_bases) if deal.get("Close date", "9999") < "2026-08-15"]

    assert len(forgotten) == 28
    assert {deal["Owner"] for deal in forgotten} > {"Hugo Martins"}


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


def planted(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """The workbench's seed with one change."""
    seed = workbench.seed()
    change(seed)
    return seed


def things(seed: dict[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = seed["bases"][0]["tables"][0]
    return table


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        (
            {"bases": [{"id": "app1", "name": "B", "tables": []}]},
            r"bases\[0\]: 'app1' is not an id of the kind 'app'",
        ),
        (
            {"bases": [{"id": "appAAAAAAAAAAAAAA", "name": "B"}]},
            r"bases\[0\] is not well formed: it has no list of",
        ),
        ({"tables": []}, "it must be an object with a list"),
        ([], "it must be an object with a list"),
        ({"bases": [], "tokenz": []}, "unknown key 'tokenz'"),
        ("no-such-file.json", "neither demo, empty, bench:N nor a readable JSON file"),
        (
            planted(lambda seed: things(seed).update(id="x")),
            r"tables\[0\]: 'x' is not an id of the kind 'tbl'",
        ),
        (planted(lambda seed: things(seed).update(fields=[])), "it has no fields"),
        (
            planted(lambda seed: things(seed).update(primaryFieldId="fldNope")),
            "primary field 'fldNope' is none",
        ),
        (planted(lambda seed: things(seed)["fields"][0].update(type="longText")), "no field type 'longText'"),
        (
            planted(
                lambda seed: things(seed).update(views=[{**workbench.VIEWS[0], "filterByFormula": "{Nope}"}])
            ),
            r"the formula of the view Things\.All: Unknown field names: Nope",
        ),
        (
            planted(lambda seed: things(seed).update(primaryFieldId=workbench.field_id("Parts"))),
            "cannot be the primary field",
        ),
        (
            planted(lambda seed: things(seed)["fields"][0].update(name="count")),
            "two fields have the same name",
        ),
        (
            planted(
                lambda seed: things(seed)["fields"].append(
                    workbench.field("F", "formula", {"formula": "{F}"})
                )
            ),
            r"Things\.F is not valid",
        ),
        (
            planted(lambda seed: things(seed)["records"][0].update(id=workbench.thing(2))),
            f"{workbench.thing(2)} stands in the seed twice",
        ),
        (
            planted(lambda seed: things(seed)["records"][0]["fields"].update(Nope=1)),
            "record 0 .* has a cell of the unknown field 'Nope'",
        ),
        (
            planted(lambda seed: things(seed)["records"][1]["fields"].update(Count="many")),
            "record 1: the cell 'Count' does not take 'many'",
        ),
        (
            planted(lambda seed: things(seed)["records"][1]["fields"].update(Weight=5)),
            "the cell 'Weight' is computed",
        ),
        (
            planted(lambda seed: things(seed)["records"][1]["fields"].update(Parts=["recGone0000000000"])),
            "links in 'Parts' to recGone0000000000, which is no record there",
        ),
        (planted(lambda seed: seed["tokens"][0].update(userId="usrNobody")), "'usrNobody' is not a user"),
        (planted(lambda seed: seed["tokens"][0].update(scopes=["all"])), "no scope 'all'"),
    ],
)
def test_a_malformed_seed_is_refused_with_the_place_of_the_mistake(
    tmp_path: Path, seed: Any, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        create_app(tmp_path, "token", seed)


def test_a_refused_seed_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown field"):
        create_app(tmp_path, "token", planted(lambda s: things(s)["records"][0]["fields"].update(Nope=1)))

    with running_sandbox(tmp_path, "empty") as server:
        assert server.get("/v0/meta/bases").json() == {"bases": []}


def test_a_seed_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text(json.dumps(workbench.seed()))

    with running_sandbox(tmp_path / "data", str(file)) as server:
        listed = [base["name"] for base in server.get("/v0/meta/bases").json()["bases"]]

    assert listed == ["Workbench", "Other base"]


def test_the_airports_are_all_there_and_linked_to_their_states(sandbox: SandboxServer) -> None:
    base = named_id("app", "Airports")
    states = sandbox.get(f"/v0/{base}/States").json()["records"]
    counts = {state["fields"]["Code"]: state["fields"]["Number of airports"] for state in states}
    code = "filterByFormula={Code}='ANC'"
    (anchorage,) = sandbox.get(
        f"/v0/{base}/Airports?{code}&cellFormat=string&timeZone=utc&userLocale=en"
    ).json()["records"]

    assert (len(states), sum(counts.values()), counts["AK"]) == (56, 3364, 263)
    assert anchorage["fields"]["Name"] == "Ted Stevens Anchorage International"
    assert anchorage["fields"]["State"] == "AK"


def test_the_demo_data_is_computed_through_links(sandbox: SandboxServer) -> None:
    account = sandbox.get(f"/v0/{named_id('app', 'Sales pipeline')}/Accounts?maxRecords=1").json()["records"][
        0
    ]
    deals = [
        sandbox.get(f"/v0/{named_id('app', 'Sales pipeline')}/Deals/{deal}").json()["fields"]
        for deal in account["fields"].get("Deals", ())
    ]

    assert account["fields"]["Deal count"] == len(deals)
    assert account["fields"]["Forecast total"] == pytest.approx(
        sum(deal.get("Forecast", 0) for deal in deals)
    )
    assert {region for deal in deals for region in deal["Account region"]} <= {account["fields"]["Region"]}


def test_a_bench_seed_holds_as_many_records_as_asked_for(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, "bench:250") as server:
        path = f"/v0/{bench.BASE_ID}/{bench.ROWS_ID}"
        last = server.get(f"{path}?sort[0][field]=Number&sort[0][direction]=desc&maxRecords=1").json()[
            "records"
        ][0]

    assert last["fields"]["Number"] == 249
    assert last["fields"]["Gross"] == pytest.approx(last["fields"]["Amount"] * 1.2)
    assert last["fields"]["Group name"][0].startswith("Group ")


def test_a_sandbox_without_a_token_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a token"):
        create_app(tmp_path, "")
