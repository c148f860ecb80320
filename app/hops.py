"""The hops from async code into the sync rooms: two bounded pools of threads.

Anything that blocks goes through one of them; nothing else may leave the event loop. What waits for the network
has a pool of its own, so that a service that hangs does not keep the database's readers waiting. Both pools are
small: threads that calculate take turns with the event loop.
"""

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import anyio

P = ParamSpec("P")
R = TypeVar("R")
ROOM_THREADS = 8
NETWORK_THREADS = 16
Limiters = WeakKeyDictionary[asyncio.AbstractEventLoop, anyio.CapacityLimiter]
_rooms: Limiters = WeakKeyDictionary()
_networks: Limiters = WeakKeyDictionary()


async def to_room(verb: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a short sync verb (SQL, hashing) in a thread and wait for it; at most ROOM_THREADS at once.

    A cancelled caller is held until the verb has ended, so that what it does next comes after it.
    """
    work = asyncio.ensure_future(_hop(partial(verb, *args, **kwargs), _rooms, ROOM_THREADS))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await _ended(work)
        raise


async def to_network(verb: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Like `to_room` for a verb that waits for another service; at most NETWORK_THREADS at once.

    A cancelled caller goes on at once; the verb itself runs to its end, as a thread cannot be stopped.
    """
    return await _hop(partial(verb, *args, **kwargs), _networks, NETWORK_THREADS)


async def _hop(call: Callable[[], R], limiters: Limiters, threads: int) -> R:
    loop = asyncio.get_running_loop()
    if loop not in limiters:
        limiters[loop] = anyio.CapacityLimiter(threads)
    return await anyio.to_thread.run_sync(call, limiter=limiters[loop], abandon_on_cancel=True)


async def _ended(work: "asyncio.Future[R]") -> None:
    """Wait for the end of the work, however often the waiting itself is cancelled; its outcome is nobody's."""
    while not work.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([work])
    if not work.cancelled():
        work.exception()
