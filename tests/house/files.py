"""What no tracked file may hold: addresses of package registries, paths of one machine, resolved lock files."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT

# Written in parts, so that this file keeps its own rule.
REGISTRIES = re.compile(
    r"\b("
    + "|".join(
        ("py" + r"pi\.org", "python" + r"hosted\.org", "np" + r"mjs\.(?:org|com)", "npm" + r"mirror\.com")
    )
    + ")"
)
MACHINE = re.compile(
    r"(?<![\w./])/(?:" + "|".join(("ro" + "ot", "Us" + "ers", "wo" + "rk", "fa" + "rm")) + r")/"
)
BINARY = {".png", ".jpg", ".ico", ".gif", ".webp", ".woff", ".woff2", ".pdf", ".xlsx", ".zip"}


def problems_of(path: str, text: str) -> Iterator[str]:
    """What is wrong with a tracked file's content."""
    for number, line in enumerate(text.splitlines(), start=1):
        if REGISTRIES.search(line):
            yield f"{path}:{number} names a package registry. Leave the choice to the machine's own settings."
        if MACHINE.search(line) or (len(ROOT.parts) > 2 and f"{ROOT}/" in line):
            yield f"{path}:{number} holds a path of one machine. Use a path relative to the repository."
    if path.endswith(("package-lock.json", "bun.lock", "yarn.lock")) and '"resolved"' in text:
        yield f"{path} holds resolved addresses. Remove them; the integrity hashes are enough."


def read(path: Path) -> str:
    """The text of a file; empty for pictures and fonts."""
    return "" if path.suffix in BINARY else path.read_text(encoding="utf-8", errors="replace")
