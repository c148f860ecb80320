"""`/api/v1/bases`."""

from app import airtable, config
from app.tables._schema import forget
from tests import things
from tests.api.airtable_parts import headers, stock

__all__ = ["headers", "stock"]


async def test_bases_are_listed_with_where_they_are_from(client, headers):
    reply = await client.get("/api/v1/bases", headers=headers)

    answer = reply.json()
    assert answer["items"] == [{"id": things.BASE, "name": "Stock", "source": "sandbox"}]
    assert (answer["source"], answer["is_complete"], answer["problems"]) == ("service", True, [])
    assert answer["age_seconds"] < 60


async def test_base_is_described_by_name_or_id_with_the_age_of_what_is_remembered(client, headers):
    by_name = (await client.get("/api/v1/bases/stock", headers=headers)).json()
    by_id = (await client.get(f"/api/v1/bases/{things.BASE}", headers=headers)).json()

    assert [table["name"] for table in by_name["tables"]] == ["Things", "Owners"]
    assert by_id["tables"] == by_name["tables"]
    assert by_id["read_at"] == by_name["read_at"]
    assert by_id["age_seconds"] > by_name["age_seconds"]


async def test_unknown_base_is_answered_with_the_nearest_one(client, headers):
    reply = await client.get("/api/v1/bases/stocks", headers=headers)

    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert "Stock" in reply.json()["detail"]


async def test_connection_that_cannot_be_asked_leaves_the_list_incomplete(
    client, stock, headers, admin, monkeypatch
):
    monkeypatch.setenv("PLATFORM_AIRTABLE_URL", stock.url)
    config.reload()
    airtable.add_token(admin, name="Old workspace", token=config.settings().sandbox_token)
    monkeypatch.setenv("PLATFORM_AIRTABLE_URL", "http://127.0.0.1:9")
    config.reload()
    forget()

    answer = (await client.get("/api/v1/bases", headers=headers)).json()

    assert [base["name"] for base in answer["items"]] == ["Stock"]
    assert answer["is_complete"] is False
    assert answer["problems"][0].startswith("Old workspace: ")
