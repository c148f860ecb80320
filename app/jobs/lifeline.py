"""A child process must not outlive the parent that answers for it."""

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 1.0

# Looked up at import: between fork and exec nothing may be allocated or loaded any more.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent_pid: int, sig: signal.Signals = signal.SIGKILL) -> None:
    """Ends this process as soon as `parent_pid` is gone, also when it was gone before the call.

    On Linux the kernel sends `sig` when the parent's thread that started us ends, so children are started
    from the main thread. Elsewhere a thread looks once a second.
    """
    if not request_parent_death_signal(sig):
        threading.Thread(target=_watch, args=(parent_pid, sig), name="lifeline", daemon=True).start()
    if os.getppid() != parent_pid:
        os.kill(os.getpid(), sig)


def request_parent_death_signal(sig: signal.Signals) -> bool:
    """Asks the kernel for `sig` at the parent's end; safe between fork and exec. False where there is no such call."""
    if _LIBC is None:
        return False
    return bool(_LIBC.prctl(_PR_SET_PDEATHSIG, int(sig), 0, 0, 0) == 0)


def _watch(parent_pid: int, sig: signal.Signals) -> None:
    while os.getppid() == parent_pid:
        time.sleep(_POLL_SECONDS)
    os.kill(os.getpid(), sig)
