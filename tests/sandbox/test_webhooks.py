"""Webhooks: payloads by cursor, what they hold, expiry and limits."""

from typing import Any

import pytest

from tests.sandbox.clients import client_of
from tests.sandbox.oauth import PUBLIC, Application
from tests.sandbox.workbench import (
    ANNA,
    BASE,
    BOB,
    GUEST,
    OWNER,
    PARTS,
    READER,
    TABLES,
    THINGS,
    field_id,
    part,
    thing,
)
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration
WEBHOOKS = f"/v0/bases/{BASE}/webhooks"
TABLE, PART_TABLE = "tblWorkbenchThing", "tblWorkbenchParts"
DATA = {"dataTypes": ["tableData"]}
NAME, COUNT, COLOUR = field_id("Name"), field_id("Count"), field_id("Colour")


def specification(filters: dict[str, Any] = DATA, **includes: Any) -> dict[str, Any]:
    return {"options": {"filters": filters} | ({"includes": includes} if includes else {})}


def watch(bench: SandboxServer, filters: dict[str, Any] = DATA, *, token: str = "", **includes: Any) -> str:
    body = {"specification": specification(filters, **includes)}
    answer = bench.call("POST", WEBHOOKS, token=token, json=body)
    assert answer.status_code == 200, answer.text
    made: str = answer.json()["id"]
    return made


