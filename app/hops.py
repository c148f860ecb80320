"""The one hop from async code into the sync rooms: a bounded pool of threads.

Anything that blocks (SQL, pyairtable, hashing) goes through `to_room`; nothing else may leave the event loop.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import anyio

P = ParamSpec("P")
R = TypeVar("R")
THREADS = 32
_limiters: WeakKeyDictionary[asyncio.AbstractEventLoop, anyio.CapacityLimiter] = WeakKeyDictionary()


async def to_room(verb: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a sync verb in a thread and wait for it; at most THREADS at once in this process.

    A cancelled caller stops waiting at once; the verb itself runs to its end, as a thread cannot be stopped.
    """
    return await anyio.to_thread.run_sync(
        partial(verb, *args, **kwargs), limiter=_limiter(), abandon_on_cancel=True
    )


def _limiter() -> anyio.CapacityLimiter:
    loop = asyncio.get_running_loop()
    if loop not in _limiters:
        _limiters[loop] = anyio.CapacityLimiter(THREADS)
    return _limiters[loop]
