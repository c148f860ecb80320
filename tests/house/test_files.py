"""Tracked files name no registry, no machine, and no address that a lock file resolved."""

import pytest

from tests.house import files
from tests.house.source import ROOT, tracked


def test_tracked_files_are_free_of_registries_and_machine_paths() -> None:
    problems = []
    for path in tracked():
        problems += files.problems_of(path.relative_to(ROOT).as_posix(), files.read(path))

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "pip install --index-url https://" + "py" + "pi.org/simple"),
        ("Makefile", "cd /ro" + "ot/project"),
        ("reflex.lock/package-lock.json", '{"resolved": "https://example.test/a.tgz"}'),
    ],
)
def test_planted_content_is_found(path: str, text: str) -> None:
    assert len(list(files.problems_of(path, text))) == 1


def test_route_that_looks_like_a_path_is_left_alone() -> None:
    assert list(files.problems_of("app/api/tables.py", 'route = "/api/v1/work/tables"')) == []
