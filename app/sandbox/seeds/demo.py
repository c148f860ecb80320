"""The demo data: one sales team's year up to late November 2026. The same rows on every machine.

The story in "Sales pipeline": referrals close far more often than cold outreach. EMEA has the biggest open deals, and
many of its negotiations are past their close date. Elif Çelik carries the largest pipeline, Hugo Martins the most
deals without a next step. Events brought many leads in October that nobody has called yet. Some texts are hostile
(markup, formulas, direction marks, orders to an assistant), because real data is.
"""

import base64
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from app.sandbox.ids import named_id
from app.sandbox.seeds import demo_schema as schema
from app.sandbox.seeds import demo_talk, papers
from app.sandbox.seeds import demo_words as words
from app.sandbox.seeds.dice import Dice

TODAY = date(2026, 11, 20)
# Every so many-eth deal that is still open was forgotten.
FORGOTTEN = 17
FIRST_DAY = date(2025, 10, 1)
COUNTS = {"Accounts": 220, "Contacts": 600, "Deals": 900, "Activities": 1280, "People": 12}

# How likely each stage is for a deal of a source: Lead, Qualified, Proposal, Negotiation, Won, Lost.
_STAGE_WEIGHTS = {
    "Inbound": (20, 18, 14, 9, 24, 15),
    "Outbound": (24, 18, 12, 7, 12, 27),
    "Referral": (8, 12, 14, 12, 44, 10),
    "Partner": (12, 16, 16, 12, 28, 16),
    "Event": (46, 20, 10, 5, 10, 9),
}
_PROBABILITY = {"Lead": 0.1, "Qualified": 0.25, "Proposal": 0.5, "Negotiation": 0.75, "Won": 1, "Lost": 0}
_OWNER_REGIONS = {
    "North America": ("Amara Okafor", "Amara Okafor", "Daniel Kim", "Grace Mwangi", "Grace Mwangi"),
    "EMEA": ("Elif Çelik", "Elif Çelik", "Elif Çelik", "Ben Lindqvist", "Chiara Russo"),
    "APAC": ("Daniel Kim", "Farah Haddad", "Farah Haddad"),
    "LATAM": ("Hugo Martins", "Hugo Martins", "Chiara Russo"),
}

Row = dict[str, Any]


def seed() -> dict[str, Any]:
    """The demo bases with the people who comment in them."""
    return {"users": demo_talk.users(), "bases": bases()}


def bases() -> list[dict[str, Any]]:
    """Both demo bases as a seed: tables with their records, about 3,000."""
    accounts = _accounts()
    contacts = _contacts(accounts)
    deals = _deals(accounts, contacts)
    rows = {"Accounts": accounts, "Contacts": contacts, "Deals": deals, "Activities": _activities(deals)}
    for table in ("Accounts", "Contacts", "Deals"):
        _apply(words.HOSTILE[table], rows[table])
    _link_back(rows["Contacts"], "Account", rows["Accounts"], "Contacts")
    _link_back(rows["Deals"], "Account", rows["Accounts"], "Deals")
    _link_back(rows["Deals"], "Main contact", rows["Contacts"], "Deals")
    _link_back(rows["Activities"], "Deal", rows["Deals"], "Activities")
    _link_back(rows["Activities"], "Account", rows["Accounts"], "Activities")
    return [
        _base(schema.SALES, schema.sales_tables(), rows, demo_talk.comments_of(deals)),
        _base(schema.DIRECTORY, schema.directory_tables(), {"People": _people()}, {}),
    ]


def _accounts() -> list[Row]:
    dice = Dice(20261101)
    rows = []
    for index in range(COUNTS["Accounts"]):
        name = words.company(index)
        region = dice.weighted((("North America", 38), ("EMEA", 32), ("APAC", 18), ("LATAM", 12)))
        is_customer = dice.chance(0.45)
        employees = dice.pick((12, 35, 60, 110, 240, 480, 900, 2_300, 7_500)) + dice.whole(0, 40)
        rows.append(
            _row(
                "Accounts",
                index,
                dice.day(date(2024, 1, 8), date(2026, 9, 30)),
                dice,
                {
                    "Name": name,
                    "Industry": dice.pick(schema.INDUSTRIES) if dice.chance(0.97) else None,
                    "Region": region,
                    "Owner": dice.pick(_OWNER_REGIONS[region]),
                    "Website": f"https://{words.slug(name)}.example",
                    "Phone": words.phone(dice) if dice.chance(0.8) else None,
                    "Employees": employees,
                    "Annual revenue": employees * dice.whole(90, 260) * 1_000 if dice.chance(0.9) else None,
                    "Active customer": is_customer,
                    "Customer since": _day(dice, date(2023, 2, 1), date(2026, 8, 31))
                    if is_customer
                    else None,
                    "Fit": dice.whole(1, 5) if dice.chance(0.85) else None,
                    "Notes": dice.pick(words.ACCOUNT_NOTES) if dice.chance(0.3) else None,
                    "Documents": _documents(name) if is_customer and index % 10 == 0 else None,
                },
            )
        )
    return rows


