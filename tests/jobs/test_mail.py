"""Letters are sent by a worker, and deleted after a week."""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from app import db, mail
from app.jobs import mail as mail_jobs
from app.models import Letter, utc_now
from tests.jobs.rows import SYSTEM, rows_of
from tests.mailbox import run_mail_jobs

pytestmark = pytest.mark.usefixtures("database")


def post() -> None:
    with db.uow(SYSTEM) as unit:
        mail.post(unit, to="ann@example.test", subject="Hello", text="Hello Ann")


def letters() -> list[Letter]:
    with db.uow(SYSTEM, read_only=True) as unit:
        return list(unit.exec(select(Letter)).all())


def test_posted_letter_is_kept_by_a_worker_without_a_mail_server() -> None:
    post()

    run_mail_jobs()

    assert [letter.status for letter in letters()] == ["kept"]
    assert [row.status for row in rows_of(mail_jobs.SEND)] == ["done"]


def test_letter_waits_for_a_mail_server_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    from app import config

    monkeypatch.setenv("PLATFORM_SMTP_URL", "smtp://ann:canary@127.0.0.1:9")
    config.reload()
    post()

    run_mail_jobs()

    (row,) = rows_of(mail_jobs.SEND)
    assert (row.status, row.attempt) == ("ready", 1)
    assert row.error.startswith("The mail server does not take letters (ConnectionRefusedError).")
    assert "canary" not in row.error


def test_old_letters_are_deleted() -> None:
    post()
    with db.uow(SYSTEM) as unit:
        unit.exec(update(Letter).values(created_at=utc_now() - timedelta(days=8)))

    mail_jobs.purge(SYSTEM)

    assert letters() == []


@pytest.mark.usefixtures("redis_server")
def test_purge_is_asked_for_once_a_day() -> None:
    for day in ("2026-03-01", "2026-03-01", "2026-03-02"):
        mail_jobs.ask(SYSTEM, day)

    assert len(rows_of(mail_jobs.PURGE)) == 2
