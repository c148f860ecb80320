"""Several people do something at the same moment."""

import threading
from collections.abc import Callable, Iterable

from app.errors import PlatformError


def at_once(acts: Iterable[Callable[[], object]]) -> list[str]:
    """Run all of them in threads that begin together; what came of each, in their order: `done` or an error's code."""
    waiting = list(acts)
    barrier, told = threading.Barrier(len(waiting)), ["nothing"] * len(waiting)

    def run(number: int) -> None:
        barrier.wait()
        try:
            waiting[number]()
            told[number] = "done"
        except PlatformError as exc:
            told[number] = exc.code

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(waiting))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
