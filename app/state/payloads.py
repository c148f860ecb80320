"""What a handler accepts: a model made from its signature. Nothing is converted, nothing unknown is let through."""

import inspect
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NotRequired, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from app.errors import InvalidInput

# The character itself, not a backslash that somebody typed before "u0000".
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


def check_signature(handler: Callable[..., Any]) -> None:
    """Raises TypeError for a handler whose arguments cannot all be checked."""
    for parameter in _parameters(handler):
        if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
            raise TypeError(f"{handler.__qualname__}: a handler names all of its arguments.")
        if parameter.annotation is parameter.empty:
            raise TypeError(f"{handler.__qualname__}: the argument {parameter.name} needs a type.")


def check(handler: Callable[..., Any], payload: Mapping[str, Any]) -> None:
    """Raises InvalidInput, without the value, for a payload that the handler's annotations do not describe."""
    try:
        text = json.dumps(payload)
        if NUL.search(text):
            raise ValueError("No database takes this character.")
        _model(handler).validate_json(text)
    except (ValidationError, TypeError, ValueError, RecursionError) as exc:
        what = _where(exc) if isinstance(exc, ValidationError) else ""
        raise InvalidInput(
            "The page sent something that cannot be used here.", what_to_do="Reload it.", field=what
        ) from None


@cache
def _model(handler: Callable[..., Any]) -> TypeAdapter[Any]:
    hints = get_type_hints(handler)
    fields: dict[str, Any] = {}
    for parameter in _parameters(handler):
        hint = hints.get(parameter.name, Any)
        fields[parameter.name] = hint if parameter.default is parameter.empty else NotRequired[hint]
    payload = TypedDict("payload", fields)
    payload.__pydantic_config__ = STRICT
    return TypeAdapter(payload)


def _parameters(handler: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(handler).parameters.values())[1:]


def _where(exc: ValidationError) -> str:
    # Only names of our own arguments: an unknown key is the sender's text.
    mistake = exc.errors(include_input=False, include_url=False)[0]
    return "" if mistake["type"] == "extra_forbidden" or not mistake["loc"] else str(mistake["loc"][0])
