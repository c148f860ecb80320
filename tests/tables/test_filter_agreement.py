"""One filter, three compilers: the test in Python, the SQL over a mirror and the formula keep the same rows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app import db
from app.actor import Actor
from app.airtable import Field, Record, Table, mirror
from app.models import MirroredTable, MirrorGeneration, MirrorName, utc_now
from app.sandbox import formulas
from app.tables import Condition, Filter
from app.tables._filters import Compiled, compile_filter
from app.tables._rows import row_of
from app.tables._slots import Slots
from app.tables._time import Clock, zone_named
from tests import things
from tests.harness.databases import Database

NOW = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)
CLOCK = Clock(NOW, zone_named("America/New_York"))
OWNERS = {things.owner_id(0): "Acme", things.owner_id(1): "Straße, Ltd", things.owner_id(2): "ACME "}
LISTS = "is_any_of is_none_of"
# So many texts stand between the first field and the others that those are in a further part of the row.
PADDING = tuple(Field(id=f"fldPad{i}", name=f"Pad {i}", type="singleLineText") for i in range(20))
FIELDS = tuple(
    Field(id=things.field_id(name), name=name, type=kind, options=options)
    for name, (kind, options) in things.FIELDS.items()
    if name != "Files"
)
TABLE = Table(
    id=things.THINGS,
    name="Things",
    primary_field_id=things.field_id("Name"),
    fields=(FIELDS[0], *PADDING, *FIELDS[1:]),
)
COLOURS = ["Red", "Green", "Blue"]
# Letters that fold in unusual ways, that LIKE or a formula takes for something else, and separators of slots.
LETTERS = "aAbsSßẞſİıKkKµΣσς éÉﬁ%_\\'\",{}\x1e\x1f\n\t0"
texts = st.text(LETTERS, min_size=1, max_size=4)
doubles = st.sampled_from([0, 1, -1, 0.1, 0.2, 0.30000000000000004, 0.3, 1e21, -1e21, 5e-324, 1.7e308, 2**53])
decimals = st.sampled_from(
    [
        Decimal(text)
        for text in "0 1 -1 0.1 0.1000000000000000001 0.0999999999999999999 0.3 1E21 1E-400 1E400".split()
    ]
    + [Decimal("0.30000000000000001"), Decimal(2**53 + 1)]
)
days = st.sampled_from(["2026-11-25", "2026-11-26", "2026-11-27", "2026-10-31", "2026-03-08", "0001-01-01"])
moments = st.sampled_from(
    [
        "2026-11-26T04:59:59.999Z",
        "2026-11-26T05:00:00.000Z",
        "2026-11-27T04:59:59.000Z",
        "2026-10-27T12:00:00.000Z",
    ]
)
day_words = st.one_of(days, st.sampled_from(["today", "yesterday", "3 days ago", "1 month from now"]))
moment_words = st.one_of(day_words, moments)
periods = st.sampled_from(["today", "this week", "last 30 days", "next 2 weeks", "last month", "this year"])
owners = st.sampled_from([*OWNERS, "acme", "Ltd", "nobody"])
cells = st.fixed_dictionaries(
    {},
    optional={
        "Name": texts,
        "Count": doubles,
        "Price": doubles,
        "Done": st.just(True),
        "Colour": st.sampled_from(COLOURS),
        "Tags": st.lists(st.sampled_from(COLOURS), min_size=1, max_size=3, unique=True),
        "Day": days,
        "Moment": moments,
        "Owner": st.lists(
            st.sampled_from([*OWNERS, "recUnknown0000001"]), min_size=1, max_size=2, unique=True
        ),
    },
)


def asking(field: str, values: Any, *, single: str, many: str = LISTS) -> Any:
    """Conditions of one field with operators of one value, of a list, and of none."""
    return st.one_of(
        st.builds(Condition, field=st.just(field), op=st.sampled_from(single.split()), value=values),
        st.builds(
            Condition,
            field=st.just(field),
            op=st.sampled_from(many.split()),
            value=st.lists(values, min_size=1, max_size=3).map(tuple),
        ),
        st.builds(Condition, field=st.just(field), op=st.sampled_from(["is_empty", "is_not_empty"])),
    )


ORDER = "is is_not gt gte lt lte"
PARTS = "is is_not contains not_contains"
conditions = st.one_of(
    asking("Name", texts, single=PARTS),
    asking("Count", decimals, single=ORDER),
    asking("Price", decimals, single=ORDER),
    asking("Day", day_words, single=f"{ORDER} before after"),
    asking("Moment", moment_words, single=f"{ORDER} before after"),
    st.builds(Condition, field=st.sampled_from(["Day", "Moment"]), op=st.just("within"), value=periods),
    st.builds(Condition, field=st.just("Done"), op=st.sampled_from(["is", "is_not"]), value=st.booleans()),
    asking("Colour", st.sampled_from(COLOURS), single="is is_not"),
    asking("Tags", st.sampled_from(COLOURS), single="is is_not", many="is_any_of is_none_of has_all_of"),
    st.builds(
        Condition,
        field=st.sampled_from(["Colour", "Tags"]),
        op=st.sampled_from(["contains", "not_contains"]),
        value=st.sampled_from(["e", "RE", "lu", ", "]),
    ),
    asking("Owner", owners, single=PARTS, many="is_any_of is_none_of has_all_of"),
)
filters = st.recursive(
    st.builds(
        Filter,
        match=st.sampled_from(["all", "any"]),
        conditions=st.lists(conditions, min_size=1, max_size=3).map(tuple),
    ),
    lambda inner: st.builds(
        Filter,
        match=st.sampled_from(["all", "any"]),
        conditions=st.lists(st.one_of(inner, conditions), min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=4,
)


@dataclass
class Shelf:
    """A mirror that is filled again and again with what a test makes up."""

    actor: Actor
    mirror_id: str
    generation: int

    def put(self, records: list[Record]) -> None:
        with db.uow(self.actor, read_only=True) as session:
            slots = Slots(self.opened())
            before = [row[0] for row in session.exec(slots.select(slots.record_id, slots.record_id))]
        mirror.apply_deleted(self.actor, self.mirror_id, before)
        mirror.apply_records(self.actor, self.mirror_id, records)

    def kept(self, compiled: Compiled) -> list[str]:
        slots = Slots(self.opened())
        clause = compiled.clause(slots)
        with db.uow(self.actor, read_only=True) as session:
            rows = session.exec(slots.select(slots.record_id, slots.record_id).where(clause))
            return sorted(row[0] for row in rows)

    def opened(self) -> mirror.Mirror:
        return mirror.Mirror(
            id=self.mirror_id,
            generation=self.generation,
            row_count=0,
            filled_at=NOW,
            fields=mirror.assign(TABLE.fields),
            checked_at=NOW,
            listed_at=NOW,
            used_at=NOW,
            way="modified",
            rhythm=mirror.rhythm(plan_calls=0, row_count=0, mirrors=1),
        )


@pytest.fixture
def shelf(database: Database) -> Shelf:
    actor = things.a_viewer()
    fields = [each.dump() for each in mirror.assign(TABLE.fields)]
    owned = {"team_id": actor.team_id}
    with db.uow(actor) as session:
        row = MirroredTable(**owned, identity="i", base_id=things.BASE, table_id=things.THINGS, fields=fields)
        session.add(row)
        session.flush()
        generation = MirrorGeneration(
            **owned, mirror_id=row.id, status="current", fields=fields, started_at=utc_now()
        )
        session.add(generation)
        session.flush()
        assert generation.id is not None
        row.generation = generation.id
        for owner, name in OWNERS.items():
            session.add(MirrorName(**owned, generation=generation.id, record_id=owner, name=name))
    return Shelf(actor, row.id, generation.id)


def records_of(made: list[dict[str, Any]]) -> list[Record]:
    return [
        Record(
            id=things.thing_id(number),
            created_at=NOW,
            cells={things.field_id(name): value for name, value in each.items()},
        )
        for number, each in enumerate(made)
    ]


def by_test(compiled: Compiled, records: list[Record]) -> list[str]:
    return [r.id for r in records if compiled.test(row_of(r, compiled.fields, OWNERS))]


@dataclass(frozen=True)
class EvaluatedRow:
    """A record as the sandbox's formulas see it."""

    record: Record

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def created_time(self) -> str:
        return things.MADE

    @property
    def last_modified_time(self) -> str | None:
        return things.MADE

    def cell(self, field_id: str) -> Any:
        return self.record.cells.get(field_id)

    def linked_names(self, field_id: str) -> list[str]:
        return [OWNERS.get(linked, linked) for linked in self.record.cells.get(field_id, ())]

    def modified_time(self, _field_ids: Any) -> str | None:
        return things.MADE


