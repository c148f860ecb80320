"""The log files of the children, kept from growing without end."""

import shutil
from pathlib import Path

_LARGEST_BYTES = 20_000_000


def shorten(folder: Path, *, largest_bytes: int = _LARGEST_BYTES) -> list[Path]:
    """Moves the content of each log above the size into `<name>.1` and returns the logs that were cut.

    The children keep their file open for appending, so it is copied and cut instead of renamed.
    """
    cut = []
    for path in sorted(folder.glob("*.log")):
        if path.stat().st_size > largest_bytes:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            with path.open("r+b") as file:
                file.truncate(0)
            cut.append(path)
    return cut
