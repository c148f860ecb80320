"""A base with a field of every type, small enough to know by heart."""

from typing import Any

from tests.sandbox.oauth import CONFIDENTIAL, PUBLIC, REDIRECT, SCOPES, SECRET

BASE = "appWorkbench00001"
THINGS = f"/v0/{BASE}/Things"
PARTS = f"/v0/{BASE}/Parts"
TABLES = f"/v0/meta/bases/{BASE}/tables"

ANNA = {"id": "usrWorkbenchAnna1", "email": "anna@example.test", "name": "Anna Berg"}
BOB = {"id": "usrWorkbenchBobb1", "email": "bob@example.test", "name": "Bob Chan"}
OWNER = {"id": "usrSandboxOwner01", "email": "owner@sandbox.example", "name": "Sandbox Owner"}
MADE = "2026-02-03T04:05:06.000Z"

READER = "patReader.reads-only"
WRITER = "patWriter.writes-records"
STRANGER = "patStranger.other-base"
GUEST = "patGuest.comment-role"

_ISO = {"name": "iso", "format": "YYYY-MM-DD"}
_MOMENT = {"dateFormat": _ISO, "timeFormat": {"name": "24hour", "format": "HH:mm"}}

VIEWS = [
    {"id": "viwWorkbenchAll01", "name": "All", "type": "grid"},
    {
        "id": "viwWorkbenchByCou",
        "name": "By count",
        "type": "grid",
        "visibleFieldIds": ["fldName0000000000"],
        "sorts": [{"field": "Count", "direction": "desc"}],
    },
    {"id": "viwWorkbenchForm1", "name": "Ask", "type": "form"},
]


def thing(number: int) -> str:
    """The id of a seeded record of Things, from 1."""
    return f"recThing{number:09d}"


def part(number: int) -> str:
    return f"recPart{number:010d}"


