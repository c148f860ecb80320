"""What people of the demo say about records: comments on the deals that the story is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.sandbox.ids import named_id
from app.sandbox.seeds import demo_schema as schema
from app.sandbox.seeds.demo_words import slug

Row = dict[str, Any]

_LATE = (
    "{other} any news? This should have closed on {date}.",
    "Legal wants one more round. I ask again on Monday.",
)
_STALLED = ("{other} there is no next step here. What is the plan?",)
_WON = ("Signed! Thanks to everybody who helped.", "Well done. Can we use them as a reference?")
_MOST_OF_A_KIND = 8


def users() -> list[Row]:
    """The people who own deals, as users of the sandbox."""
    return [
        {"id": _user_id(name), "email": f"{slug(name.split()[0])}@team.example", "name": name}
        for name in schema.OWNERS
    ]


def comments_of(deals: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Comments by the id of the deal: on late negotiations, on deals of Hugo without a next step, on big wins."""
    late = [d for d in deals if d["Stage"] == "Negotiation" and d["Close date"] < "2026-11-20"]
    stalled = [
        d
        for d in deals
        if d["Owner"] == "Hugo Martins" and d["Stage"] not in ("Won", "Lost") and "Next step" not in d
    ]
    won = [d for d in deals if d["Stage"] == "Won" and d.get("Amount", 0) > 100_000]
    found: dict[str, list[Row]] = {}
    for kind, texts in ((late, _LATE), (stalled, _STALLED), (won, _WON)):
        for deal in kind[:_MOST_OF_A_KIND]:
            found[deal["id"]] = _talk(deal, texts)
    return found


def _talk(deal: Row, texts: Sequence[str]) -> list[Row]:
    """A first comment by somebody else, and an answer of the owner."""
    owner = deal["Owner"]
    lead = "Amara Okafor" if owner != "Amara Okafor" else "Grace Mwangi"
    speakers = (owner, lead) if texts is _WON else (lead, owner)
    comments: list[Row] = []
    for index, text in enumerate(texts):
        comment = {
            "id": named_id("com", f"{deal['id']}/{index}"),
            "author": _user_id(speakers[index]),
            "text": text.format(other=f"@[{_user_id(owner)}]", date=deal.get("Close date", "")),
            "createdTime": f"2026-11-{18 + index:02d}T09:{index * 20:02d}:00.000Z",
        }
        comments.append(comment | ({"parentCommentId": comments[0]["id"]} if comments else {}))
    return comments


def _user_id(name: str) -> str:
    return named_id("usr", name)
