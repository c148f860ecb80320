"""What every part of this folder is: a component whose module is one of the files beside it."""

from pathlib import Path

import reflex as rx
from reflex_components_lucide.icon import LUCIDE_LIBRARY

MODULES = {
    path.name: rx.asset(path.name, shared=True).importable_path
    for path in sorted(Path(__file__).parent.glob("*.js*"))
}


class BrowserPart(rx.Component):
    """A component of this folder; its icons come from the same library as Reflex's own."""

    lib_dependencies: list[str] = [LUCIDE_LIBRARY]
