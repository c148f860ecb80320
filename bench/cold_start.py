"""How long from the first start, with nothing built, to the first page?"""

import shutil
import tempfile
import time
from pathlib import Path

from bench.tables import Row, show
from tests.harness import stack
from tests.harness.processes import ROOT


def main() -> None:
    """Print the seconds of a start without a bundle, against one that finds it built."""
    bundle = ROOT / ".web"
    if bundle.exists():
        shutil.rmtree(bundle)
    cold = start_seconds()
    warm = start_seconds()
    show(
        "First start, empty data folder",
        ("seconds",),
        [Row("bundle is built", (warm,)), Row("nothing built", (cold,))],
    )


def start_seconds(data_dir: Path | None = None) -> float:
    """Seconds from the command until the product says that it is ready."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        began = time.monotonic()
        with stack.running_stack(data_dir or Path(folder) / "data"):
            return time.monotonic() - began


if __name__ == "__main__":
    main()
