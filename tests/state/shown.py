"""Reading what reached a tab."""

from typing import Any


def plain(shapes: Any) -> list[dict[str, Any]]:
    """Shapes as a browser gets them."""
    return [shape if isinstance(shape, dict) else shape.model_dump(mode="json") for shape in shapes]
