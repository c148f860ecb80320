"""The tables of the demo bases as the meta API shows them."""

from typing import Any

from app.sandbox.ids import named_id

OWNERS = (
    "Amara Okafor",
    "Ben Lindqvist",
    "Chiara Russo",
    "Daniel Kim",
    "Elif Çelik",
    "Farah Haddad",
    "Grace Mwangi",
    "Hugo Martins",
)
STAGES = ("Lead", "Qualified", "Proposal", "Negotiation", "Won", "Lost")
PRIORITIES = ("Low", "Medium", "High", "Urgent")
SOURCES = ("Inbound", "Outbound", "Referral", "Partner", "Event")
INDUSTRIES = (
    "Software",
    "Manufacturing",
    "Healthcare",
    "Retail",
    "Logistics",
    "Finance",
    "Energy",
    "Education",
    "Public sector",
)
REGIONS = ("North America", "EMEA", "APAC", "LATAM")
BUYING_ROLES = ("Decision maker", "Champion", "Influencer", "Blocker", "End user")
ACTIVITY_TYPES = ("Call", "Email", "Meeting", "Demo", "Follow-up")
TEAMS = ("Sales", "Sales engineering", "Customer success", "Operations")

_COLOURS = (
    "blueLight2",
    "cyanLight2",
    "tealLight2",
    "greenLight2",
    "yellowLight2",
    "orangeLight2",
    "redLight2",
    "pinkLight2",
    "purpleLight2",
    "grayLight2",
)
_STAGE_COLOURS = ("grayLight2", "cyanLight2", "blueLight2", "yellowBright", "greenBright", "redLight1")
_PRIORITY_COLOURS = ("grayLight2", "blueLight2", "orangeLight1", "redBright")

_OPEN_DEALS = "AND({Stage} != 'Won', {Stage} != 'Lost')"
_OPEN_DEALS_SHOW = ("Name", "Account", "Owner", "Stage", "Amount", "Close date", "Next step")

SALES = "Sales pipeline"
DIRECTORY = "Team directory"


def table_id(base: str, table: str) -> str:
    return named_id("tbl", f"{base}/{table}")


def field_id(base: str, table: str, field: str) -> str:
    return named_id("fld", f"{base}/{table}/{field}")


def sales_tables() -> list[dict[str, Any]]:
    """Accounts, Contacts, Deals and Activities, linked to each other on both sides."""
    return [
        _table(SALES, "Accounts", "Companies we sell to, or would like to.", _account_fields()),
        _table(SALES, "Contacts", "People at the accounts.", _contact_fields()),
        _table(
            SALES,
            "Deals",
            "One row for each opportunity, open or closed. Amounts in US dollars.",
            _deal_fields(),
            _view("Deals", "Open deals, largest first", _OPEN_DEALS, "-Amount", _OPEN_DEALS_SHOW),
        ),
        _table(SALES, "Activities", "Calls, mails and meetings, done and planned.", _activity_fields()),
    ]


def directory_tables() -> list[dict[str, Any]]:
    fields = [
        _plain("Name", "singleLineText"),
        _plain("Email", "email"),
        _plain("Title", "singleLineText"),
        _select("Team", TEAMS),
        _select("Region", REGIONS),
        _date("Start date"),
        _currency("Quota", precision=0),
    ]
    return [_table(DIRECTORY, "People", "Who works in the commercial team.", fields)]


def _account_fields() -> list[dict[str, Any]]:
    rating = {"icon": "star", "max": 5, "color": "yellowBright"}
    return [
        _plain("Name", "singleLineText"),
        _select("Industry", INDUSTRIES),
        _select("Region", REGIONS),
        _select("Owner", OWNERS),
        _plain("Website", "url"),
        _plain("Phone", "phoneNumber"),
        _plain("Employees", "number", {"precision": 0}),
        _currency("Annual revenue", precision=0),
        _checkbox("Active customer"),
        _date("Customer since"),
        _plain("Fit", "rating", rating),
        _plain("Notes", "multilineText"),
        _link("Contacts", "Contacts", "Account"),
        _link("Deals", "Deals", "Account"),
        _link("Activities", "Activities", "Account"),
        _plain("Deal count", "count", {"link": "Deals"}),
        _through("Forecast total", "rollup", "Deals", ("Deals", "Forecast"), formula="SUM(values)"),
        _through("Last close", "rollup", "Deals", ("Deals", "Close date"), formula="MAX(values)"),
        _plain("Documents", "multipleAttachments", {"isReversed": False}),
    ]


def _contact_fields() -> list[dict[str, Any]]:
    return [
        _plain("Name", "singleLineText"),
        _plain("Email", "email"),
        _plain("Phone", "phoneNumber"),
        _plain("Title", "singleLineText"),
        _link("Account", "Accounts", "Contacts", single=True),
        _select("Buying role", BUYING_ROLES, kind="multipleSelects"),
        _checkbox("Newsletter"),
        _date("Last contacted"),
        _link("Deals", "Deals", "Main contact"),
    ]


