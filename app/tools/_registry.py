"""The tools, found in this folder: one file a tool. Chat, MCP, REST and workflow steps list the same registry."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from app import config
from app.actor import Actor, Role
from app.errors import PlatformError
from app.hops import to_network
from app.telemetry import logger, span, tool_calls
from app.tools._consent import Question, Verdict, settled
from app.tools._replies import PlanReply
from app.tools._shapes import ToolOutcome

log = logger(__name__)
Effect = Literal["reads", "adds", "overwrites", "deletes"]


class Arguments(BaseModel):
    """Arguments of a tool: a strict schema, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Tool:
    """A registered tool. `summary` puts a call into a person's words while it runs. `effect` is what it does once it is
    approved: a hint for clients, and no guard. `gives` is what the data of its outcome is when nothing went wrong,
    and `output` its JSON schema."""

    name: str
    description: str
    arguments: type[Arguments]
    need: Role
    run: Callable[[Actor, Any], ToolOutcome]
    summary: Callable[[Any], str]
    parameters: dict[str, Any]
    gives: type
    output: dict[str, Any]
    effect: Effect = "reads"


_found: dict[str, Tool] = {}


def tool(
    *, need: Role, summary: Callable[[Any], str], gives: type = PlanReply, effect: Effect = "reads"
) -> Callable[[Callable[[Actor, Any], ToolOutcome]], Callable[[Actor, Any], ToolOutcome]]:
    """Register a function as a tool: its name, its docstring as the description, its second argument's model.

    `gives` is what its data is, for a tool that writes a change plan.
    """

    def register(run: Callable[[Actor, Any], ToolOutcome]) -> Callable[[Actor, Any], ToolOutcome]:
        name = run.__name__
        if name in _found:
            raise RuntimeError(f"Two tools are named {name}.")
        arguments = run.__annotations__["arguments"]
        description = " ".join((run.__doc__ or "").split())
        _found[name] = Tool(
            name=name,
            description=description,
            arguments=arguments,
            need=need,
            run=run,
            summary=summary,
            parameters=arguments.model_json_schema(),
            gives=gives,
            output=TypeAdapter(gives).json_schema(),
            effect=effect,
        )
        return run

    return register


@cache
def all_tools() -> dict[str, Tool]:
    """Every tool by name, in alphabetical order, so that what a model sees does not change between turns."""
    for module in sorted(info.name for info in iter_modules([str(Path(__file__).parent)])):
        if not module.startswith("_"):
            import_module(f"app.tools.{module}")
    return dict(sorted(_found.items()))


def tools_for(actor: Actor) -> list[Tool]:
    """The tools this actor's role reaches; a model never sees the others."""
    return [
        found for found in all_tools().values() if actor.role is not None and actor.role.reaches(found.need)
    ]


def describe_call(name: str, arguments: dict[str, Any]) -> str:
    """The call in a person's words; empty when the arguments do not fit."""
    found = all_tools().get(name)
    if found is None:
        return ""
    try:
        return found.summary(found.arguments.model_validate(arguments))
    except ValidationError:
        return ""


async def run(actor: Actor, name: str, arguments: dict[str, Any]) -> ToolOutcome:
    """Run a tool as the actor. What the caller did wrong comes back as an outcome that says what to mend.

    Our own mistakes are raised.
    """
    return await _measured(name, _run(actor, name, arguments))


async def settle(actor: Actor, name: str, question: Question, verdict: Verdict) -> ToolOutcome:
    """What becomes of a change that a tool prepared, after its person was asked in the client of a key.

    A yes carries out what was shown, a no declines it, and without an answer it goes on waiting in the Inbox. What was
    decided meanwhile stays as it is. Mistakes come back as with `run`.
    """
    return await _measured(name, _guarded(name, settled, actor, name, question, verdict))


async def _measured(name: str, work: Awaitable[ToolOutcome]) -> ToolOutcome:
    started = time.monotonic()
    with span(f"tool.{name}"):
        outcome = await work
    milliseconds = round((time.monotonic() - started) * 1000)
    tool_calls.labels(name if name in all_tools() else "unknown", "error" if outcome.is_error else "ok").inc()
    log.info("tool_ran", tool=outcome.tool, is_error=outcome.is_error, milliseconds=milliseconds)
    return outcome.model_copy(update={"milliseconds": milliseconds})


async def _run(actor: Actor, name: str, arguments: dict[str, Any]) -> ToolOutcome:
    found = next((each for each in tools_for(actor) if each.name == name), None)
    if found is None:
        return _mistake(name, "unknown_tool", f"There is no tool named {name}.")
    try:
        parsed = found.arguments.model_validate(arguments)
    except ValidationError as exc:
        first = exc.errors(include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return _mistake(name, "invalid_input", f"{place}: {first['msg']}")
    return await _guarded(name, found.run, actor, parsed)


async def _guarded(name: str, work: Callable[..., ToolOutcome], *given: Any) -> ToolOutcome:
    seconds = config.limits().tool_seconds
    try:
        return await asyncio.wait_for(to_network(work, *given), seconds)
    except TimeoutError:
        return _mistake(name, "too_slow", f"It did not finish within {seconds} s.")
    except PlatformError as exc:
        return _mistake(name, exc.code, exc.user_text)


def _mistake(name: str, code: str, sentence: str) -> ToolOutcome:
    return ToolOutcome(tool=name, data={"error": sentence, "code": code}, result=sentence, is_error=True)
