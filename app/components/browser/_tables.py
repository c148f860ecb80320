"""The parts of the page Tables, which read over REST by themselves: records never enter a state."""

import reflex as rx
from reflex_components_lucide.icon import LUCIDE_LIBRARY

from app.components.browser._part import MODULES, BrowserPart

# Reflex installs without the peers of a package, so those of the grid are named here; the last is that of the cards.
GRID = [
    LUCIDE_LIBRARY,
    "@glideapps/glide-data-grid@6.0.3",
    "lodash@4.18.1",
    "marked@4.3.0",
    "react-responsive-carousel@3.2.23",
    "@tanstack/react-virtual@3.14.26",
]


class TableList(BrowserPart):
    """The bases of the team with their tables; the address says which one is looked at."""

    library = MODULES["table_list.jsx"]
    tag = "TableList"
    person: rx.Var[str]


class TableView(BrowserPart):
    """The table of the address with its search, filter, order, records, and the record that is open."""

    library = MODULES["table_view.jsx"]
    tag = "TableView"
    lib_dependencies: list[str] = GRID
    news: rx.Var[int]
    role: rx.Var[str]
    person: rx.Var[str]
    me: rx.Var[str]
