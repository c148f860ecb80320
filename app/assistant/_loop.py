"""One turn: rounds between the engine and the tools until the engine asks for no more.

`answer` yields the growing answer; it knows nothing of tabs, databases or tasks.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator

from app import config, tools
from app.actor import Actor
from app.assistant import _context
from app.assistant._meter import Meter
from app.assistant._numerals import unproven
from app.assistant._shapes import Message, Step
from app.errors import ModelRefused, TurnLimit
from app.llm import (
    Conversation,
    Earlier,
    Engine,
    PlannedEngine,
    Question,
    Reply,
    RoundEnd,
    Suggestions,
    TextDelta,
    ToolCall,
    ToolReply,
    ToolSpec,
    Usage,
)
from app.models import utc_now
from app.tools import ResultTable, ToolOutcome

NARROWER = "Ask a narrower question."
CUT = "The answer reached its longest length and ends here. Ask for the rest."
# The same call with the same arguments: not run again from this one on, and the end of the turn at that one.
NOT_AGAIN, LOOP = 3, 5
LETTERS_A_TOKEN = 4


async def answer(
    actor: Actor, blank: Message, conversation: Conversation, engine: Engine, meter: Meter
) -> AsyncIterator[Message]:
    """The answer as it grows, starting from `blank`; the last one has status "done".

    Raises TurnLimit when the engine goes on for too long, BudgetSpent when a round may cost more than is left, and
    whatever the engine raises.
    """
    turn = _Turn(actor, blank, conversation, engine, meter)
    for _ in range(config.limits().turn_steps):
        async for message in turn.round():
            yield message
        if turn.is_over:
            return
    raise TurnLimit(f"The answer needed more than {config.limits().turn_steps} rounds.", what_to_do=NARROWER)


class _Turn:
    """The answer so far, and what was said in the turn."""

    def __init__(
        self, actor: Actor, blank: Message, conversation: Conversation, engine: Engine, meter: Meter
    ) -> None:
        self._actor, self._engine, self._meter = actor, engine, meter
        self._specs = _specs(actor)
        self._said: _context.Said = list(conversation)
        self._message, self._started = blank, time.monotonic()
        self._calls_made: Counter[str] = Counter()
        self.is_over = False

    async def round(self) -> AsyncIterator[Message]:
        """One request to the engine, and the tools that it asks for."""
        calls: list[ToolCall] = []
        text, end = "", None
        async for event in self._paid():
            match event:
                case TextDelta(piece):
                    # What is said between two rounds of tools is a paragraph of its own.
                    before = self._message.text
                    gap = "\n\n" if before and not text and not before[-1].isspace() else ""
                    text += piece
                    yield self._grown(text=f"{before}{gap}{piece}")
                case Suggestions(texts):
                    self._grown(suggestions=list(texts))
                case ToolCall():
                    calls.append(event)
                case RoundEnd():
                    end = event
        self._said.append(Reply(text, tuple(calls), native=end.native if end else None))
        if not calls:
            yield self._done(is_cut=end is not None and end.ended_by == "length")
            return
        self._count(calls)
        yield self._grown(steps=[*self._message.steps, *(_begun(call) for call in calls)])
        outcomes = await self._run(calls)
        pairs = zip(calls, outcomes, strict=True)
        self._said += [ToolReply(call.id, call.name, each.data, each.is_error) for call, each in pairs]
        self._message = _with_outcomes(self._message, calls, outcomes)
        yield self._grown(usage=self._meter.tokens, cost=self._meter.cost)

    async def _paid(self) -> AsyncIterator[TextDelta | ToolCall | Suggestions | RoundEnd]:
        """What the engine says in this round. It is asked only if there is money for it, and what it took is written
        down whatever happens; what nobody told is taken from the size of what was said."""
        most_tokens = config.limits().context_tokens // 2
        said = _context.within(self._said, most_tokens, self._tokens)
        most = self._engine.most_usage(said, self._specs)
        booking = await self._meter.before(most) if most else ""
        if most is not None:
            earlier = next((each.text for each in said if isinstance(each, Earlier)), "")
            self._grown(earlier=earlier, context_size=most.fresh)
        usage: Usage | None = None
        letters = 0
        try:
            async for event in self._engine.stream(said, self._specs):
                if isinstance(event, RoundEnd):
                    usage = event.usage
                elif isinstance(event, TextDelta):
                    letters += len(event.text)
                yield event
        finally:
            if most is not None:
                if usage is None and letters:
                    guess = letters // LETTERS_A_TOKEN + 1
                    usage = Usage(most.model, most.provider, fresh=most.fresh, output=guess)
                await self._meter.after(booking, usage)

    def _tokens(self, said: _context.Said) -> int:
        most = self._engine.most_usage(said, self._specs)
        return most.fresh if most else 0

    def _grown(self, **changed: object) -> Message:
        self._message = self._message.model_copy(update=changed)
        return self._message

    def _done(self, *, is_cut: bool) -> Message:
        if is_cut and not self._message.text:
            raise ModelRefused(
                f"{self._engine.name} reached its longest answer before it came to the point.",
                what_to_do="Ask for less at once.",
            )
        self.is_over = True
        seconds = round(time.monotonic() - self._started, 2)
        notice = CUT if is_cut else self._message.notice
        ended = {"status": "done", "seconds": seconds, "notice": notice, "unproven": self._unproven()}
        return self._grown(**ended, usage=self._meter.tokens, cost=self._meter.cost)

    def _unproven(self) -> list[str]:
        """What the answer tells without proof. The offline planner only fills in what tools gave back."""
        if isinstance(self._engine, PlannedEngine):
            return []
        results = [each.data for each in self._said if isinstance(each, ToolReply) and not each.is_error]
        asked = [each for each in self._said if isinstance(each, Question)]
        known = [each.text for each in asked]
        # What a picture shows cannot be checked here; what a file says can.
        known += [
            file.content.decode("utf-8", "replace")
            for each in asked
            for file in each.files
            if not file.is_picture
        ]
        return unproven(self._message.text, results, [*known, utc_now().date().isoformat()])

    def _count(self, calls: list[ToolCall]) -> None:
        """Raises TurnLimit for too many calls, and for one that is asked for again and again."""
        self._calls_made.update(_canonical(call) for call in calls)
        most = config.limits().turn_tool_calls
        if self._calls_made.total() > most:
            raise TurnLimit(f"The answer needed more than {most} tool calls.", what_to_do=NARROWER)
        if any(self._calls_made[_canonical(call)] >= LOOP for call in calls):
            raise TurnLimit(
                f"{self._engine.name} asked for the same thing again and again.", what_to_do=NARROWER
            )

    async def _run(self, calls: list[ToolCall]) -> list[ToolOutcome]:
        """The outcomes in the order of the calls, a few at the same time."""
        turn = asyncio.Semaphore(config.limits().turn_parallel)

        async def run(call: ToolCall) -> ToolOutcome:
            if self._calls_made[_canonical(call)] >= NOT_AGAIN:
                return _repeated(call)
            async with turn:
                return await tools.run(self._actor, call.name, call.arguments)

        return await asyncio.gather(*(run(call) for call in calls))


def _canonical(call: ToolCall) -> str:
    return f"{call.name} {json.dumps(call.arguments, sort_keys=True)}"


def _repeated(call: ToolCall) -> ToolOutcome:
    sentence = "You called this twice already in this turn. Use what came back, or answer without it."
    return ToolOutcome(
        tool=call.name, data={"error": sentence, "code": "repeated"}, result="Asked too often", is_error=True
    )


def _specs(actor: Actor) -> list[ToolSpec]:
    offered = tools.tools_for(actor)
    return [ToolSpec(each.name, each.description, each.parameters) for each in offered]


def _begun(call: ToolCall) -> Step:
    return Step(
        id=call.id,
        tool=call.name,
        summary=tools.describe_call(call.name, call.arguments),
        status="running",
        arguments=json.dumps(call.arguments, indent=2, ensure_ascii=False),
    )


def _with_outcomes(message: Message, calls: list[ToolCall], outcomes: list[ToolOutcome]) -> Message:
    by_call = {call.id: outcome for call, outcome in zip(calls, outcomes, strict=True)}
    steps = [_finished(step, by_call[step.id]) if step.id in by_call else step for step in message.steps]
    tables = [each.table for each in outcomes if each.table is not None]
    charts = [each.chart for each in outcomes if each.chart is not None]
    proofs = [each.proof for each in outcomes if each.proof is not None]
    exports = [each.file for each in outcomes if each.file is not None]
    plans = [each.plan_id for each in outcomes if each.plan_id]
    changed = {
        "steps": steps,
        "charts": [*message.charts, *charts],
        "tables": _shown([*message.tables, *tables], is_change=bool(message.plans or plans)),
        "proofs": [*message.proofs, *proofs],
        "exports": [*message.exports, *exports],
        "plans": [*message.plans, *plans],
    }
    return message.model_copy(update=changed)


def _shown(found: list[ResultTable], *, is_change: bool) -> list[ResultTable]:
    """Without those that only led to others, or to a change."""
    lasting = [each for each in found if not each.gives_way]
    return lasting if lasting or is_change else found


def _finished(step: Step, outcome: ToolOutcome) -> Step:
    status = "failed" if outcome.is_error else "done"
    return step.model_copy(
        update={"status": status, "result": outcome.result, "milliseconds": outcome.milliseconds}
    )