def by_formula(compiled: Compiled, records: list[Record]) -> list[str]:
    """What the service would send."""
    if compiled.formula is None:
        return [record.id for record in records]
    fields = [field.model_dump(mode="json") for field in TABLE.fields]
    program = formulas.parse(str(compiled.formula)).bind(fields)
    return [record.id for record in records if program.keeps(EvaluatedRow(record), now=NOW)]


quick = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.integration
@quick
@given(made=st.lists(cells, max_size=8), where=filters)
@example(
    made=[{"Count": 0.1}],
    where=Filter(conditions=(Condition(field="Count", op="lt", value=Decimal("0.1000000000000000001")),)),
)
@example(made=[{"Name": "ẞ"}], where=Filter(conditions=(Condition(field="Name", op="is", value="ss"),)))
def test_sql_keeps_the_rows_that_python_keeps(
    shelf: Shelf, made: list[dict[str, Any]], where: Filter
) -> None:
    records = records_of(made)
    compiled = compile_filter(TABLE, where, CLOCK)
    shelf.put(records)

    assert shelf.kept(compiled) == by_test(compiled, records)


@settings(max_examples=400, deadline=None)
@given(made=st.lists(cells, max_size=8), where=filters)
@example(made=[{"Name": "σ"}], where=Filter(conditions=(Condition(field="Name", op="contains", value="ς"),)))
@example(made=[{"Name": "0\x1f0"}], where=Filter(conditions=(Condition(field="Name", op="is", value="0 0"),)))
def test_the_formula_lets_every_row_through_that_python_keeps(
    made: list[dict[str, Any]], where: Filter
) -> None:
    records = records_of(made)
    compiled = compile_filter(TABLE, where, CLOCK)

    kept = by_test(compiled, records)
    sent = by_formula(compiled, records)

    assert set(kept) <= set(sent)
    assert [r.id for r in records if r.id in sent and r.id in kept] == kept


