"""Chromium and Firefox for tests: existing ones, or the system's packages where this user may install them.

`python -m tests.harness.browser` makes sure that they are there and says which.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HOW_TO = "Install Chromium or Google Chrome, or set CHROMIUM to the path of one, and run this again."


# What starts Firefox for Playwright; needs FIREFOX and PYTHON in its environment.
FIREFOX_STARTER = Path(__file__).with_name("firefox")


class NoBrowser(Exception):
    """A browser is not on this machine and may not be installed."""


def find() -> Path | None:
    """CHROMIUM, else one on PATH, else the newest that Playwright installed."""
    if given := os.environ.get("CHROMIUM"):
        return _existing(given, "CHROMIUM")
    for name in NAMES:
        if on_path := shutil.which(name):
            return Path(on_path)
    if sys.platform == "darwin":
        installed = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
        return installed if installed.exists() else None
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted([*cache.glob("chromium-*/chrome-linux*/chrome")])
    return found[-1] if found else None


def ensure() -> Path:
    """A Chromium, installed first when there is none. Raises NoBrowser with what to do."""
    found = find() or _installed("chromium", find)
    if found is None:
        raise NoBrowser(f"The browser tests need Chromium and found none. {HOW_TO}")
    return found


def ensure_firefox() -> Path:
    """A Firefox, installed first when there is none. Raises NoBrowser with what to do."""
    found = _find_firefox() or _installed("firefox-esr", _find_firefox)
    if found is None:
        raise NoBrowser(
            "The browser tests need Firefox and found none. Install it, or set FIREFOX to its path."
        )
    return found


def _find_firefox() -> Path | None:
    if given := os.environ.get("FIREFOX"):
        return _existing(given, "FIREFOX")
    on_path = shutil.which("firefox-esr") or shutil.which("firefox")
    return Path(on_path) if on_path else None


def _existing(given: str, setting: str) -> Path:
    if not os.access(given, os.X_OK):
        raise NoBrowser(f"{setting}: {given} is not a program that can be run. {HOW_TO}")
    return Path(given)


def _installed(package: str, find_it: Callable[[], Path | None]) -> Path | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print(f"Installing {package} from the system's packages ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        command = ["apt-get", "--quiet", *step]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise NoBrowser(f"apt-get {step[0]} failed: {done.stderr.strip()[-400:]} {HOW_TO}")
    return find_it()


if __name__ == "__main__":
    try:
        print(f"Chromium: {ensure()}")
        print(f"Firefox: {ensure_firefox()}")
    except NoBrowser as exc:
        sys.exit(str(exc))
