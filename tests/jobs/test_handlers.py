"""The table of jobs."""

from app.jobs import handlers

OF_THE_PLATFORM = [
    "auth.answer",
    "chat.purge",
    "health.probe",
    "mail.purge",
    "mail.send",
    "mirror.purge",
    "notifications.purge",
    "outbox.purge",
    "requests.purge",
    "runs.purge",
    "sessions.purge",
]
OF_PEOPLE = ["mirror.refresh"]


def test_every_job_is_named_after_its_subject_and_verb() -> None:
    assert sorted(handlers.JOBS) == sorted(OF_THE_PLATFORM + OF_PEOPLE)


def test_only_jobs_that_belong_to_nobody_act_as_the_platform() -> None:
    as_platform = sorted(name for name, job in handlers.JOBS.items() if job.as_system)

    assert as_platform == OF_THE_PLATFORM
    assert handlers.system_actor("health.probe").door == "system:health.probe"
