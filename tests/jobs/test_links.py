"""What strangers ask for is answered by a worker, whose arguments say nothing."""

import pytest

from app import auth
from app.jobs import links
from tests.jobs.rows import rows_of
from tests.mailbox import letters_to


@pytest.mark.usefixtures("owner")
def test_request_is_answered_by_mail_and_its_job_names_nobody() -> None:
    auth.ask_for_reset("olivia@example.test", address="192.0.2.1")

    assert len(letters_to("olivia@example.test")) == 1
    (row,) = rows_of(links.ANSWER)
    assert row.status == "done"
    assert list(row.args) == ["ask_id"]
    assert "olivia" not in row.model_dump_json()