def payloads(bench: SandboxServer, webhook: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.get(f"{WEBHOOKS}/{webhook}/payloads").json()["payloads"]
    return found


def told(bench: SandboxServer, webhook: str, table: str = TABLE) -> Any:
    """What the only payload says of the table."""
    (payload,) = payloads(bench, webhook)
    return payload["changedTablesById"].get(table)


def update(bench: SandboxServer, record: str, **fields: Any) -> None:
    answer = bench.call("PATCH", f"{THINGS}/{record}", json={"fields": fields, "typecast": True})
    assert answer.status_code == 200, answer.text


def create(bench: SandboxServer, **fields: Any) -> str:
    made: str = bench.call("POST", THINGS, json={"fields": fields}).json()["id"]
    return made


def test_a_webhook_is_made_and_listed(bench: SandboxServer) -> None:
    body = {"notificationUrl": "https://example.test/ping", "specification": specification()}
    made = bench.call("POST", WEBHOOKS, json=body).json()

    (listed,) = bench.get(WEBHOOKS).json()["webhooks"]

    assert sorted(made) == ["expirationTime", "id", "macSecretBase64"]
    assert listed == {
        "id": made["id"],
        "areNotificationsEnabled": True,
        "cursorForNextPayload": 1,
        "isHookEnabled": True,
        "lastSuccessfulNotificationTime": None,
        "notificationUrl": "https://example.test/ping",
        "lastNotificationResult": None,
        "expirationTime": made["expirationTime"],
        "specification": specification(),
    }


def test_every_transaction_is_one_payload(bench: SandboxServer) -> None:
    webhook = watch(bench)
    for index in range(20):
        update(bench, thing(2), Count=index)
    bench.call("POST", THINGS, json={"records": [{"fields": {"Name": f"N{index}"}} for index in range(10)]})

    found = payloads(bench, webhook)

    numbers = [payload["baseTransactionNumber"] for payload in found]
    assert numbers == list(range(numbers[0], numbers[0] + 21))
    assert len(found[-1]["changedTablesById"][TABLE]["createdRecordsById"]) == 10
    assert found[0] | {"changedTablesById": {}} == {
        "timestamp": found[0]["timestamp"],
        "baseTransactionNumber": 1,
        "payloadFormat": "v0",
        "actionMetadata": {
            "source": "publicApi",
            "sourceMetadata": {"user": OWNER | {"permissionLevel": "create"}},
        },
        "changedTablesById": {},
    }


def test_payloads_are_read_by_cursor(bench: SandboxServer) -> None:
    webhook = watch(bench)
    for index in range(55):
        update(bench, thing(2), Count=index)

    path = f"{WEBHOOKS}/{webhook}/payloads"
    first = bench.get(path).json()
    second = bench.get(f"{path}?cursor={first['cursor']}").json()
    third = bench.get(f"{path}?cursor={second['cursor']}").json()
    some = bench.get(f"{path}?cursor=3&limit=2").json()
    (listed,) = bench.get(WEBHOOKS).json()["webhooks"]

    pages = [
        (len(page["payloads"]), page["cursor"], page["mightHaveMore"]) for page in (first, second, third)
    ]
    assert pages == [(50, 51, True), (5, 56, False), (0, 56, False)]
    assert some["payloads"] == first["payloads"][2:4]
    assert listed["cursorForNextPayload"] == 56


def test_created_records_come_with_their_cells_in_the_second_format(bench: SandboxServer) -> None:
    webhook = watch(bench)
    made = create(
        bench,
        Name="Chair",
        Count=0,
        Colour="Red",
        Tags=["Old", "New"],
        Person={"id": ANNA["id"]},
        People=[{"id": BOB["id"]}],
        Parts=[part(1)],
        Files=[{"url": "https://example.test/a.txt"}],
    )

    (payload,) = payloads(bench, webhook)
    tables = payload["changedTablesById"]
    cells = tables[TABLE]["createdRecordsById"][made]["cellValuesByFieldId"]

    assert cells[NAME] == "Chair"
    assert cells[COUNT] == 0
    assert cells[COLOUR] == {"id": "selColourRed00000", "name": "Red", "color": "blueLight2"}
    assert [choice["name"] for choice in cells[field_id("Tags")]] == ["Old", "New"]
    assert cells[field_id("Person")] == ANNA | {"permissionLevel": "comment"}
    assert cells[field_id("People")] == [BOB | {"permissionLevel": "edit"}]
    assert cells[field_id("Parts")] == [{"id": part(1), "name": "Bulb"}]
    assert cells[field_id("Files")][0]["filename"] == "a.txt"
    assert cells[field_id("Part names")] == {
        "valuesByLinkedRecordId": {part(1): ["Bulb"]},
        "linkedRecordIds": [part(1)],
    }
    assert (cells[field_id("Weight")], cells[field_id("Part count")], cells[field_id("Number")]) == (30, 1, 4)
    assert field_id("Done") not in cells
    assert list(tables[PART_TABLE]["changedRecordsById"]) == [part(1)]


def test_changed_records_tell_what_differs_and_what_follows(bench: SandboxServer) -> None:
    webhook = watch(bench, includePreviousCellValues=True, includeCellValuesInFieldIds=[NAME, COUNT])
    update(bench, thing(1), Count=5, Colour=None, Parts=[part(2)])

    changed = told(bench, webhook)["changedRecordsById"][thing(1)]

    current, previous = (changed[key]["cellValuesByFieldId"] for key in ("current", "previous"))
    differing = {
        COUNT,
        COLOUR,
        field_id("Parts"),
        field_id("Part count"),
        field_id("Part names"),
        field_id("Weight"),
    }
    assert (set(current), set(previous)) == (differing, differing)
    assert (previous[COUNT], current[COUNT]) == (3, 5)
    assert (previous[COLOUR]["name"], current[COLOUR]) == ("Red", None)
    assert (previous[field_id("Weight")], current[field_id("Weight")]) == (150, 120)
    assert previous[field_id("Part names")]["linkedRecordIds"] == [part(1), part(2)]
    assert changed["unchanged"] == {"cellValuesByFieldId": {NAME: "Lamp"}}


def test_nothing_but_the_change_is_told_unless_asked_for(bench: SandboxServer) -> None:
    webhook = watch(bench)
    update(bench, thing(2), Count=11)

    assert told(bench, webhook) == {
        "changedRecordsById": {thing(2): {"current": {"cellValuesByFieldId": {COUNT: 11}}}}
    }


def test_all_cells_come_along_when_asked_for(bench: SandboxServer) -> None:
    webhook = watch(bench, includeCellValuesInFieldIds="all")
    update(bench, thing(2), Count=11)

    unchanged = told(bench, webhook)["changedRecordsById"][thing(2)]["unchanged"]["cellValuesByFieldId"]

    assert (unchanged[NAME], unchanged[field_id("Done")]) == ("Desk", None)
    assert COUNT not in unchanged


def test_deleted_records_are_told_with_the_links_that_went(bench: SandboxServer) -> None:
    webhook = watch(bench)
    bench.call("DELETE", f"{THINGS}/{thing(1)}")

    (payload,) = payloads(bench, webhook)

    tables = payload["changedTablesById"]
    assert tables[TABLE] == {"destroyedRecordIds": [thing(1)]}
    assert tables[PART_TABLE]["changedRecordsById"][part(1)]["current"]["cellValuesByFieldId"] == {
        field_id("Thing"): None
    }


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (DATA, ["add", "update", "remove", "link"]),
        (DATA | {"changeTypes": ["add"]}, ["add"]),
        (DATA | {"changeTypes": ["remove", "update"]}, ["update", "remove", "link"]),
        (DATA | {"recordChangeScope": PART_TABLE}, ["link"]),
        (DATA | {"recordChangeScope": TABLE, "changeTypes": ["update"]}, ["update", "link"]),
        (DATA | {"watchDataInFieldIds": [COUNT]}, ["update", "remove"]),
        (DATA | {"watchDataInFieldIds": [field_id("Part names")]}, ["remove", "link"]),
        (DATA | {"fromSources": ["publicApi", "client"]}, ["add", "update", "remove", "link"]),
        (DATA | {"fromSources": ["client"]}, []),
        ({"dataTypes": ["tableFields", "tableMetadata"]}, []),
        (
            DATA | {"sourceOptions": {"formSubmission": {"viewId": "viwWorkbenchForm1"}}},
            ["add", "update", "remove", "link"],
        ),
    ],
)
def test_a_webhook_hears_what_its_filters_let_pass(
    bench: SandboxServer, filters: dict[str, Any], expected: list[str]
) -> None:
    webhook = watch(bench, filters)

    create(bench, Name="New")
    update(bench, thing(2), Count=11)
    bench.call("DELETE", f"{THINGS}/{thing(3)}")
    update(bench, thing(1), Parts=[part(1)])

    steps = ("add", "update", "remove", "link")
    heard = [steps[payload["baseTransactionNumber"] - 1] for payload in payloads(bench, webhook)]
    assert heard == expected