PLAIN = [
    {"Name": "alpha", "Count": 5, "Colour": "Red", "Tags": ["Red"], "Day": "2026-11-26", "Done": True},
    {"Name": "Beta", "Count": 0, "Colour": "Green", "Tags": ["Red", "Blue"], "Day": "2026-10-01"},
    {"Moment": "2026-11-26T12:00:00.000Z", "Price": 12.5},
]


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [
        ("Name", "is", "ALPHA"),
        ("Name", "is_not", "alpha"),
        ("Name", "contains", "et"),
        ("Name", "not_contains", "et"),
        ("Name", "is_empty", None),
        ("Count", "lt", 5),
        ("Count", "is", 0),
        ("Count", "is_not", 0),
        ("Count", "is_not_empty", None),
        ("Colour", "is_none_of", ("Red", "Blue")),
        ("Tags", "has_all_of", ("Red", "Blue")),
        ("Day", "within", "last 30 days"),
        ("Day", "before", "today"),
        ("Moment", "is", "2026-11-26"),
        ("Done", "is", True),
        ("Done", "is_not", True),
    ],
)
def test_the_formula_alone_is_exact_over_plain_cells(field: str, op: Any, value: Any) -> None:
    where = Filter(conditions=(Condition(field=field, op=op, value=value),))
    compiled = compile_filter(TABLE, where, CLOCK)
    records = records_of(PLAIN)

    assert compiled.formula is not None
    assert by_formula(compiled, records) == by_test(compiled, records)
