"""The harness itself: fresh databases, an empty Valkey, the right role."""

import socket

import psycopg
import pytest

from app import config, db, queueing
from app.actor import Actor
from tests.harness import network
from tests.harness.databases import Database
from tests.harness.postgres import PostgresServer
from tests.harness.redis import RedisServer


def test_product_is_connected_to_a_migrated_database(database: Database) -> None:
    current, newest = db.schema_revisions()

    assert current == newest
    assert db.engine().dialect.name == {"sqlite": "sqlite", "postgres": "postgresql"}[database.kind]


def test_product_connects_to_postgres_as_a_role_that_row_security_binds(postgres_database: Database) -> None:
    assert db.can_bypass_row_security() is False


def test_postgres_is_version_16(postgres_server: PostgresServer) -> None:
    assert postgres_server.version().startswith("16.")


def test_each_test_gets_a_database_of_its_own(postgres_server: PostgresServer) -> None:
    first, second = postgres_server.create(), postgres_server.create()
    with psycopg.connect(postgres_server.url(first)) as connection:
        connection.execute("create table seen (id int)")

    with psycopg.connect(postgres_server.url(second)) as connection:
        found = connection.execute("select to_regclass('seen')").fetchone()

    assert found == (None,)
    postgres_server.drop(first)
    postgres_server.drop(second)


@pytest.mark.parametrize("first", ["redis_server", "database"])
def test_valkey_and_database_may_be_asked_for_in_any_order(
    first: str, request: pytest.FixtureRequest
) -> None:
    second = {"redis_server": "sqlite_database", "database": "redis_server"}[first]
    request.getfixturevalue("sqlite_database" if first == "database" else first)
    request.getfixturevalue(second)

    assert queueing.connection().ping() is True
    db.ping()


def test_valkey_is_empty_at_the_start_of_a_test(redis_server: RedisServer) -> None:
    with redis_server.client() as client:
        assert client.dbsize() == 0
        client.set("left", "over")


def test_valkey_is_empty_again_for_the_next_test(redis_server: RedisServer) -> None:
    with redis_server.client() as client:
        assert client.dbsize() == 0


def test_settings_of_the_shell_do_not_reach_a_test(settings: config.Settings) -> None:
    assert settings.database_url.get_secret_value() == ""
    assert settings.gemini_api_key.get_secret_value() == ""


def test_another_machine_cannot_be_reached() -> None:
    with socket.socket() as line, pytest.raises(network.OutsideConnection):
        line.connect(("192.0.2.1", 80))


def test_actor_of_a_test_is_not_bound_to_the_last_unit_of_work(database: Database) -> None:
    with db.uow(Actor.system("test"), read_only=True):
        pass

    db.assert_no_open_uow()