def test_fields_and_tables_are_told(bench: SandboxServer) -> None:
    webhook = watch(
        bench, {"dataTypes": ["tableFields", "tableMetadata"]}, includePreviousFieldDefinitions=True
    )
    made = bench.call("POST", f"{TABLES}/Things/fields", json={"name": "Fresh", "type": "email"}).json()
    bench.call("PATCH", f"{TABLES}/Things/fields/{NAME}", json={"name": "Title"})
    bench.call("PATCH", f"{TABLES}/Things", json={"name": "Objects", "description": "All"})
    fields = [{"name": "Name", "type": "singleLineText"}]
    table = bench.call("POST", TABLES, json={"name": "New", "fields": fields}).json()
    bench.call("POST", f"/v0/{BASE}/Objects", json={"fields": {"Colour": "Mauve"}, "typecast": True})

    found = payloads(bench, webhook)
    changes = [payload.get("changedTablesById", {}).get(TABLE) for payload in found]

    assert changes[0] == {"createdFieldsById": {made["id"]: {"name": "Fresh", "type": "email"}}}
    assert changes[1]["changedFieldsById"] == {
        NAME: {
            "current": {"name": "Title", "type": "singleLineText"},
            "previous": {"name": "Name", "type": "singleLineText"},
        }
    }
    assert changes[2]["changedMetadata"] == {
        "current": {"name": "Objects", "description": "All"},
        "previous": {"name": "Things", "description": None},
    }
    assert found[3]["createdTablesById"] == {
        table["id"]: {
            "metadata": {"name": "New", "description": None},
            "fieldsById": {table["fields"][0]["id"]: {"name": "Name", "type": "singleLineText"}},
        }
    }
    assert list(changes[4]["changedFieldsById"]) == [COLOUR]


def test_schemas_of_some_fields_are_watched(bench: SandboxServer) -> None:
    webhook = watch(bench, {"dataTypes": ["tableFields"], "watchSchemasOfFieldIds": [COUNT]})
    bench.call("PATCH", f"{TABLES}/Things/fields/{NAME}", json={"name": "Title"})
    bench.call("PATCH", f"{TABLES}/Things/fields/{COUNT}", json={"name": "Amount"})

    assert told(bench, webhook) == {
        "changedFieldsById": {COUNT: {"current": {"name": "Amount", "type": "number"}}}
    }


