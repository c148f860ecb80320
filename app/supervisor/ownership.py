"""Files that say who owns a folder: a lock that the kernel gives back when its holder dies, private notes."""

import fcntl
import os
from pathlib import Path
from typing import Self


class FolderLock:
    """An exclusive `flock` on a file in the folder that is owned.

    The lock belongs to the open file: it ends when this process (and every child that was given `fd` on
    purpose) has gone, so a kill -9 never leaves it behind.
    """

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self.fd = fd

    @classmethod
    def acquire(cls, path: Path) -> Self | None:
        """The lock, or None when somebody else holds it. The folder must exist."""
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        return cls(path, fd)

    def release(self) -> None:
        """Gives the lock back; the file stays, because removing it would let two owners in."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def write_private(path: Path, content: str) -> None:
    """Writes a file that only this user may read, at once as a whole."""
    beside = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(content)
    beside.replace(path)
