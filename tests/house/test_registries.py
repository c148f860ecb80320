"""Every job that is asked for has a handler, and every file of a kind has its test."""

from app.jobs.handlers import JOBS
from tests.house import registries
from tests.house.source import Source, sources


def test_every_enqueued_job_has_a_handler() -> None:
    problems = [p for source in sources("app") for p in registries.unknown_jobs(source, JOBS)]

    assert not problems, "\n".join(problems)


def test_planted_job_without_a_handler_is_found() -> None:
    planted = Source.planted("app/auth/_planted.py", "enqueue(session, actor, 'auth.unknown')")

    assert len(registries.unknown_jobs(planted, ["auth.purge"])) == 1


def test_planted_job_with_a_computed_name_is_found() -> None:
    planted = Source.planted("app/auth/_planted.py", "enqueue(session, actor, f'auth.{what}')")

    assert len(registries.unknown_jobs(planted, ["auth.purge"])) == 1


def test_job_named_by_a_constant_is_known() -> None:
    planted = Source.planted("app/auth/_planted.py", "JOB = 'auth.purge'\nenqueue(session, actor, JOB)")

    assert registries.unknown_jobs(planted, ["auth.purge"]) == []


def test_every_file_of_a_kind_has_its_test() -> None:
    paths = [source.path for source in sources("app")]
    problems = registries.untested(paths, [source.path for source in sources("tests")])

    assert not problems, "\n".join(problems)


def test_planted_tool_without_a_test_is_found() -> None:
    assert registries.untested(["app/tools/planted.py"], []) == [
        "app/tools/planted.py has no test. Write tests/tools/test_planted.py."
    ]


def test_tool_with_several_tests_is_tested() -> None:
    assert registries.untested(["app/tools/planted.py"], ["tests/tools/test_planted_sums.py"]) == []
