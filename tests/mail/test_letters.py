"""Letters as rows: posted with the act they tell of, sealed, limited, and read by the operator only."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app import config, db, mail
from app.actor import Actor
from app.errors import Forbidden, InvalidInput
from app.models import Letter, OutboxJob, utc_now
from tests.mailbox import run_mail_jobs

SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("database")


def post(to: str = "ann@example.test", subject: str = "Hello", text: str = "canary-link", **options) -> bool:
    with db.uow(SYSTEM) as unit:
        return mail.post(unit, to=to, subject=subject, text=text, **options)


def rows(table):
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.exec(select(table)).all()


def test_letter_waits_with_its_job_in_the_same_transaction():
    post()

    (letter,), (job,) = rows(Letter), rows(OutboxJob)
    assert (letter.recipient, letter.subject, letter.status) == ("ann@example.test", "Hello", "waiting")
    assert (job.job, job.args, job.team_id) == ("mail.send", {"letter_id": letter.id}, "")


def test_act_that_fails_leaves_no_letter():
    with pytest.raises(RuntimeError), db.uow(SYSTEM) as unit:
        mail.post(unit, to="ann@example.test", subject="Hello", text="x")
        raise RuntimeError

    assert rows(Letter) == []
    assert rows(OutboxJob) == []


def test_text_is_sealed_in_the_table_and_absent_from_the_job():
    post(text="canary-link")

    assert "canary" not in rows(Letter)[0].model_dump_json()
    assert "canary" not in rows(OutboxJob)[0].model_dump_json()


def test_sixth_letter_of_an_hour_is_not_written_but_a_notice_is():
    posted = [post() for _ in range(6)]

    assert posted == [True] * 5 + [False]
    assert post(to="bob@example.test")
    assert post(is_notice=True)
    assert len(rows(Letter)) == 7


def test_address_is_written_to_again_after_an_hour():
    for _ in range(5):
        post()
    with db.uow(SYSTEM) as unit:
        unit.exec(update(Letter).values(created_at=utc_now() - timedelta(minutes=61)))

    assert post()


@pytest.mark.parametrize(
    "to", ["ann@example.test\r\nBcc: all@example.test", "a b@example.test", "a\x00@b.cd"]
)
def test_address_that_could_add_a_header_is_refused(to):
    with pytest.raises(InvalidInput):
        post(to=to)

    assert rows(Letter) == []


def test_subject_is_one_short_line():
    post(subject="Hello\r\nBcc: all@example.test\x00" + "x" * 300)

    subject = rows(Letter)[0].subject
    assert subject.startswith("Hello Bcc: all@example.test xxx")
    assert len(subject) == 200


def test_operator_reads_kept_letters_newest_first(owner):
    operator = replace(owner, is_operator=True)
    post(subject="First")
    post(subject="Second", text="with https://link")
    run_mail_jobs()

    kept = mail.list_kept(operator)

    assert [(letter.subject, letter.to) for letter in kept] == [
        ("Second", "ann@example.test"),
        ("First", "ann@example.test"),
    ]
    assert kept[0].text == "with https://link"
    assert "link" not in repr(kept[0])


def test_letters_are_nobody_elses(owner):
    for actor in (owner, replace(owner, is_operator=True, key_id="k")):
        with pytest.raises(Forbidden):
            mail.list_kept(actor)


def test_nothing_is_shown_once_there_is_a_mail_server(owner, monkeypatch):
    post()
    run_mail_jobs()
    monkeypatch.setenv("PLATFORM_SMTP_URL", "smtp://127.0.0.1:9")
    config.reload()

    assert mail.list_kept(replace(owner, is_operator=True)) == []


def test_letters_of_more_than_a_week_ago_are_deleted():
    post(subject="Old")
    post(subject="New")
    with db.uow(SYSTEM) as unit:
        old = update(Letter).where(col(Letter.subject) == "Old")
        unit.exec(old.values(created_at=utc_now() - timedelta(days=8)))

    assert mail.purge_letters(SYSTEM) == 1
    assert [letter.subject for letter in rows(Letter)] == ["New"]


def test_only_the_platform_purges_and_delivers(owner):
    with pytest.raises(Forbidden):
        mail.purge_letters(owner)
    with pytest.raises(Forbidden):
        mail.deliver(owner, "0" * 32)