def test_uploaded_files_have_addresses_in_payloads_that_hold_when_read(bench: SandboxServer) -> None:
    webhook = watch(bench)
    given = {"contentType": "text/plain", "filename": "a.txt", "file": "SGVsbG8="}
    bench.call("POST", f"/v0/{BASE}/{thing(2)}/Files/uploadAttachment", json=given)

    changed = told(bench, webhook)["changedRecordsById"][thing(2)]
    (attachment,) = changed["current"]["cellValuesByFieldId"][field_id("Files")]

    assert sorted(attachment) == ["filename", "id", "size", "type", "url"]
    assert bench.call("GET", attachment["url"].removeprefix(bench.url), token=None).text == "Hello"


def test_a_refused_write_makes_no_payload(bench: SandboxServer) -> None:
    webhook = watch(bench)
    bench.call("POST", THINGS, json={"records": [{"fields": {"Name": "A"}}, {"fields": {"Count": "x"}}]})

    assert payloads(bench, webhook) == []


def test_a_webhook_ends_after_a_week_and_polling_lets_it_live_on(bench: SandboxServer) -> None:
    assert bench.get("/_control/timing").json()["webhook"] == 7 * 86_400
    webhook = watch(bench)
    update(bench, thing(2), Count=1)
    bench.call("PATCH", "/_control/timing", json={"webhook": 3600})
    before = bench.get(WEBHOOKS).json()["webhooks"][0]["expirationTime"]

    polled = payloads(bench, webhook)
    after = bench.get(WEBHOOKS).json()["webhooks"][0]["expirationTime"]
    bench.call("PATCH", "/_control/timing", json={"webhook": 7200})
    refreshed = bench.call("POST", f"{WEBHOOKS}/{webhook}/refresh").json()

    assert len(polled) == 1
    assert after < refreshed["expirationTime"] < before
    assert bench.get(WEBHOOKS).json()["webhooks"][0]["expirationTime"] == refreshed["expirationTime"]


def test_an_expired_webhook_can_be_read_and_hears_nothing_more(bench: SandboxServer) -> None:
    webhook = watch(bench)
    update(bench, thing(2), Count=1)
    bench.call("PATCH", "/_control/timing", json={"webhook": 0})
    bench.call("POST", f"{WEBHOOKS}/{webhook}/refresh")
    bench.call("PATCH", "/_control/timing", json={"webhook": 3600})
    update(bench, thing(2), Count=2)

    (listed,) = bench.get(WEBHOOKS).json()["webhooks"]
    refresh = bench.call("POST", f"{WEBHOOKS}/{webhook}/refresh")

    assert listed["isHookEnabled"] is False
    assert len(payloads(bench, webhook)) == 1
    assert refresh.status_code == 422
    bench.call("PATCH", "/_control/timing", json={"webhook": 0})
    assert bench.get(WEBHOOKS).json() == {"webhooks": []}


def test_a_deleted_webhook_is_gone(bench: SandboxServer) -> None:
    webhook = watch(bench)
    update(bench, thing(2), Count=1)

    deleted = bench.call("DELETE", f"{WEBHOOKS}/{webhook}")

    assert (deleted.status_code, deleted.json()) == (200, {})
    assert bench.get(WEBHOOKS).json() == {"webhooks": []}
    gone = bench.get(f"{WEBHOOKS}/{webhook}/payloads")
    assert (gone.status_code, gone.json()) == (404, {"error": "NOT_FOUND"})


def test_a_base_has_ten_webhooks_at_most(bench: SandboxServer) -> None:
    for _ in range(10):
        watch(bench)

    answer = bench.call("POST", WEBHOOKS, json={"specification": specification()})

    assert (answer.status_code, answer.json()) == (422, {"error": {"type": "TOO_MANY_WEBHOOKS_IN_BASE"}})


def test_an_integration_has_two_and_sees_its_own_only(bench: SandboxServer) -> None:
    foreign = watch(bench)
    app = Application(bench, PUBLIC, "")
    access = app.tokens(scope="webhook:manage data.records:read")["access_token"]
    own = [watch(bench, token=access) for _ in range(2)]

    third = bench.call("POST", WEBHOOKS, token=access, json={"specification": specification()})
    listed = bench.call("GET", WEBHOOKS, token=access).json()["webhooks"]
    unseen = bench.call("GET", f"{WEBHOOKS}/{foreign}/payloads", token=access)
    fields = {"specification": specification({"dataTypes": ["tableFields"]})}
    unread = bench.call("POST", WEBHOOKS, token=access, json=fields)

    assert third.json()["error"]["type"] == "TOO_MANY_WEBHOOKS_BY_OAUTH_INTEGRATION_IN_BASE"
    assert [each["id"] for each in listed] == own
    assert unseen.status_code == 404
    assert (unread.status_code, unread.json()["error"]["type"]) == (
        403,
        "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
    )


