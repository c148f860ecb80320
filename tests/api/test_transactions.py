"""`/api/v1/saga/transaction`: changes that happen together or are taken back together."""

import pytest

from app import auth, changes, sagas
from app.jobs.steps import HANDLERS
from tests import things
from tests.api.airtable_parts import stock
from tests.people import confirmed
from tests.sagas import running
from tests.sessions import begin_session, cookie_of
from tests.things import thing_id

__all__ = ["stock"]
TRANSACTION = "/api/v1/saga/transaction"
pytestmark = pytest.mark.usefixtures("redis_server", "stock")


@pytest.fixture
def headers(stock, editor):
    return cookie_of(begin_session(editor))


def change(name, *operations):
    return {"kind": "change", "name": name, "base": "stock", "operations": list(operations)}


def count(number, value):
    return {"kind": "update", "table": "things", "record_id": thing_id(number), "cells": {"Count": value}}


WAIT = {"kind": "wait", "name": "Yes?", "wait_for": "approval", "role": "editor"}


def drive_all(actor):
    """Let workers and the dispatcher do all that is due, without pauses."""
    for _ in range(30):
        for run in sagas.list_runs(actor).items:
            for step in running.steps_of(run.id) + running.steps_of(run.id, "undo"):
                if step.status == "ready":
                    running.make_due(run.id, step.seq, step.phase)
            sagas.drive(run.id, HANDLERS, running.as_editor)
        sagas.sweep(running.SYSTEM)


def counts(stock):
    return [
        stock.get(f"/v0/{things.BASE}/{things.THINGS}/{thing_id(number)}").json()["fields"]["Count"]
        for number in range(2)
    ]


async def start(client, headers, *steps, **options):
    reply = await client.post(TRANSACTION, json={"name": "Both", "steps": steps, **options}, headers=headers)
    assert reply.status_code in (200, 201), reply.text
    return reply.json()


async def test_both_changes_happen(client, headers, stock, editor):
    made = await start(client, headers, change("One", count(0, 20)), change("Two", count(1, 50)))

    drive_all(editor)

    assert counts(stock) == [20, 50]
    assert sagas.get_run(editor, made["run"]["id"]).status == "completed"


async def test_change_is_taken_back_when_a_later_step_is_rejected(client, headers, stock, editor):
    made = await start(client, headers, change("One", count(0, 20)), WAIT, change("Two", count(1, 50)))
    run_id = made["run"]["id"]
    drive_all(editor)
    assert counts(stock) == [20, 5]

    sagas.reject_step(editor, run_id, 2, reason="No")
    drive_all(editor)

    assert counts(stock) == [2, 5]
    assert sagas.get_run(editor, run_id).status == "compensated"
    assert [entry.is_undo for entry in changes.change_log(editor).items] == [True, False]


async def test_change_that_is_only_partly_possible_is_taken_back_whole(client, headers, stock, editor):
    made = await start(client, headers, change("Both", count(0, 20), count(1, 50)))
    things.change(stock, thing_id(1), Count=77)

    drive_all(editor)

    assert counts(stock) == [2, 77]
    assert (
        sagas.get_run(editor, made["run"]["id"]).reason
        == '"Check: Both" failed: 1 of 2 changes were not made.'
    )


async def test_step_that_finds_everything_as_it_is_to_be_goes_on(client, headers, stock, editor):
    made = await start(client, headers, change("One", count(0, 2)), change("Two", count(1, 50)))

    drive_all(editor)

    assert counts(stock) == [2, 50]
    assert sagas.get_run(editor, made["run"]["id"]).status == "completed"


async def test_dry_run_says_what_would_change_and_starts_nothing(client, headers, stock, editor):
    made = await start(client, headers, change("One", count(0, 20)), dry_run=True)

    assert made["run"] is None
    assert [plan["counts"]["update"] for plan in made["plans"]] == [1]
    assert sagas.list_runs(editor).items == []
    assert changes.list_plans(editor).items == []


async def test_same_key_gives_the_same_run(client, headers, editor):
    runs = [(await start(client, headers, WAIT, key="k"))["run"]["id"] for _ in range(2)]

    assert runs[0] == runs[1]


async def test_key_whose_writes_need_approval_begins_with_somebodys_yes(client, stock, editor):
    key = auth.make_api_key(confirmed(editor), name="Agent", scope="write", days=1, writes_need_approval=True)
    made = await start(client, {"x-api-key": key.key}, change("One", count(0, 20)))
    drive_all(editor)
    assert counts(stock) == [2, 5]

    sagas.approve_step(editor, made["run"]["id"], 0)
    drive_all(editor)

    assert counts(stock) == [20, 5]


@pytest.mark.parametrize(
    "step",
    [
        change("Bad", count(0, "many")),
        {"kind": "wait", "name": "x", "wait_for": "time"},
        {"kind": "wait", "name": "x", "wait_for": "event"},
        {"kind": "dance", "name": "x"},
    ],
)
async def test_step_that_cannot_be_is_refused_before_anything_begins(client, headers, editor, step):
    reply = await client.post(TRANSACTION, json={"name": "Both", "steps": [step]}, headers=headers)

    assert reply.status_code == 422
    assert sagas.list_runs(editor).items == []
