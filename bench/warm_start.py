"""How long does a second start take, with the data folder of the first?"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.cold_start import start_seconds
from bench.tables import Row, percentile, show

STARTS = 5


def main() -> None:
    """Print the seconds against those of importing the libraries alone. The bar: under 10 s to the first page."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import reflex.app, sqlmodel"], check=True)
    bare = time.monotonic() - began
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        start_seconds(Path(folder) / "data")
        seconds = [start_seconds(Path(folder) / "data") for _ in range(STARTS)]
    figures = (percentile(seconds, 50), max(seconds))
    rows = [Row("import Reflex and SQL", (bare, bare)), Row("second start", figures)]
    show(f"Second start, {STARTS} times (bar: < 10 s)", ("median s", "longest s"), rows)


if __name__ == "__main__":
    main()
