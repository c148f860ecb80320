"""M-1: whatever the description allows or forbids is sent; nothing is our mistake, and every reply is as described."""

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.specs.openapi import checks

from app import auth, config
from app.actor import Role
from app.models import new_id
from tests.people import make_member, make_team
from tests.sessions import begin_session, cookie_of

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
    checks.allow_header_conformance,
]
CASES = 12
# A stream of news ends when the client leaves: tests/api/test_events.py.
ENDLESS = {"/api/v1/runs/events"}
# A text beyond its bound may be longer than any body that is taken: 413 refuses it before anybody reads it.
REFUSALS = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429]
SETTINGS = {"checks": {"negative_data_rejection": {"expected-statuses": REFUSALS}}}
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


class SignedIn:
    """An owner of a team, for as long as the calls leave session and team alive; then another one."""

    def __init__(self) -> None:
        self.session = None

    def headers(self) -> dict[str, str]:
        if self.session is None or auth.session_by_id(self.session.session_id) is None:
            owner = make_member(make_team("Northwind"), f"P{new_id()}", Role.OWNER)
            self.session = begin_session(owner)
        return cookie_of(self.session)


class Nobody:
    """A visitor without a credential."""

    def headers(self) -> dict[str, str]:
        return {}


@pytest.fixture
def database(postgres_database):
    """PostgreSQL takes less than SQLite does: no character NUL, no number that is too large for its column."""
    return postgres_database


@pytest.fixture
def schema(database, airtable, plenty, rest_app):
    host = {"host": config.settings().url.removeprefix("http://")}
    config_of_checks = SchemathesisConfig.from_dict(SETTINGS)
    return schemathesis.openapi.from_asgi(
        "/api/openapi.json", rest_app(), config=config_of_checks, headers=host
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize("who", [SignedIn, Nobody])
def test_every_operation_answers_as_described(schema, who):
    asking = who()
    host = {"host": config.settings().url.removeprefix("http://")}

    def ask(case):
        case.call_and_validate(headers={**host, **asking.headers()}, checks=CHECKS)

    operations = [found.ok() for found in schema.get_all_operations()]
    operations = [each for each in operations if each.path not in ENDLESS or each.method.upper() != "GET"]
    for operation in operations:
        for case in schema.iter_coverage_cases(
            operation, generation_modes=MODES, generation_config=GenerationConfig()
        ):
            ask(case)
        for mode in MODES:
            _fuzz(operation, mode, ask)

    assert len(operations) > 30


def _fuzz(operation, mode, ask):
    @hypothesis.seed(20_260_101)
    @hypothesis.settings(
        max_examples=CASES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask_each(case):
        ask(case)

    try:
        ask_each()
    except hypothesis.errors.Unsatisfiable:
        # An operation without any input has nothing that could be wrong.
        assert mode is GenerationMode.NEGATIVE
