"""How Gemini speaks: https://ai.google.dev/api/generate-content, as recorded by the clients that use it."""

import base64
import json
import secrets
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.harness.model_server import KEY, Answer, Call, Fault, JsonObject


class GeminiWire:
    """The paths /v1 and /v1beta, streams of events, and the checks of the third generation of models."""

    def __init__(self) -> None:
        self.signatures: set[str] = set()

    def refusal(self, path: str, headers: dict[str, str], body: JsonObject) -> Fault | None:
        """What the service would refuse about a request."""
        if headers.get("x-goog-api-key") != KEY:
            return Fault(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")
        if not path.startswith(("/v1/models/", "/v1beta/models/")):
            return Fault(404, "NOT_FOUND", "Requested entity was not found.")
        settings = body.get("generationConfig", {})
        if {"temperature", "topP", "topK"} & set(settings):
            return Fault(400, "INVALID_ARGUMENT", "Sampling parameters are not supported by this model.")
        contents = body["contents"]
        if contents[-1]["role"] == "model":
            return Fault(400, "INVALID_ARGUMENT", "Requests ending with a model turn are not supported.")
        return self._unsigned(contents) or _unanswered(contents)

    def _unsigned(self, contents: list[JsonObject]) -> Fault | None:
        for position, content in enumerate(contents):
            calls = [part for part in content["parts"] if _of(part, "functionCall")]
            if content["role"] != "model" or not calls:
                continue
            signature = _of(calls[0], "thoughtSignature")
            name = _of(calls[0], "functionCall")["name"]
            if signature is None:
                return Fault(
                    400,
                    "INVALID_ARGUMENT",
                    "Function call is missing a thought_signature in functionCall parts. "
                    f"function call `default_api:{name}`, position {position}.",
                )
            if _standard(signature) not in self.signatures:
                return Fault(400, "INVALID_ARGUMENT", "Corrupted thought signature.")
        return None

    def fault(self, fault: Fault) -> JsonObject:
        """The body of an error."""
        details: list[JsonObject] = []
        if fault.quota:
            violation = {"quotaId": fault.quota}
            details.append(
                {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]}
            )
        if fault.retry_seconds is not None:
            delay = f"{fault.retry_seconds}s"
            details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay})
        told = {"code": fault.status, "message": fault.message, "status": fault.reason, "details": details}
        return {"error": told}

    def events(self, path: str, answer: Answer) -> Iterator[str]:
        """The stream: parts one by one, and the end with its reason."""
        model = answer.served_by or path.rpartition("/")[2].partition(":")[0]
        usage = _usage(answer)
        if answer.block_reason:
            yield _event({"promptFeedback": {"blockReason": answer.block_reason}, "modelVersion": model})
            return
        is_first = True
        for part in answer.parts:
            shown = self._part(part, is_first=is_first)
            is_first = is_first and isinstance(part, str)
            candidate = {"content": {"role": "model", "parts": [shown]}, "index": 0}
            yield _event({"candidates": [candidate], "usageMetadata": usage, "modelVersion": model})
        if answer.error is not None:
            yield _event(self.fault(answer.error))
        elif not answer.cut:
            empty: JsonObject = {"role": "model", "parts": [{"text": ""}]} if answer.parts else {}
            last = {"content": empty, "finishReason": answer.finish, "index": 0}
            yield _event({"candidates": [last], "usageMetadata": usage, "modelVersion": model})

    def models(self) -> JsonObject:
        """The list of models."""
        return {"models": [{"name": "models/gemini-3.8-flash", "displayName": "Gemini 3.8 Flash"}]}

    def _part(self, part: str | Call, *, is_first: bool) -> JsonObject:
        if isinstance(part, str):
            return {"text": part}
        shown: JsonObject = {"functionCall": {"name": part.name, "args": part.arguments}}
        if is_first:
            # Only the first of parallel calls is signed. The bytes make both alphabets of base64 differ.
            signature = base64.b64encode(b"\xfb\xff" + secrets.token_bytes(16)).decode()
            self.signatures.add(signature)
            shown["thoughtSignature"] = signature
        return shown


def _unanswered(contents: list[JsonObject]) -> Fault | None:
    for content, following in pairwise(contents):
        asked = [_of(part, "functionCall") for part in content["parts"] if _of(part, "functionCall")]
        answered = [_of(part, "functionResponse") for part in following["parts"]]
        if asked and [each["name"] for each in asked] != [each["name"] for each in answered if each]:
            return Fault(
                400, "INVALID_ARGUMENT", "The number of function response parts must equal that of the calls."
            )
    return None


def _of(part: JsonObject, name: str) -> Any:
    """A key as it is, or in snake case: the client sends both."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return part.get(name, part.get(snake))


def _standard(signature: object) -> str:
    return str(signature).replace("-", "+").replace("_", "/")


def _usage(answer: Answer) -> JsonObject:
    prompt = answer.fresh + answer.cached
    return {
        "promptTokenCount": prompt,
        "cachedContentTokenCount": answer.cached,
        "candidatesTokenCount": answer.output,
        "thoughtsTokenCount": answer.thinking,
        "totalTokenCount": prompt + answer.output + answer.thinking,
    }


def _event(body: JsonObject) -> str:
    return f"data: {json.dumps(body)}\r\n\r\n"