def _documents(company: str) -> list[Row]:
    files = (("contract.pdf", "application/pdf", papers.contract), ("logo.png", "image/png", papers.logo))
    return [
        {
            "id": named_id("att", f"{company}/{filename}"),
            "filename": filename,
            "type": kind,
            "base64": base64.b64encode(made(company)).decode(),
        }
        for filename, kind, made in files
    ]


def _contacts(accounts: list[Row]) -> list[Row]:
    dice = Dice(20261102)
    rows = []
    for index in range(COUNTS["Contacts"]):
        account = accounts[index] if index < len(accounts) else dice.pick(accounts)
        first, last = dice.pick(words.FIRST_NAMES), dice.pick(words.LAST_NAMES)
        roles = [role for role in schema.BUYING_ROLES if dice.chance(0.25)]
        rows.append(
            _row(
                "Contacts",
                index,
                dice.day(date(2024, 6, 1), date(2026, 10, 31)),
                dice,
                {
                    "Name": f"{first} {last}",
                    "Email": f"{words.slug(first)}.{words.slug(last)}@{words.slug(account['Name'])}.example",
                    "Phone": words.phone(dice) if dice.chance(0.6) else None,
                    "Title": dice.pick(words.TITLES),
                    "Account": [account["id"]],
                    "Buying role": roles,
                    "Newsletter": dice.chance(0.4),
                    "Last contacted": _day(dice, date(2026, 3, 1), TODAY) if dice.chance(0.75) else None,
                },
            )
        )
    return rows


def _deals(accounts: list[Row], contacts: list[Row]) -> list[Row]:
    dice = Dice(20261103)
    contacts_of: dict[str, list[Row]] = {}
    for contact in contacts:
        contacts_of.setdefault(contact["Account"][0], []).append(contact)
    return [_deal(index, dice, accounts, contacts_of) for index in range(COUNTS["Deals"])]


def _deal(index: int, dice: Dice, accounts: list[Row], contacts_of: dict[str, list[Row]]) -> Row:
    account = dice.pick(accounts)
    source = dice.weighted(
        (("Inbound", 30), ("Outbound", 26), ("Referral", 16), ("Partner", 14), ("Event", 14))
    )
    stage = dice.weighted(tuple(zip(schema.STAGES, _STAGE_WEIGHTS[source], strict=True)))
    created, closes = _dates(dice, stage, source, account["Region"])
    owner = account["Owner"] if dice.chance(0.85) else dice.pick(schema.OWNERS)
    is_open = stage not in ("Won", "Lost")
    if is_open and index % FORGOTTEN == 0:
        # Somebody forgot these: they should have been closed months ago.
        closes = TODAY - timedelta(days=100 + index % 120)
    has_step = is_open and dice.chance(0.3 if owner == "Hugo Martins" else 0.82)
    return _row(
        "Deals",
        index,
        created,
        dice,
        {
            "Name": f"{account['Name']}: {dice.pick(words.PRODUCTS)}",
            "Account": [account["id"]],
            "Main contact": [dice.pick(contacts_of[account["id"]])["id"]] if dice.chance(0.9) else None,
            "Owner": owner,
            "Stage": stage,
            "Amount": _amount(dice, stage, account["Region"]),
            "Probability": _PROBABILITY[stage],
            "Close date": closes.isoformat() if stage != "Lead" or dice.chance(0.6) else None,
            "Priority": dice.weighted((("Low", 20), ("Medium", 44), ("High", 26), ("Urgent", 10)))
            if dice.chance(0.94)
            else None,
            "Source": source,
            "Next step": dice.pick(words.NEXT_STEPS) if has_step else None,
        },
    )


def _dates(dice: Dice, stage: str, source: str, region: str) -> tuple[date, date]:
    """When a deal was created and when it closed or is meant to close."""
    if stage in ("Won", "Lost"):
        created = dice.day(FIRST_DAY, date(2026, 9, 15))
        return created, min(
            created + timedelta(days=dice.whole(14, 160)), TODAY - timedelta(days=dice.whole(1, 20))
        )
    if source == "Event" and stage == "Lead":
        return dice.day(date(2026, 10, 12), date(2026, 10, 16)), dice.day(
            date(2027, 1, 10), date(2027, 4, 30)
        )
    created = dice.day(date(2026, 3, 1), date(2026, 11, 15))
    is_late = dice.chance(0.75 if region == "EMEA" and stage == "Negotiation" else 0.1)
    if is_late:
        return min(created, date(2026, 8, 31)), dice.day(date(2026, 9, 15), TODAY - timedelta(days=2))
    return created, dice.day(TODAY + timedelta(days=3), date(2027, 4, 30))


