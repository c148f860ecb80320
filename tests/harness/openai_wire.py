"""How servers speak that are compatible with OpenAI's chat completions: Ollama, vLLM, llama.cpp and others."""

import json
from collections.abc import Iterator

from tests.harness.model_server import KEY, Answer, Call, Fault, JsonObject


class OpenAIWire:
    """The path /v1/chat/completions, with arguments of calls that come in fragments."""

    def refusal(self, path: str, headers: dict[str, str], body: JsonObject) -> Fault | None:
        """What the service would refuse about a request."""
        if headers.get("authorization") != f"Bearer {KEY}":
            return Fault(401, "invalid_api_key", "Incorrect API key provided.")
        if path != "/v1/chat/completions":
            return Fault(404, "not_found", "Not found.")
        asked = [call["id"] for message in body["messages"] for call in message.get("tool_calls") or []]
        answered = [message["tool_call_id"] for message in body["messages"] if message["role"] == "tool"]
        if asked != answered:
            return Fault(
                400, "invalid_request_error", "Every tool call must be followed by its tool message."
            )
        return None

    def fault(self, fault: Fault) -> JsonObject:
        """The body of an error."""
        return {"error": {"message": fault.message, "type": fault.reason, "code": fault.reason}}

    def events(self, _path: str, answer: Answer) -> Iterator[str]:
        """The stream: fragments, the reason of the end, the usage, and the mark of the end."""
        calls = 0
        for part in answer.parts:
            if isinstance(part, str):
                yield _event({"content": part})
                continue
            yield from _fragments(calls, part)
            calls += 1
        if answer.error is not None:
            yield f"data: {json.dumps(self.fault(answer.error))}\n\n"
            return
        if answer.cut:
            return
        finish = "tool_calls" if calls else {"STOP": "stop", "MAX_TOKENS": "length"}[answer.finish]
        yield _event({}, finish=finish)
        prompt = answer.fresh + answer.cached
        usage = {
            "prompt_tokens": prompt,
            "completion_tokens": answer.output + answer.thinking,
            "total_tokens": prompt + answer.output + answer.thinking,
            "prompt_tokens_details": {"cached_tokens": answer.cached},
            "completion_tokens_details": {"reasoning_tokens": answer.thinking},
        }
        yield f"data: {json.dumps({**_ENVELOPE, 'choices': [], 'usage': usage})}\n\n"
        yield "data: [DONE]\n\n"

    def models(self) -> JsonObject:
        """The list of models."""
        return {"object": "list", "data": [{"id": "local-model", "object": "model"}]}


_ENVELOPE = {"id": "c1", "object": "chat.completion.chunk", "created": 1_795_000_000, "model": "local-model"}


def _fragments(index: int, call: Call) -> Iterator[str]:
    arguments = json.dumps(call.arguments)
    middle = len(arguments) // 2
    head = {"index": index, "id": f"call_{index}_{call.name}", "type": "function"}
    yield _event({"tool_calls": [{**head, "function": {"name": call.name, "arguments": arguments[:middle]}}]})
    yield _event({"tool_calls": [{"index": index, "function": {"arguments": arguments[middle:]}}]})


def _event(delta: JsonObject, *, finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    return f"data: {json.dumps({**_ENVELOPE, 'choices': [choice]})}\n\n"
