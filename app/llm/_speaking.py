"""A large model as an engine: one streamed request a round, through pydantic-ai.

A request is repeated only as long as nothing of its answer was passed on: what a person has read is never replaced.
"""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic_ai.direct import model_request_stream
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ToolCallPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from app.llm._contract import Conversation, EngineEvent, RoundEnd, TextDelta, ToolCall, ToolSpec, Usage
from app.llm._messages import definitions, messages, tokens
from app.llm._prices import replacement
from app.llm._problems import Problem, blocked, problem_of, unusable
from app.models import utc_now
from app.telemetry import logger

TRIES = 4
TRY_AGAIN_SECONDS = 1.0
# A longer wish of the other side for patience is told instead of waited for.
MOST_PATIENCE_SECONDS = 30.0
MOST_TOKENS = 8_192
SETTINGS: ModelSettings = {
    "max_tokens": MOST_TOKENS,
    "timeout": 120,
    "first_event_timeout": 60,
    "max_retries": 0,
}
ASK_ONCE_MORE = "(Your last reply was empty, or its function call was malformed. Answer again.)"
log = logger(__name__)


@dataclass(frozen=True)
class ModelEngine:
    """Speaks with `model`. `instructions` come before every conversation; `replacement` is told when it is retired."""

    name: str
    provider: str
    model: Model
    instructions: str = ""
    settings: ModelSettings = field(default_factory=lambda: SETTINGS)
    replacement: str = ""
    clock: Callable[[], datetime] = utc_now
    mark: str = field(default_factory=lambda: secrets.token_hex(8))

    def most_usage(self, conversation: Conversation, tools: Sequence[ToolSpec]) -> Usage:
        """The prompt as if nothing of it was known there, and the longest answer."""
        prompt = tokens(conversation, tools, self.instructions)
        return Usage(self.name, self.provider, fresh=prompt, output=MOST_TOKENS)

    async def stream(
        self, conversation: Conversation, tools: Sequence[ToolSpec]
    ) -> AsyncIterator[EngineEvent]:
        """One round. Raises Busy, Unavailable, ModelRefused, TurnLimit."""
        said = messages(conversation, instructions=self.instructions, now=self.clock(), mark=self.mark)
        asked = ModelRequestParameters(function_tools=definitions(tools))
        used: Usage | None = None
        for is_last in (False, True):
            async for event in self._patiently(said, asked):
                if isinstance(event, TextDelta):
                    yield event
                    continue
                used = _sum(used, self._usage(event))
                if _is_usable(event):
                    for end in _ended(event, used):
                        yield end
                    return
            if is_last:
                yield RoundEnd(used or Usage(self.name, self.provider))
                raise unusable(self.name)
            said.append(ModelRequest(parts=[UserPromptPart(ASK_ONCE_MORE)]))

    async def _patiently(
        self, said: list[ModelMessage], asked: ModelRequestParameters
    ) -> AsyncIterator[TextDelta | ModelResponse]:
        """Pieces of text and, last, the whole response; repeated while nothing came."""
        for attempt in range(1, TRIES + 1):
            has_begun = False
            try:
                async for event in self._once(said, asked):
                    has_begun = True
                    yield event
            except (AgentRunError, OSError, TimeoutError) as exc:
                problem = problem_of(exc, self.name, self.replacement)
                wait = self._wait(problem, attempt)
                if has_begun or wait is None:
                    raise problem.error from exc
                log.warning(
                    "model_request_repeated", model=self.name, code=problem.error.code, attempt=attempt
                )
                await asyncio.sleep(wait)
            else:
                return

    async def _once(
        self, said: list[ModelMessage], asked: ModelRequestParameters
    ) -> AsyncIterator[TextDelta | ModelResponse]:
        request = model_request_stream(
            self.model, said, model_settings=self.settings, model_request_parameters=asked
        )
        async with request as stream:
            async for event in stream:
                match event:
                    case PartStartEvent(part=TextPart(content=text)) if text:
                        yield TextDelta(text)
                    case PartDeltaEvent(delta=TextPartDelta(content_delta=text)) if text:
                        yield TextDelta(text)
            response = stream.get()
        if response.finish_reason == "content_filter":
            raise blocked(self.name)
        yield response

    def _usage(self, response: ModelResponse) -> Usage:
        used = response.usage
        thinking = used.details.get("thoughts_tokens", used.details.get("reasoning_tokens", 0))
        return Usage(
            model=response.model_name or self.name,
            provider=self.provider,
            fresh=max(0, used.input_tokens - used.cache_read_tokens),
            cached=used.cache_read_tokens,
            output=max(0, used.output_tokens - thinking),
            thinking=thinking,
        )

    def _wait(self, problem: Problem, attempt: int) -> float | None:
        """Seconds until the next try; None when there is none."""
        if not problem.may_repeat or attempt == TRIES:
            return None
        if problem.after_seconds is None:
            # Twice as long each time, and never at one moment with everybody else.
            return TRY_AGAIN_SECONDS * 2.0 ** (attempt - 1) * random.uniform(0.5, 1.0)
        return problem.after_seconds if problem.after_seconds <= MOST_PATIENCE_SECONDS else None


def maker(
    name: str, provider: str, model: Model, settings: ModelSettings = SETTINGS
) -> Callable[[str], ModelEngine]:
    """What makes the engine of a turn out of its instructions; all of them share the client of the model."""

    def engine(instructions: str) -> ModelEngine:
        return ModelEngine(
            name=name,
            provider=provider,
            model=model,
            instructions=instructions,
            settings=settings,
            replacement=replacement(provider, name),
        )

    return engine


def _is_usable(response: ModelResponse) -> bool:
    """Whether there is a text or a whole call in it, or nothing because it was cut."""
    has_something = any(
        isinstance(part, ToolCallPart) or (isinstance(part, TextPart) and part.content)
        for part in response.parts
    )
    return has_something or response.finish_reason == "length"


def _ended(response: ModelResponse, usage: Usage) -> list[EngineEvent]:
    """The calls of a response, and the end of its round. A call that was cut is left out: it is not whole."""
    is_cut = response.finish_reason == "length"
    calls: list[EngineEvent] = [
        ToolCall(part.tool_call_id, part.tool_name, part.args_as_dict(raise_if_invalid=False))
        for part in response.parts
        if isinstance(part, ToolCallPart) and not is_cut
    ]
    return [*calls, RoundEnd(usage, "length" if is_cut else "stop", response)]


def _sum(before: Usage | None, usage: Usage) -> Usage:
    if before is None:
        return usage
    return replace(
        usage,
        fresh=before.fresh + usage.fresh,
        cached=before.cached + usage.cached,
        output=before.output + usage.output,
        thinking=before.thinking + usage.thinking,
    )
