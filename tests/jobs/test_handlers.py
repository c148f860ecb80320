"""The table of jobs."""

from app.jobs import handlers


def test_every_job_is_named_after_its_subject_and_verb() -> None:
    assert sorted(handlers.JOBS) == ["health.probe", "outbox.purge", "sessions.purge"]


def test_only_jobs_that_belong_to_nobody_act_as_the_platform() -> None:
    as_platform = sorted(name for name, job in handlers.JOBS.items() if job.as_system)

    assert as_platform == ["health.probe", "outbox.purge", "sessions.purge"]
    assert handlers.system_actor("health.probe").door == "system:health.probe"
