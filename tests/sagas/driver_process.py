"""A process that drives one run and may die on the way: `python -m tests.sagas.driver_process RUN_ID OUTSIDE`.

Where it dies is in its settings (see app/sagas/_points.py).
"""

import sys
from pathlib import Path

from tests.sagas.running import Outside, drive, handlers

if __name__ == "__main__":
    drive(sys.argv[1], handlers(Outside(Path(sys.argv[2]))))