def field(name: str, kind: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    """A field whose id can be told from its name."""
    made: dict[str, Any] = {"id": field_id(name), "name": name, "type": kind}
    return made | ({"options": options} if options else {})


def field_id(name: str) -> str:
    plain = "".join(character for character in name if character.isalnum())
    return f"fld{plain[:14]:0<14}"


def things() -> dict[str, Any]:
    return {
        "id": "tblWorkbenchThing",
        "name": "Things",
        "fields": [*written_fields(), *computed_fields()],
        "views": VIEWS,
        "records": records(),
    }


def written_fields() -> list[dict[str, Any]]:
    choices = [{"id": f"selColour{name:0<8}", "name": name} for name in ("Red", "Green", "Blue")]
    return [
        field("Name", "singleLineText"),
        field("Notes", "multilineText"),
        field("Rich", "richText"),
        field("Mail", "email"),
        field("Site", "url"),
        field("Phone", "phoneNumber"),
        field("Count", "number", {"precision": 2}),
        field("Price", "currency", {"precision": 2, "symbol": "$"}),
        field("Share", "percent", {"precision": 1}),
        field("Stars", "rating", {"icon": "star", "max": 5, "color": "yellowBright"}),
        field("Took", "duration", {"durationFormat": "h:mm"}),
        field("Done", "checkbox", {"icon": "check", "color": "greenBright"}),
        field("Colour", "singleSelect", {"choices": choices}),
        field("Tags", "multipleSelects", {"choices": [{"name": "New"}, {"name": "Old"}]}),
        field("Day", "date", {"dateFormat": _ISO}),
        field("Moment", "dateTime", _MOMENT | {"timeZone": "Europe/Berlin"}),
        field("Person", "singleCollaborator"),
        field("People", "multipleCollaborators"),
        field("Parts", "multipleRecordLinks", link_options("tblWorkbenchParts", "Thing")),
        field("Files", "multipleAttachments", {"isReversed": False}),
        field("Code", "barcode"),
    ]


def computed_fields() -> list[dict[str, Any]]:
    return [
        field("Number", "autoNumber"),
        field("Made", "createdTime"),
        field("Maker", "createdBy"),
        field("Changed", "lastModifiedTime"),
        field("Changer", "lastModifiedBy"),
        field("Name changed", "lastModifiedTime", {"referencedFieldIds": [field_id("Name")]}),
        field("Part count", "count", {"recordLinkFieldId": field_id("Parts")}),
        field("Part names", "multipleLookupValues", through_parts("Part")),
        field("Weight", "rollup", through_parts("Grams") | {"formula": "SUM(values)"}),
        field("Press", "button", {"label": "Open", "url": "https://example.test/"}),
        field("Advice", "aiText", {"prompt": []}),
        field("Origin", "externalSyncSource", {"choices": [{"name": "Import"}]}),
    ]


def records() -> list[dict[str, Any]]:
    return [
        {
            "id": thing(1),
            "createdTime": MADE,
            "fields": {
                "Name": "Lamp",
                "Count": 3,
                "Price": 19.5,
                "Colour": "Red",
                "Tags": ["Old", "New"],
                "Done": True,
                "Parts": [part(1), part(2)],
                "Advice": {"state": "generated", "isStale": False, "value": "Buy it."},
                "Origin": "Import",
                "Person": {"id": ANNA["id"]},
                "Files": [
                    {"id": "attWorkbench00001", "url": "https://example.test/a.txt", "filename": "a.txt"}
                ],
            },
        },
        {"id": thing(2), "createdTime": MADE, "fields": {"Name": "Desk", "Count": 10, "Colour": "Blue"}},
        {"id": thing(3), "createdTime": MADE, "createdBy": BOB["id"], "fields": {}},
    ]


def parts() -> dict[str, Any]:
    weights = {1: ("Bulb", 30), 2: ("Shade", 120), 3: ("Screw", 2)}
    return {
        "id": "tblWorkbenchParts",
        "name": "Parts",
        "fields": [
            field("Part", "singleLineText"),
            field("Grams", "number", {"precision": 0}),
            field("Thing", "multipleRecordLinks", link_options("tblWorkbenchThing", "Parts")),
            field("Part changed", "lastModifiedTime"),
        ],
        "records": [
            {"id": part(number), "createdTime": MADE, "fields": {"Part": name, "Grams": grams}}
            for number, (name, grams) in weights.items()
        ],
    }


def link_options(table_id: str, inverse: str) -> dict[str, Any]:
    return {
        "linkedTableId": table_id,
        "isReversed": False,
        "prefersSingleRecordLink": False,
        "inverseLinkFieldId": field_id(inverse),
    }


def through_parts(name: str) -> dict[str, Any]:
    return {"recordLinkFieldId": field_id("Parts"), "fieldIdInLinkedTable": field_id(name)}


def seed() -> dict[str, Any]:
    other = {
        "id": "tblWorkbenchOther",
        "name": "Other",
        "fields": [{"id": "fldOther000000000", "name": "Name", "type": "singleLineText"}],
        "records": [{"id": "recOther000000001", "fields": {"Name": "Elsewhere"}}],
    }
    return {
        "workspaces": [{"id": "wspWorkbench00001", "name": "Bench"}],
        "users": [ANNA, BOB],
        "tokens": [
            {"token": READER, "userId": ANNA["id"], "scopes": ["data.records:read", "schema.bases:read"]},
            {"token": WRITER, "userId": BOB["id"], "bases": [BASE]},
            {"token": STRANGER, "userId": BOB["id"], "bases": ["appWorkbenchOther"]},
            {"token": GUEST, "userId": ANNA["id"]},
        ],
        "oauthClients": [
            {
                "clientId": CONFIDENTIAL,
                "clientSecret": SECRET,
                "name": "Test <App>",
                "redirectUris": [REDIRECT],
                "scopes": [*SCOPES.split(), "webhook:manage"],
            },
            {"clientId": PUBLIC, "redirectUris": [REDIRECT]},
        ],
        "bases": [
            {
                "id": BASE,
                "name": "Workbench",
                "permissions": {ANNA["id"]: "comment", BOB["id"]: "edit"},
                "tables": [things(), parts()],
            },
            {"id": "appWorkbenchOther", "name": "Other base", "tables": [other]},
        ],
    }
