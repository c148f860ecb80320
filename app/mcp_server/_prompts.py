"""The prompts of the team over MCP: a blank of a prompt is an argument."""

import re

import mcp_types as types
from mcp.shared.exceptions import MCPError

from app import assistant
from app.actor import Actor
from app.assistant import Prompt

_BLANK = re.compile(r"\{([^{}\n]{1,60})\}")


async def listed(actor: Actor) -> types.ListPromptsResult:
    """All of them by title."""
    return types.ListPromptsResult(prompts=[_described(each) for each in await assistant.list_prompts(actor)])


async def filled(actor: Actor, name: str, arguments: dict[str, str]) -> types.GetPromptResult:
    """The question with its blanks filled in. Raises MCPError for an unknown prompt, and for a blank without a word."""
    known = {each.title: each for each in await assistant.list_prompts(actor)}
    if name not in known:
        raise MCPError(types.INVALID_PARAMS, f"There is no prompt {name[:100]}.")
    missing = [blank for blank in _blanks(known[name].text) if not arguments.get(blank, "").strip()]
    if missing:
        raise MCPError(types.INVALID_PARAMS, f"Fill in: {', '.join(missing)}.")
    text = _BLANK.sub(lambda found: arguments[found[1]], known[name].text)
    said = types.PromptMessage(role="user", content=types.TextContent(type="text", text=text))
    return types.GetPromptResult(description=name, messages=[said])


def _described(prompt: Prompt) -> types.Prompt:
    arguments = [types.PromptArgument(name=blank, required=True) for blank in _blanks(prompt.text)]
    return types.Prompt(name=prompt.title, description=prompt.text[:300], arguments=arguments)


def _blanks(text: str) -> list[str]:
    return list(dict.fromkeys(_BLANK.findall(text)))
