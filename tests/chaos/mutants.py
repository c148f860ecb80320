"""The suite must notice when a safeguard of the engine is missing: `python -m tests.chaos.mutants`.

Each mutant is the engine without one of them. The tests that are named for it have to fail; a mutant that survives is
an error of the suite. As a plugin of pytest this module makes the mutant that the environment names.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

VARIABLE = "MUTANT"
# What is taken away, and the tests that must notice.
MUTANTS: dict[str, str] = {
    "probe": "tests/sagas/test_crashes.py -k killed_driver_leaves",
    "fence": "tests/sagas/test_ownership.py -k older_owner",
    "redispatch": "tests/sagas/test_dispatching.py -k lost_message",
    "run_lock": "tests/sagas/test_ownership.py -k statements_lock",
    "heartbeat": "tests/sagas/test_ownership.py -k kept_its_lease",
}


def main() -> int:
    """Run the tests of each mutant; gives 1 when one survives."""
    survivors = [name for name in MUTANTS if not _is_caught(name)]
    for name, tests in MUTANTS.items():
        print(f"without {name:<12} {'SURVIVED' if name in survivors else 'caught'} by {tests}")
    return 1 if survivors else 0


def _is_caught(name: str) -> bool:
    chosen = MUTANTS[name].split(" ", 2)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.chaos.mutants", *chosen]
    found = subprocess.run(
        command, env={**os.environ, VARIABLE: name}, capture_output=True, text=True, check=False
    )
    # 1 means that tests failed; anything else that they did not run.
    return found.returncode == 1


def pytest_configure() -> None:
    """Make the mutant, before any test is imported."""
    wanted = os.environ.get(VARIABLE, "")
    if wanted:
        _MAKE[wanted]()


def _without_probe() -> None:
    from app.sagas import _step

    made = _step.Step.__init__

    def forgetful(self: Any, actor: Any, work: Any) -> None:
        made(self, actor, work)
        self.effect = "none"

    _step.Step.__init__ = forgetful  # type: ignore[method-assign]


def _without_fence() -> None:
    from sqlmodel import select, update

    from app.models import SagaStep
    from app.sagas import _rows

    def any_owner(session: Any, claim: Any) -> Any:
        run = _rows.lock(session, claim.run_id)
        step = session.exec(
            select(SagaStep).where(SagaStep.id == claim.step_id).execution_options(populate_existing=True)
        ).one()
        return run, step

    def unfenced(session: Any, claim: Any, **changes: Any) -> None:
        session.exec(update(SagaStep).where(SagaStep.id == claim.step_id).values(**changes))

    _rows.lock_held = any_owner
    _rows.fenced = unfenced


def _without_redispatch() -> None:
    from app.sagas import _sweeping

    _sweeping._is_to_be_sent = lambda run, _now, _head: run.dispatched_at is None


def _without_run_lock() -> None:
    from sqlmodel import select

    from app.models import SagaRun
    from app.sagas import _rows

    def unlocked(session: Any, run_id: str) -> Any:
        return session.exec(select(SagaRun).where(SagaRun.id == run_id)).one()

    _rows.lock = unlocked


def _without_heartbeat() -> None:
    from app.sagas import _claiming

    _claiming.keep = lambda _claim: 0.0


_MAKE: dict[str, Callable[[], None]] = {
    "probe": _without_probe,
    "fence": _without_fence,
    "redispatch": _without_redispatch,
    "run_lock": _without_run_lock,
    "heartbeat": _without_heartbeat,
}

if __name__ == "__main__":
    sys.exit(main())
