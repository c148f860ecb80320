"""Numbers over all rows, each worked out a second time from the seed."""

import time
from collections import defaultdict
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from app import config, db, tables
from app.actor import Actor, Role
from app.errors import Forbidden, InvalidInput, NotFound, NotSignedIn, Unavailable
from app.models import Team
from app.tables import Aggregate, Condition, Filter, Metric
from app.tables._schema import forget
from tests.harness.databases import Database
from tests.sandbox_server import SandboxServer, demo_rows, running_sandbox

pytestmark = pytest.mark.integration
STAGES = ["Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost"]
OPEN = Filter(conditions=(Condition(field="Stage", op="is_none_of", value=("Won", "Lost")),))
VIEWER = Actor(team_id="team", person_id="person", role=Role.VIEWER, door="test")


@pytest.fixture(autouse=True)
def calls(sqlite_database: Database, sandbox: SandboxServer) -> SandboxServer:
    """The sandbox behind the settings, its request log empty, no schema remembered, and two teams."""
    forget()
    with db.uow(Actor.system("test")) as session:
        session.add_all([Team(id="team", name="Northwind"), Team(id="other", name="Contoso")])
    return sandbox


@pytest.fixture
def deals(demo_bases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return demo_rows(demo_bases, "Deals")


def aggregate(*metrics: Metric, table: str = "Deals", **options: Any) -> Aggregate:
    return tables.aggregate_records(
        VIEWER, "Sales pipeline", table, metrics=metrics or (Metric(fn="count"),), **options
    )


def exact(values: list[Any]) -> Decimal:
    return sum((Decimal(str(value)) for value in values), Decimal(0))


def only(field: str, op: Any, value: Any = None) -> Filter:
    return Filter(conditions=(Condition(field=field, op=op, value=value),))


def test_open_deals_by_stage_are_counted_and_summed_exactly(deals: list[dict[str, Any]]) -> None:
    found = aggregate(Metric(fn="count"), Metric(fn="sum", field="Amount"), group_by="Stage", where=OPEN)
    expected = []
    for stage in STAGES[:4]:
        amounts = [deal["Amount"] for deal in deals if deal["Stage"] == stage and "Amount" in deal]
        rows = sum(deal["Stage"] == stage for deal in deals)
        expected.append((stage, rows, exact(amounts), len(amounts), rows - len(amounts)))
    assert [
        (g.keys[0].raw, g.rows, Decimal(g.measures[1].raw or ""), g.measures[1].counted, g.measures[1].empty)
        for g in found.groups
    ] == expected
    open_deals = [deal for deal in deals if deal["Stage"] not in ("Won", "Lost")]
    total = exact([deal["Amount"] for deal in open_deals if "Amount" in deal])
    assert found.totals[0].raw == str(len(open_deals))
    assert found.totals[1].text == f"${total:,.2f}"
    assert (found.rows_scanned, found.rows_matched) == (900, len(open_deals))


def test_the_answer_says_how_it_was_found(deals: list[dict[str, Any]]) -> None:
    before = datetime.now(UTC)
    found = aggregate(Metric(fn="avg", field="amount"), group_by="stage", where=OPEN)
    assert (found.base.name, found.base.source, found.table_name) == ("Sales pipeline", "sandbox", "Deals")
    assert (found.base.id, found.table_id) == ("appmWkWAv1PeuHoPt", "tbl5kf4aTHMkCRvlP")
    assert found.where_text == "Stage is none of Won, Lost"
    assert found.where == OPEN
    assert (found.metrics[0].label, found.metrics[0].rounding) == (
        "Average of Amount",
        "rounded half up to 2 decimal places",
    )
    assert [each.name for each in found.grouped_by] == ["Stage"]
    assert before <= found.read_at <= datetime.now(UTC)
    assert found.read_at.tzinfo is not None
    assert found.groups[0].keys[0].color == "grayLight2"
    assert Aggregate.model_validate_json(found.model_dump_json()) == found


def test_averages_leave_empty_cells_out_and_round_half_up(deals: list[dict[str, Any]]) -> None:
    found = aggregate(Metric(fn="avg", field="Amount"), Metric(fn="avg", field="Probability"))
    amounts = [deal["Amount"] for deal in deals if "Amount" in deal]
    average = (exact(amounts) / len(amounts)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    chances = exact([deal.get("Probability", 0) for deal in deals if "Probability" in deal])
    filled = sum("Probability" in deal for deal in deals)
    percent = (chances / filled * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found.totals[0].text == f"${average:,.2f}"
    assert (found.totals[0].counted, found.totals[0].empty) == (len(amounts), 900 - len(amounts))
    assert found.totals[1].text == f"{percent}%"


def test_smallest_largest_and_dates(deals: list[dict[str, Any]]) -> None:
    found = aggregate(
        Metric(fn="min", field="Amount"),
        Metric(fn="max", field="Amount"),
        Metric(fn="min", field="Close date"),
        Metric(fn="max", field="Close date"),
    )
    amounts = [Decimal(str(deal["Amount"])) for deal in deals if "Amount" in deal]
    days = [deal["Close date"] for deal in deals if "Close date" in deal]
    assert [Decimal(measure.raw or "") for measure in found.totals[:2]] == [min(amounts), max(amounts)]
    assert [measure.raw for measure in found.totals[2:]] == [min(days), max(days)]
    assert [metric.label for metric in found.metrics[2:]] == [
        "Earliest of Close date",
        "Latest of Close date",
    ]


def test_counting_a_field_counts_where_it_is_filled(deals: list[dict[str, Any]]) -> None:
    found = aggregate(Metric(fn="count", field="Next step"))
    filled = sum("Next step" in deal for deal in deals)
    assert (found.totals[0].raw, found.totals[0].empty) == (str(filled), 900 - filled)


def test_nothing_matched_gives_zero_and_no_value() -> None:
    where = only("Amount", "gt", 10**12)
    found = aggregate(
        Metric(fn="sum", field="Amount"), Metric(fn="avg", field="Amount"), group_by="Stage", where=where
    )
    assert (found.groups, found.rows_matched) == ((), 0)
    assert [(m.raw, m.text) for m in found.totals] == [("0", "$0.00"), (None, "no value")]


def test_groups_of_a_link_carry_the_names_of_the_records(
    deals: list[dict[str, Any]], demo_bases: list[dict[str, Any]]
) -> None:
    names = {row["id"]: row["Name"] for row in demo_rows(demo_bases, "Accounts")}
    counts: dict[str, int] = defaultdict(int)
    for deal in deals:
        counts[deal["Account"][0]] += 1
    found = aggregate(group_by="Account")
    assert {group.keys[0].raw: (group.label, group.rows) for group in found.groups} == {
        account: (names[account], count) for account, count in counts.items()
    }


def test_groups_of_other_kinds_are_in_order_of_value_with_empty_last() -> None:
    by_day = aggregate(group_by="Close date").groups
    by_probability = aggregate(group_by="Probability").groups
    by_roles = aggregate(table="Contacts", group_by="Buying role").groups
    by_newsletter = aggregate(table="Contacts", group_by="Newsletter").groups
    assert [g.keys[0].raw for g in by_day[:-1]] == sorted(str(g.keys[0].raw) for g in by_day[:-1])
    assert (by_day[-1].keys[0].raw, by_day[-1].label) == (None, "(empty)")
    assert [g.label for g in by_probability] == ["0%", "10%", "25%", "50%", "75%", "100%"]
    assert sum(g.rows for g in by_roles) == 600
    assert [(g.keys[0].raw, g.label) for g in by_newsletter] == [("false", "unchecked"), ("true", "checked")]


def test_names_are_found_in_any_case_and_ids_too() -> None:
    by_id = tables.aggregate_records(VIEWER, "appmWkWAv1PeuHoPt", "tbl5kf4aTHMkCRvlP")
    by_name = tables.aggregate_records(VIEWER, " sales PIPELINE ", "dEALS")
    assert by_id.totals == by_name.totals
    assert by_name.totals[0].raw == "900"


MISTAKES: dict[str, tuple[tuple[str, str, dict[str, Any]], type[Exception]]] = {
    'There is no base "Sale pipline" here. Did you mean "Sales pipeline"?': (
        ("Sale pipline", "Deals", {}),
        NotFound,
    ),
    'There is no table "Dels" in Sales pipeline. Did you mean "Deals"?': (
        ("Sales pipeline", "Dels", {}),
        NotFound,
    ),
    'There is no table "zzz" in Sales pipeline. There is Accounts, Contacts, Deals, Activities.': (
        ("Sales pipeline", "zzz", {}),
        NotFound,
    ),
    'There is no field "Staeg" in Deals. Did you mean "Stage"?': (
        ("Sales pipeline", "Deals", {"group_by": "Staeg"}),
        InvalidInput,
    ),
    'Stage has no choice "Wonn". Did you mean "Won"?': (
        ("Sales pipeline", "Deals", {"where": only("Stage", "is", "Wonn")}),
        InvalidInput,
    ),
    "Sum needs numbers, and Stage has the type singleSelect.": (
        ("Sales pipeline", "Deals", {"metrics": [Metric(fn="sum", field="Stage")]}),
        InvalidInput,
    ),
    "Largest needs a field. Name a field to calculate with.": (
        ("Sales pipeline", "Deals", {"metrics": [Metric(fn="max")]}),
        InvalidInput,
    ),
    "Ask for 1 to 10 metrics.": (("Sales pipeline", "Deals", {"metrics": []}), InvalidInput),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_what_cannot_be_answered_says_what_to_do(text: str) -> None:
    (base, table, options), error = MISTAKES[text]
    with pytest.raises(error) as caught:
        tables.aggregate_records(VIEWER, base, table, **options)
    assert getattr(caught.value, "user_text", "") == text


def test_too_many_groups_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.tables._aggregate.MAX_GROUPS", 100)
    with pytest.raises(InvalidInput, match="Grouping by Name gives more than 100 groups"):
        aggregate(group_by="Name")


def test_only_the_needed_fields_are_fetched_and_the_schema_is_remembered(calls: SandboxServer) -> None:
    for _ in range(2):
        aggregate(Metric(fn="sum", field="Amount"), group_by="Stage")
    log = calls.requests()
    fields = {value for entry in log for name, value in entry["query"] if name == "fields[]"}
    assert len(fields) == 2
    assert [entry["path"].split("/")[-1] for entry in log if "/meta/" in entry["path"]] == ["bases", "tables"]
    assert sum("/meta/" not in entry["path"] for entry in log) == 18


def test_another_team_does_not_get_the_remembered_schema(calls: SandboxServer) -> None:
    stranger = Actor(team_id="other", person_id="stranger", role=Role.VIEWER, door="test")
    tables.describe_base(VIEWER, "Sales pipeline")
    tables.describe_base(stranger, "Sales pipeline")
    assert len([entry for entry in calls.requests() if entry["path"].endswith("/tables")]) == 2


def test_nobody_reads_without_signing_in() -> None:
    with pytest.raises(NotSignedIn):
        tables.aggregate_records(Actor.anonymous("test"), "Sales pipeline", "Deals")
    with pytest.raises((Forbidden, NotSignedIn)):
        tables.list_bases(Actor.system("test"))


def test_without_a_sandbox_the_sentence_says_how_to_start_it() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLATFORM_SANDBOX_URL", "")
        config.reload()
        with pytest.raises(Unavailable, match="No sandbox is running"):
            tables.list_bases(VIEWER)
    config.settings.cache_clear()


def test_bases_and_their_tables_are_described() -> None:
    bases = tables.list_bases(VIEWER)
    described = tables.describe_base(VIEWER, "sales pipeline")
    deals = described.tables[2]
    fields = {field.name: field for field in deals.fields}
    assert [(base.name, base.source) for base in bases] == [
        ("Sales pipeline", "sandbox"),
        ("Team directory", "sandbox"),
        ("Airports", "sandbox"),
    ]
    assert (deals.name, deals.primary_field) == ("Deals", "Name")
    assert (fields["Account"].family, fields["Account"].linked_table) == ("links", "Accounts")
    assert [choice.name for choice in fields["Stage"].choices] == STAGES
    assert fields["Amount"].family == "number"


def test_an_aggregate_over_deals_is_quick() -> None:
    aggregate()
    started = time.perf_counter()
    aggregate(Metric(fn="count"), Metric(fn="sum", field="Amount"), group_by="Stage", where=OPEN)
    print(f"aggregate over 900 deals: {(time.perf_counter() - started) * 1000:.0f} ms")


def test_sums_stay_exact_where_floats_do_not(tmp_path: Path) -> None:
    seed = one_number_table([0.1] * 10 + [1e16, 1, -1e16])
    with (
        running_sandbox(tmp_path, seed, config.settings().sandbox_token) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("PLATFORM_SANDBOX_URL", server.url)
        config.reload()
        found = tables.aggregate_records(VIEWER, "B", "T", metrics=[Metric(fn="sum", field="N")])
    config.settings.cache_clear()
    assert found.totals[0].raw == "2"


def one_number_table(numbers: list[float]) -> dict[str, Any]:
    field = {"id": "fldAAAAAAAAAAAAAA", "name": "N", "type": "number", "options": {"precision": 1}}
    table = {"id": "tblAAAAAAAAAAAAAA", "name": "T", "primaryFieldId": field["id"], "fields": [field]}
    records = [
        {"id": f"rec{i:014d}", "createdTime": "2026-01-01T00:00:00.000Z", "fields": {field["id"]: number}}
        for i, number in enumerate(numbers)
    ]
    return {"bases": [{"id": "appAAAAAAAAAAAAAA", "name": "B", "tables": [{**table, "records": records}]}]}
