"""The whole mind on the demo base: question, tools, sandbox over HTTP, exact answer with its proof."""

from collections import Counter

from app import assistant, changes
from app.assistant._planner import plan
from app.hops import to_network
from app.llm import PlannedEngine
from tests.changes.stock import finish
from tests.sandbox_server import demo_rows
from tests.tools.test_aggregate_records import deals

QUESTION = "how many open deals are there, and what are they worth by stage?"


async def test_the_walking_slice_reads_the_exact_numbers_of_the_demo_base(owner, sandbox):
    is_open = [row for row in deals(sandbox) if row.get("Stage") not in {"Won", "Lost"}]
    worth = sum(row["Amount"] for row in is_open if "Amount" in row)

    ref = await assistant.ask(owner, QUESTION, engine=PlannedEngine(plan, seconds_a_piece=0))
    answer = [message async for message in assistant.watch(owner, ref.turn_id)][-1]

    assert (answer.status, answer.problem) == ("done", "")
    assert answer.text.startswith(
        f"There are **{len(is_open):,} open deals**, worth **${worth:,.2f}** in total."
    )
    assert [step.tool for step in answer.steps] == ["list_bases", "describe_base", "aggregate_records"]
    assert {step.status for step in answer.steps} == {"done"}
    stages = {row[0].text: row[1].text for row in answer.tables[0].rows}
    assert stages == {
        stage: f"{sum(row.get('Stage') == stage for row in is_open):,}"
        for stage in ("Lead", "Qualified", "Proposal", "Negotiation")
    }
    assert [proof.rows_matched for proof in answer.proofs] == [len(is_open)]


async def test_records_that_are_asked_for_stand_under_their_exact_count(owner, sandbox):
    large = sorted(
        (row for row in deals(sandbox) if row.get("Amount", 0) > 50_000), key=lambda row: -row["Amount"]
    )

    ref = await assistant.ask(
        owner, "show me deals over 50k sorted by amount", engine=PlannedEngine(plan, seconds_a_piece=0)
    )
    answer = [message async for message in assistant.watch(owner, ref.turn_id)][-1]

    assert answer.text.startswith(f"There are **{len(large):,} deals** where ")
    assert answer.text.endswith(" The first 20 are below, by Amount, highest first.")
    assert {step.tool for step in answer.steps} >= {"aggregate_records", "list_records"}
    table = answer.tables[0]
    assert [column.name for column in table.columns][:2] == ["Name", "Amount"]
    assert [row[1].text for row in table.rows] == [f"${row['Amount']:,.2f}" for row in large[:20]]
    assert [proof.rows_matched for proof in answer.proofs] == [len(large)]


async def answered(actor, question, thread_id=""):
    ref = await assistant.ask(
        actor, question, thread_id=thread_id, engine=PlannedEngine(plan, seconds_a_piece=0)
    )
    return [message async for message in assistant.watch(actor, ref.turn_id)][-1]


async def test_a_name_that_stands_in_cells_is_counted_where_it_stands(owner, sandbox, demo_bases):
    accounts = {row["id"]: row["Name"] for row in demo_rows(demo_bases, "Accounts")}
    alder = [
        row for row in deals(sandbox) if any("Alder" in accounts[each] for each in row.get("Account", ()))
    ]

    answer = await answered(owner, "how many deals of Alder")

    assert answer.text.startswith(f'There are **{len(alder)} deals** where Account contains "Alder".')
    assert [proof.rows_matched for proof in answer.proofs] == [len(alder)]


async def test_what_was_found_on_the_way_gives_way_to_what_was_asked_for(owner, sandbox):
    answer = await answered(owner, "show deals of Alder Systems")

    assert [step.tool for step in answer.steps][2:] == ["search_records", "aggregate_records", "list_records"]
    assert [table.title for table in answer.tables] == ["Deals"]


async def test_records_that_are_named_by_what_they_hold_are_those_of_the_plan(owner, sandbox, demo_bases):
    accounts = {row["id"]: row["Name"] for row in demo_rows(demo_bases, "Accounts")}
    theirs = sorted(
        row["Name"]
        for row in deals(sandbox)
        if any("Alder Systems" in accounts[each] for each in row.get("Account", ()))
    )

    answer = await answered(owner, "delete deals of Alder Systems")

    (plan_id,) = answer.plans
    assert answer.text.startswith(f"I prepared the deletion of **{len(theirs)} deals**.")
    assert sorted(row.record_name for row in changes.plan_rows(owner, plan_id).items) == theirs
    assert answer.tables == []


async def test_the_account_with_the_most_deals_is_that_of_a_direct_count(owner, sandbox, demo_bases):
    accounts = {row["id"]: row["Name"] for row in demo_rows(demo_bases, "Accounts")}
    counted = Counter(accounts[each] for row in deals(sandbox) for each in row.get("Account", ()))
    most = max(counted.values())
    first = sorted(name for name, number in counted.items() if number == most)

    answer = await answered(owner, "which account has the most deals?")

    assert 1 <= len(first) <= 3
    assert all(f"**{name}**" in answer.text for name in first)
    assert f"the most records: **{most}**" in answer.text
    assert {row[0].text: row[1].text for row in answer.tables[0].rows}.items() >= dict.fromkeys(
        first, str(most)
    ).items()


async def test_won_deals_of_each_month_are_those_of_a_direct_count(owner, sandbox):
    won = [row for row in deals(sandbox) if row.get("Stage") == "Won"]
    months = Counter(row["Close date"][:7] if "Close date" in row else "(empty)" for row in won)

    answer = await answered(owner, "how many won deals per month?")

    assert {row[0].text: int(row[1].text) for row in answer.tables[0].rows} == months


async def test_the_suggested_follow_up_is_understood_too(owner, sandbox):
    engine = PlannedEngine(plan, seconds_a_piece=0)
    first = await assistant.ask(owner, QUESTION, engine=engine)
    answer = [message async for message in assistant.watch(owner, first.turn_id)][-1]

    for question in answer.suggestions:
        ref = await assistant.ask(owner, question, thread_id=first.thread_id, engine=engine)
        follow_up = [message async for message in assistant.watch(owner, ref.turn_id)][-1]

        assert (follow_up.status, len(follow_up.proofs)) == ("done", 1), question


async def test_a_sandbox_that_is_gone_leaves_a_sentence_and_no_number(owner):
    ref = await assistant.ask(owner, QUESTION, engine=PlannedEngine(plan, seconds_a_piece=0))
    answer = [message async for message in assistant.watch(owner, ref.turn_id)][-1]

    assert answer.status == "done"
    assert answer.text.startswith("I have no exact number for that. ")
    assert answer.proofs == []


async def test_a_new_record_is_prepared_approved_and_taken_back(owner, own_sandbox, redis_server):
    engine = PlannedEngine(plan, seconds_a_piece=0)

    async def asked(question: str) -> assistant.Message:
        ref = await assistant.ask(owner, question, engine=engine)
        return [message async for message in assistant.watch(owner, ref.turn_id)][-1]

    added = await asked("add a deal named Tea Renewal with amount 5000 and stage Lead")
    found = changes.get_plan(owner, added.plans[0])
    await to_network(changes.approve, owner, found.id, found.digest)
    await to_network(finish, owner, found.id)
    undone = await asked("undo that")

    assert added.text == (
        "I prepared a new deal: Name **Tea Renewal**, Amount **5000**, Stage **Lead**. "
        "Nothing is saved until you approve it."
    )
    assert undone.text == (
        "I prepared to take back your last change in **1 record**. Nothing is saved until you approve it."
    )
    assert changes.get_plan(owner, undone.plans[0]).undo_of == found.id