def test_only_creators_make_webhooks(bench: SandboxServer) -> None:
    body = {"specification": specification()}

    answers = [bench.call("POST", WEBHOOKS, token=token, json=body) for token in (GUEST, READER)]

    assert [answer.json()["error"]["type"] for answer in answers] == [
        "INVALID_PERMISSIONS",
        "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
    ]
    assert bench.call("GET", WEBHOOKS, token=GUEST).json() == {"webhooks": []}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"specification": {}},
        {"specification": specification({})},
        {"specification": specification({"dataTypes": []})},
        {"specification": specification({"dataTypes": ["rows"]})},
        {"specification": specification(DATA | {"recordChangeScope": "Things"})},
        {"specification": specification(DATA | {"recordChangeScope": "tblNowhere0000000"})},
        {"specification": specification(DATA | {"recordChangeScope": "viwWorkbenchForm1"})},
        {"specification": specification(DATA | {"changeTypes": ["change"]})},
        {"specification": specification(DATA | {"fromSources": ["api"]})},
        {"specification": specification(DATA | {"watchDataInFieldIds": ["Name"]})},
        {"specification": specification(DATA | {"watchDataInFieldIds": ["fldNowhere0000000"]})},
        {"specification": specification(DATA | {"unknown": 1})},
        {"specification": specification(includeCellValuesInFieldIds="some")},
        {"specification": specification(includePreviousCellValues="yes")},
        {"specification": specification(), "notificationUrl": "not an address"},
        {"specification": specification(), "notificationUrl": "ftp://localhost/"},
        {"specification": specification(), "notificationUrl": 5},
        {"specification": specification(), "unknown": 1},
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused(bench: SandboxServer, body: dict[str, Any]) -> None:
    answer = bench.call("POST", WEBHOOKS, json=body)

    assert (answer.status_code, answer.json()["error"]["type"]) == (422, "INVALID_REQUEST_UNKNOWN")


@pytest.mark.parametrize("query", ["cursor=0", "cursor=x", "limit=51", "limit=0", "more=1"])
def test_a_listing_that_makes_no_sense_is_refused(bench: SandboxServer, query: str) -> None:
    webhook = watch(bench)

    assert bench.get(f"{WEBHOOKS}/{webhook}/payloads?{query}").status_code == 422


def test_the_client_makes_reads_and_ends_webhooks(bench: SandboxServer) -> None:
    with client_of(bench) as api:
        base = api.base(BASE)
        made = base.add_webhook("https://example.test/", specification(includeCellValuesInFieldIds="all"))
        webhook = base.webhook(made.id)
        things = base.table("Things")
        for index in range(60):
            things.update(thing(2), {"Count": index})
        base.table("Things").delete(thing(3))
        found = list(webhook.payloads())
        some = list(webhook.payloads(cursor=59, limit=2))
        webhook.disable_notifications()
        webhook.extend_expiration()
        changed = base.webhook(made.id)
        changed.delete()

        assert [each.cursor for each in found] == list(range(1, 62))
        assert [each.cursor for each in some] == [59, 60]
        assert found[-1].changed_tables_by_id[TABLE].destroyed_record_ids == [thing(3)]
        record = found[0].changed_tables_by_id[TABLE].changed_records_by_id[thing(2)]
        assert record.current.cell_values_by_field_id == {COUNT: 0}
        assert (changed.are_notifications_enabled, changed.cursor_for_next_payload) == (False, 62)
        assert base.webhooks() == []


def test_links_by_a_part_are_told_on_both_sides(bench: SandboxServer) -> None:
    webhook = watch(bench)
    bench.call("PATCH", f"{PARTS}/{part(3)}", json={"fields": {"Thing": [thing(2)]}})

    (payload,) = payloads(bench, webhook)
    current = payload["changedTablesById"][TABLE]["changedRecordsById"][thing(2)]["current"]

    assert current["cellValuesByFieldId"][field_id("Parts")] == [{"id": part(3), "name": "Screw"}]
