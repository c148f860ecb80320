"""Real clients against the real server: pyairtable's tables, models and formulas."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import requests
from pyairtable import Api, Base, Table, formulas
from pyairtable.orm import Model, fields

from tests.sandbox.workbench import BASE, BOB, part, thing
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.integration


@pytest.fixture
def api(bench: SandboxServer) -> Iterator[Api]:
    made = Api(bench.token, endpoint_url=bench.url, timeout=(5, 5), retry_strategy=None)
    made.session.trust_env = False
    yield made
    made.session.close()


@pytest.fixture
def things(api: Api) -> Table:
    return api.table(BASE, "Things")


def test_records_go_there_and_back(things: Table) -> None:
    made = things.create({"Name": "Chair", "Tags": ["New"]}, typecast=True)
    things.update(made["id"], {"Count": 4})
    replaced = things.update(made["id"], {"Name": "Stool"}, replace=True)
    deleted = things.delete(made["id"])

    assert (replaced["fields"]["Name"], "Count" in replaced["fields"]) == ("Stool", False)
    assert deleted == {"id": made["id"], "deleted": True}


def test_batches_of_any_size_are_cut_into_tens(things: Table) -> None:
    made = things.batch_create([{"Name": f"N{index}"} for index in range(25)])
    updated = things.batch_update([{"id": each["id"], "fields": {"Count": 1}} for each in made])
    found = things.all(formula=formulas.match({"Count": 1}), sort=["-Name"], fields=["Name"], page_size=7)
    deleted = things.batch_delete([each["id"] for each in made])

    assert [len(each) for each in (made, updated, found, deleted)] == [25, 25, 25, 25]
    assert found[0]["fields"] == {"Name": "N9"}


def test_upserts_by_fields(things: Table) -> None:
    given: list[dict[str, Any]] = [{"fields": {"Name": "Lamp", "Count": 9}}, {"fields": {"Name": "Sofa"}}]

    answer = things.batch_upsert(given, key_fields=["Name"])

    assert (len(answer["createdRecords"]), answer["updatedRecords"]) == (1, [thing(1)])


def test_a_formula_too_long_for_an_address_goes_by_post(things: Table, bench: SandboxServer) -> None:
    many = [formulas.EQ(formulas.RECORD_ID(), f"rec{index:014d}") for index in range(600)]
    wanted = formulas.OR(*many, formulas.EQ(formulas.RECORD_ID(), thing(2)))

    found = things.all(formula=wanted)

    assert [record["id"] for record in found] == [thing(2)]
    assert [entry["method"] for entry in bench.requests()][-1] == "POST"


@pytest.mark.parametrize(
    "formula",
    [
        formulas.match({"Name": "Lamp", "Count": 3}),
        formulas.Field("Count").lt(5) & formulas.Field("Done").eq(True),
        formulas.Field("Name").eq("Lamp"),
        formulas.IS_SAME(formulas.Field("Made"), "2026-02-03", "day") & formulas.Field("Weight").gt(1),
    ],
    ids=str,
)
def test_formulas_built_by_the_client_are_understood(things: Table, formula: formulas.Formula) -> None:
    assert [record["id"] for record in things.all(formula=formula)] == [thing(1)]


def test_quotes_in_texts_survive_the_way_through_a_formula(things: Table) -> None:
    name = 'O\'Brien \\ "Sons" {x}'
    made = things.create({"Name": name})

    assert [record["id"] for record in things.all(formula=formulas.match({"Name": name}))] == [made["id"]]


def test_string_cells_and_comment_counts_are_asked_for(things: Table) -> None:
    found = things.all(
        cell_format="string",
        time_zone="Europe/Berlin",
        user_locale="en",
        count_comments=True,
        fields=["Count"],
    )

    assert found[0]["fields"] == {"Count": "3.00"}


def test_schema_is_read_and_changed(api: Api) -> None:
    base: Base = api.base(BASE)
    things = base.schema().table("Things")
    made = base.create_table("Orders", [{"name": "Title", "type": "singleLineText"}])
    field = made.create_field("Paid", "checkbox", options={"icon": "check", "color": "greenBright"})
    field.name = "Settled"
    field.save()
    schema = base.schema(force=True).table("Orders")

    assert things.field("Weight").type == "rollup"
    assert [each.name for each in schema.fields] == ["Title", "Settled"]
    assert [view.name for view in things.views] == ["All", "By count", "Ask"]


def test_a_base_is_created_and_listed(api: Api) -> None:
    tables = [{"name": "T", "fields": [{"name": "Name", "type": "singleLineText"}]}]

    made = api.create_base("wspWorkbench00001", "Made by a client", tables)

    assert made.id in [base.id for base in api.bases(force=True)]
    assert api.whoami()["id"] == "usrSandboxOwner01"


def test_people_with_access_are_shown(api: Api) -> None:
    shown = api.base(BASE).collaborators()

    levels = {each.user_id: each.permission_level for each in shown.individual_collaborators.via_base}
    assert levels[BOB["id"]] == "edit"


def test_errors_reach_the_client_with_their_type(things: Table) -> None:
    with pytest.raises(requests.HTTPError) as caught:
        things.create({"Name": 5})

    told = caught.value.response.json()["error"]
    assert told["type"] == "INVALID_VALUE_FOR_COLUMN"


class Part(Model):
    name = fields.TextField("Part")
    grams = fields.NumberField("Grams")

    class Meta:
        base_id = BASE
        table_name = "Parts"
        api_key = "set by the test"


class Thing(Model):
    """A thing of the workbench as the client's model sees it."""

    name = fields.TextField("Name")
    count = fields.NumberField("Count")
    done = fields.CheckboxField("Done")
    day = fields.DateField("Day")
    moment = fields.DatetimeField("Moment")
    colour = fields.SelectField("Colour")
    tags = fields.MultipleSelectField("Tags")
    person = fields.CollaboratorField("Person")
    parts = fields.LinkField[Part]("Parts", Part)
    part_names = fields.LookupField[str]("Part names")
    weight = fields.NumberField("Weight", readonly=True)
    number = fields.AutoNumberField("Number")
    made = fields.CreatedTimeField("Made")

    class Meta:
        base_id = BASE
        table_name = "Things"
        api_key = "set by the test"


def test_models_load_save_and_follow_links(api: Api) -> None:
    Thing.meta.api = Part.meta.api = api  # type: ignore[misc]
    lamp = Thing.from_id(thing(1))
    fresh = Thing(name="Chair", done=True, day=date(2026, 3, 1), moment=datetime(2026, 3, 1, 9, tzinfo=UTC))
    fresh.parts = [Part.from_id(part(3))]
    fresh.save()
    again = Thing.from_id(fresh.id)

    assert ([each.name for each in lamp.parts], lamp.weight) == (["Bulb", "Shade"], 150)
    assert (again.day, again.moment) == (date(2026, 3, 1), datetime(2026, 3, 1, 9, tzinfo=UTC))
    assert (again.part_names, again.weight, again.number) == (["Screw"], 2, 4)
    assert Thing.first(formula=formulas.Field("Done").eq(True), sort=["-Number"]).id == fresh.id
    assert again.delete() is True
