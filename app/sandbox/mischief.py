"""Carries out the faults that cannot be told by an answer: waiting, hanging, cutting the connection."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.types import Send

from app.sandbox.faults import Dropped, Fault, distorted


async def apply(fault: Fault, request: Request, *, when: str) -> None:
    """Does what the fault does at this moment: waits, or raises the answer that it gives."""
    if fault.when != when:
        return
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    elif fault.kind == "hang":
        try:
            async with asyncio.timeout(fault.seconds):
                while (await request.receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            pass
        raise Dropped
    else:
        fault.raise_answer()


def distortion(faults: Sequence[Fault]) -> Callable[[Any], Any]:
    """What happens to values before they are stored."""
    return distorted if any(fault.kind == "wrong_value" for fault in faults) else _same


def cut(send: Send) -> None:
    """Cuts the TCP connection. Outside of uvicorn there is none, and the caller gets the error itself."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("The sandbox was told to drop the connection.")
    transport.abort()


def _same(value: Any) -> Any:
    return value
