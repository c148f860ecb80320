"""The colours that Airtable knows, and the order in which choices get them."""

from typing import Any

_HUES = "blue cyan teal green yellow orange red pink purple gray".split()
_SHADES = "Light2 Light1 Bright Dark1".split()

CHOICE_COLOURS = tuple(f"{hue}{shade}" for shade in _SHADES for hue in _HUES)
ICON_COLOURS = tuple(f"{hue}Bright" for hue in _HUES)


def coloured(choice: dict[str, Any], rank: int) -> dict[str, Any]:
    """The choice with the colour of its rank, unless it has one."""
    return {**choice, "color": choice.get("color") or CHOICE_COLOURS[rank % len(_HUES)]}
