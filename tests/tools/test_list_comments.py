"""The tool `list_comments`."""

import httpx

from tests.tools.reading import PLACE, told


def commented(sandbox) -> str:
    """The id of a deal that somebody wrote about."""
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    bases = httpx.get(f"{sandbox.url}/v0/meta/bases", headers=headers).json()["bases"]
    base = next(each["id"] for each in bases if each["name"] == "Sales pipeline")
    asked = {"recordMetadata[]": "commentCount", "offset": ""}
    while True:
        asked = {name: value for name, value in asked.items() if value}
        page = httpx.get(f"{sandbox.url}/v0/{base}/Deals", headers=headers, params=asked).json()
        for record in page["records"]:
            if record.get("commentCount"):
                return record["id"]
        asked["offset"] = page["offset"]


async def test_comments_are_read_newest_first(owner, sandbox):
    talk = await told(owner, "list_comments", **PLACE, record_id=commented(sandbox))

    assert talk["total"] > 0
    assert [each["at"] for each in talk["comments"]] == sorted(
        (each["at"] for each in talk["comments"]), reverse=True
    )
    assert all(each["author"] and each["text"] for each in talk["comments"])