def _amount(dice: Dice, stage: str, region: str) -> float | int | None:
    """Dollars: mostly thousands, one in five with cents, some not known yet."""
    if dice.chance(0.12 if stage == "Lead" else 0.015):
        return None
    size = dice.weighted((((2, 12), 40), ((12, 45), 38), ((45, 140), 18), ((140, 420), 4)))
    thousands = dice.whole(*size)
    if region == "EMEA" and stage in ("Proposal", "Negotiation"):
        thousands *= 2
    if dice.chance(0.2):
        return (thousands * 100_000 + dice.whole(1, 99_999)) / 100
    return thousands * 1_000 + dice.pick((0, 0, 0, 250, 500, 750))


def _activities(deals: list[Row]) -> list[Row]:
    dice = Dice(20261104)
    called = [deal for deal in deals if not (deal["Stage"] == "Lead" and deal["Source"] == "Event")]
    rows = []
    for index in range(COUNTS["Activities"]):
        deal = dice.pick(called)
        kind = dice.weighted(tuple(zip(schema.ACTIVITY_TYPES, (30, 32, 16, 8, 14), strict=True)))
        day = dice.day(date.fromisoformat(deal["createdTime"][:10]), date(2026, 12, 11))
        is_past = day <= TODAY
        rows.append(
            _row(
                "Activities",
                index,
                min(day, TODAY - timedelta(days=dice.whole(0, 6))),
                dice,
                {
                    "Subject": f"{kind}: {dice.pick(words.SUBJECTS)}",
                    "Type": kind,
                    "Deal": [deal["id"]],
                    "Account": deal["Account"],
                    "Owner": deal["Owner"],
                    "When": dice.time_on(day),
                    "Minutes": dice.pick((10, 15, 20, 30, 45, 60, 90)) if kind != "Email" else None,
                    "Done": is_past and dice.chance(0.93),
                    "Notes": dice.pick(words.ACTIVITY_NOTES) if is_past and dice.chance(0.35) else None,
                },
            )
        )
    return rows


def _people() -> list[Row]:
    dice = Dice(20261105)
    rows = []
    for index, (name, title, team, region) in enumerate(words.PEOPLE):
        started = dice.day(date(2019, 3, 1), date(2026, 6, 1))
        cells = {
            "Name": name,
            "Email": f"{words.slug(name.split()[0])}@team.example",
            "Title": title,
            "Team": team,
            "Region": region,
            "Start date": started.isoformat(),
            "Quota": dice.whole(6, 14) * 100_000 if team == "Sales" else None,
        }
        rows.append(_row("People", index, started, dice, cells))
    return rows


def _row(table: str, index: int, created: date, dice: Dice, cells: Row) -> Row:
    """Cells by field name, with the record's id and creation time among them; empty cells are dropped."""
    filled = {
        name: value for name, value in cells.items() if value not in (None, "", []) and value is not False
    }
    return {"id": named_id("rec", f"{table}/{index}"), "createdTime": dice.time_on(created), **filled}


def _day(dice: Dice, first: date, last: date) -> str:
    return dice.day(first, last).isoformat()


def _apply(hostile: Iterable[tuple[int, str, str]], rows: list[Row]) -> None:
    for index, field, text in hostile:
        rows[index][field] = text


def _link_back(rows: list[Row], field: str, targets: list[Row], inverse: str) -> None:
    """Fills the other side of a link, as the original keeps both sides."""
    by_id = {target["id"]: target for target in targets}
    for row in rows:
        for linked in row.get(field, ()):
            by_id[linked].setdefault(inverse, []).append(row["id"])


def _base(
    name: str, tables: list[dict[str, Any]], rows: dict[str, list[Row]], comments: Mapping[str, list[Row]]
) -> dict[str, Any]:
    for table in tables:
        ids = {field["name"]: field["id"] for field in table["fields"]}
        table["records"] = [
            {
                "id": row["id"],
                "createdTime": row["createdTime"],
                "fields": {ids[field]: row[field] for field in ids if field in row},
                **({"comments": comments[row["id"]]} if row["id"] in comments else {}),
            }
            for row in rows[table["name"]]
        ]
    return {"id": named_id("app", name), "name": name, "permissionLevel": "create", "tables": tables}
