"""Which model answers on this installation. Each provider is a file of this folder."""

import asyncio
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from app import config
from app.config import Settings
from app.llm._contract import Engine

GEMINI, OPENAI_COMPATIBLE = "google", "openai-compatible"
DEFAULT_GEMINI = "gemini-3.8-flash"
# The libraries of a provider take a second to load and 30 MB to hold: only the one that is used is loaded.
MODULES = {GEMINI: "app.llm.gemini", OPENAI_COMPATIBLE: "app.llm.openai_compatible"}


class ChosenModel(NamedTuple):
    """A model, and who serves it."""

    name: str
    provider: str


# A client keeps its connections open from turn to turn, which belong to one event loop.
_engines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[Any, ...], Callable[[str], Engine]]] = (
    WeakKeyDictionary()
)


def chosen_model() -> ChosenModel | None:
    """The model by the settings; None when the offline assistant answers."""
    settings = config.settings()
    if settings.model_url:
        return ChosenModel(settings.model, OPENAI_COMPATIBLE)
    if settings.gemini_api_key.get_secret_value():
        return ChosenModel(settings.model or DEFAULT_GEMINI, GEMINI)
    return None


def load_chosen() -> None:
    """Load the libraries of that model, which takes a second: in a thread, before the first question needs them."""
    chosen = chosen_model()
    if chosen is not None:
        import_module(MODULES[chosen.provider])


def is_loaded() -> bool:
    """Whether `load_chosen` has nothing to do."""
    chosen = chosen_model()
    return chosen is None or MODULES[chosen.provider] in sys.modules


def chosen_engine(instructions: str) -> Engine | None:
    """The engine of that model for one turn, in the running event loop; None when the offline assistant answers."""
    chosen = chosen_model()
    if chosen is None:
        return None
    settings = config.settings()
    made = _engines.setdefault(asyncio.get_running_loop(), {})
    place = (chosen, settings.gemini_url, settings.model_url, settings.thinking)
    if place not in made:
        made[place] = _maker(settings, chosen)
    return made[place](instructions)


def _maker(settings: Settings, chosen: ChosenModel) -> Callable[[str], Engine]:
    make: Callable[[Settings, str], Callable[[str], Engine]] = import_module(MODULES[chosen.provider]).maker
    return make(settings, chosen.name)
