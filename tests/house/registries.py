"""What is found by folder or by name: jobs, kinds of things, and their tests."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from tests.house.boundaries import KIND_FOLDERS
from tests.house.source import Source, calls

# Kind folders, and doors with one file a subject: each file has a test of its own.
TESTED_FOLDERS = KIND_FOLDERS | {"app/api", "app/jobs"}


def enqueued_jobs(source: Source) -> Iterator[tuple[str, str]]:
    """Every job that a file enqueues: the place and the name, `?` when it cannot be read from the code."""
    constants = _constants(source.tree)
    for call in calls(source.tree, "enqueue"):
        given = [keyword.value for keyword in call.keywords if keyword.arg == "job"] or call.args[2:3]
        for node in given:
            if isinstance(node, ast.Constant):
                yield source.at(call), str(node.value)
            else:
                yield source.at(call), constants.get(getattr(node, "id", ""), "?")


def unknown_jobs(source: Source, known: Iterable[str]) -> list[str]:
    """Jobs that are enqueued and that no handler runs."""
    problems = []
    for place, name in enqueued_jobs(source):
        if name == "?":
            problems.append(f"{place} enqueues a job whose name is computed. Give a constant.")
        elif name not in known:
            problems.append(
                f"{place} enqueues {name!r}, which app/jobs/handlers.py does not know. Add its handler."
            )
    return problems


def untested(paths: Iterable[str], tests: Iterable[str]) -> list[str]:
    """Files of kind folders without a test file named after them."""
    known = {PurePosixPath(path).as_posix() for path in tests}
    problems = []
    for path in map(PurePosixPath, paths):
        if path.parent.as_posix() not in TESTED_FOLDERS or path.stem.startswith("_"):
            continue
        folder = PurePosixPath("tests", *path.parent.parts[1:])
        if not any(test.startswith(f"{folder}/test_{path.stem}") for test in known):
            problems.append(f"{path} has no test. Write {folder}/test_{path.stem}.py.")
    return problems


def _constants(tree: ast.Module) -> dict[str, str]:
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                found[getattr(target, "id", "")] = str(node.value.value)
    return found