def _deal_fields() -> list[dict[str, Any]]:
    return [
        _plain("Name", "singleLineText"),
        _link("Account", "Accounts", "Deals", single=True),
        _link("Main contact", "Contacts", "Deals", single=True),
        _select("Owner", OWNERS),
        _select("Stage", STAGES, colours=_STAGE_COLOURS),
        _currency("Amount", precision=2),
        _plain("Probability", "percent", {"precision": 0}),
        _date("Close date"),
        _select("Priority", PRIORITIES, colours=_PRIORITY_COLOURS),
        _select("Source", SOURCES),
        _plain("Next step", "singleLineText"),
        _link("Activities", "Activities", "Deal"),
        _plain("Forecast", "formula", {"formula": "ROUND({Amount} * {Probability}, 2)"}),
        _through("Account region", "multipleLookupValues", "Account", ("Accounts", "Region")),
        _plain("Touches", "count", {"link": "Activities"}),
    ]


def _activity_fields() -> list[dict[str, Any]]:
    when = {
        "dateFormat": {"name": "iso", "format": "YYYY-MM-DD"},
        "timeFormat": {"name": "24hour", "format": "HH:mm"},
        "timeZone": "utc",
    }
    return [
        _plain("Subject", "singleLineText"),
        _select("Type", ACTIVITY_TYPES),
        _link("Deal", "Deals", "Activities", single=True),
        _link("Account", "Accounts", "Activities", single=True),
        _select("Owner", OWNERS),
        _plain("When", "dateTime", when),
        _plain("Minutes", "number", {"precision": 0}),
        _checkbox("Done"),
        _plain("Notes", "multilineText"),
    ]


def _view(table: str, name: str, formula: str, sort: str, shows: tuple[str, ...]) -> dict[str, Any]:
    """A grid view of a table of the sales base, beside the first one that shows everything."""
    return {
        "id": named_id("viw", f"{SALES}/{table}/{name}"),
        "name": name,
        "type": "grid",
        "filterByFormula": formula,
        "sorts": [{"field": sort.removeprefix("-"), "direction": "desc" if sort[0] == "-" else "asc"}],
        "visibleFieldIds": [field_id(SALES, table, each) for each in shows],
    }


def _table(
    base: str, name: str, description: str, fields: list[dict[str, Any]], *views: dict[str, Any]
) -> dict[str, Any]:
    """Gives the fields their ids, now that base and table are known, and adds the grid view of everything."""
    for field in fields:
        field["id"] = field_id(base, name, field["name"])
        options = field.get("options", {})
        for choice in options.get("choices", ()):
            choice["id"] = named_id("sel", f"{base}/{name}/{field['name']}/{choice['name']}")
        _place_link(base, name, options)
        if field["type"] == "multipleRecordLinks":
            linked, inverse = options["linkedTableId"], options["inverseLinkFieldId"]
            options["linkedTableId"] = table_id(base, linked)
            options["inverseLinkFieldId"] = field_id(base, linked, inverse)
    field_ids = [field["id"] for field in fields]
    view = {
        "id": named_id("viw", f"{base}/{name}"),
        "name": "Grid view",
        "type": "grid",
        "visibleFieldIds": field_ids,
    }
    ordered = [{"id": f["id"], "name": f["name"], "type": f["type"], **_options(f)} for f in fields]
    return {
        "id": table_id(base, name),
        "name": name,
        "description": description,
        "primaryFieldId": field_ids[0],
        "fields": ordered,
        "views": [view, *views],
    }


def _place_link(base: str, table: str, options: dict[str, Any]) -> None:
    """Puts ids in place of the names that a computed field has for its link and for the field at its other end."""
    if (link := options.pop("link", None)) is not None:
        options["recordLinkFieldId"] = field_id(base, table, link)
    if (target := options.pop("target", None)) is not None:
        options["fieldIdInLinkedTable"] = field_id(base, *target)


def _options(field: dict[str, Any]) -> dict[str, Any]:
    return {"options": field["options"]} if "options" in field else {}


def _plain(name: str, kind: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "type": kind, **({"options": options} if options else {})}


def _select(
    name: str, choices: tuple[str, ...], *, kind: str = "singleSelect", colours: tuple[str, ...] = _COLOURS
) -> dict[str, Any]:
    listed = [
        {"id": "", "name": choice, "color": colours[index % len(colours)]}
        for index, choice in enumerate(choices)
    ]
    return _plain(name, kind, {"choices": listed})


def _currency(name: str, *, precision: int) -> dict[str, Any]:
    return _plain(name, "currency", {"precision": precision, "symbol": "$"})


def _checkbox(name: str) -> dict[str, Any]:
    return _plain(name, "checkbox", {"icon": "check", "color": "greenBright"})


def _date(name: str) -> dict[str, Any]:
    return _plain(name, "date", {"dateFormat": {"name": "iso", "format": "YYYY-MM-DD"}})


def _link(name: str, table: str, inverse: str, *, single: bool = False) -> dict[str, Any]:
    """A link names its table and inverse field here; _table puts their ids into those places."""
    options = {
        "linkedTableId": table,
        "isReversed": False,
        "prefersSingleRecordLink": single,
        "inverseLinkFieldId": inverse,
    }
    return _plain(name, "multipleRecordLinks", options)


def _through(
    name: str, kind: str, link: str, target: tuple[str, str], *, formula: str = ""
) -> dict[str, Any]:
    """A field computed from the cells of (table, field) at the other end of a link."""
    options = {"link": link, "target": target} | ({"formula": formula} if formula else {})
    return _plain(name, kind, options)
