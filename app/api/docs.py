"""`GET /api/docs`: the description of REST as a page for people, with an example for every call."""

import json
import re
import shlex
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from fastapi import FastAPI, Request
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from app import config
from app.api import light_pages, openapi
from app.api.route import JSON, resource
from app.api.visitor import public

PATH = "/api/docs"
METHODS = ("get", "post", "patch", "put", "delete")
SAMPLES: dict[str, Any] = {
    "string": "text",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "date-time": "2026-01-31T09:30:00Z",
}
Schema = dict[str, Any]
router = resource("Description")


class Input(NamedTuple):
    """One parameter, or one field of a body or reply."""

    name: str
    kind: str
    is_required: bool
    meaning: str


class Call(NamedTuple):
    """One thing that can be asked for, as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    meaning: str
    least_role: str
    parameters: list[Input]
    fields: list[Input]
    curl: str
    status: str
    reply: str
    problems: list[tuple[str, str]]


class Chapter(NamedTuple):
    """The calls of one resource."""

    id: str
    name: str
    meaning: str
    calls: list[Call]


@router.get(PATH, include_in_schema=False)
@public
async def read_docs(request: Request) -> Response:
    """The page; it works without script."""
    return HTMLResponse(_page(request.app))


@lru_cache(maxsize=1)
def _page(api: FastAPI) -> str:
    document = openapi.document(api.routes)
    page = light_pages.page(
        "docs.html",
        intro=[_marked_up(text) for text in document["info"]["description"].strip().split("\n\n")],
        chapters=chapters(document),
        openapi=openapi.PATH,
    )
    return bytes(page.body).decode()


def chapters(document: Schema) -> list[Chapter]:
    """The resources with their calls, in the order of the tags."""
    schemas = document["components"]["schemas"]
    found = []
    for tag in document["tags"]:
        calls = [
            _call(method, path, operation, schemas)
            for path, item in document["paths"].items()
            for method, operation in sorted(item.items(), key=lambda each: METHODS.index(each[0]))
            if tag["name"] in operation["tags"]
        ]
        found.append(Chapter(_slug(tag["name"]), tag["name"], tag["description"], calls))
    return found


def sample(schema: Schema, schemas: Schema) -> Any:
    """A value that the schema allows: the example it names, else one of its type."""
    schema = _resolved(schema, schemas)
    for given in (
        schema.get("examples"),
        schema.get("enum"),
        [schema[word] for word in ("const",) if word in schema],
    ):
        if given:
            return given[0]
    if "default" in schema:
        return schema["default"]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0], schemas)
    if "properties" in schema:
        return {name: sample(inner, schemas) for name, inner in schema["properties"].items()}
    if schema.get("type") == "array":
        return [sample(schema["items"], schemas)]
    if schema.get("type") == "object":
        return {}
    return SAMPLES.get(schema.get("format", ""), SAMPLES.get(schema.get("type", ""), "text"))


def _call(method: str, path: str, operation: Schema, schemas: Schema) -> Call:
    summary, _, meaning = operation.get("description", "").partition(". ")
    body = _content(operation.get("requestBody", {}))
    status, reply = next(
        (each for each in operation["responses"].items() if each[0].startswith("2")), ("", {})
    )
    shown = _content(reply)
    kept = [each for each in operation.get("parameters", []) if each["in"] != "header"]
    return Call(
        id=_slug(operation["operationId"]),
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        meaning=f"{summary}. {meaning}".strip().replace("..", "."),
        least_role=operation.get("x-least-role", ""),
        parameters=[_input(each["name"], each["schema"], each["required"], each, schemas) for each in kept],
        fields=_fields(body, schemas),
        curl=_curl(method, path, operation, schemas),
        status=status,
        reply=_pretty(sample(shown, schemas)) if shown else "",
        problems=_problems(operation),
    )


def _curl(method: str, path: str, operation: Schema, schemas: Schema) -> str:
    query = []
    for each in operation.get("parameters", []):
        value = str(sample(each["schema"], schemas))
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", quote(value))
        elif each["in"] == "query" and each["required"]:
            query.append(f"{each['name']}={quote(value)}")
    address = config.settings().url + path + (f"?{'&'.join(query)}" if query else "")
    parts = [f"curl {shlex.quote(address)}"]
    if method != "get":
        parts[0] = f"curl -X {method.upper()} {shlex.quote(address)}"
    if operation["security"]:
        parts.append("-H 'Authorization: Bearer pyair_...'")
    if body := _content(operation.get("requestBody", {})):
        parts.append(f"-H 'Content-Type: {JSON}'")
        parts.append(f"-d {shlex.quote(json.dumps(sample(body, schemas)))}")
    return " \\\n  ".join(parts)


def _fields(schema: Schema, schemas: Schema) -> list[Input]:
    found = _resolved(schema, schemas)
    required = found.get("required", [])
    return [
        _input(name, inner, name in required, inner, schemas)
        for name, inner in found.get("properties", {}).items()
    ]


def _input(name: str, schema: Schema, is_required: bool, told: Schema, schemas: Schema) -> Input:
    return Input(name, _kind(schema, schemas), is_required, told.get("description", ""))


def _kind(schema: Schema, schemas: Schema) -> str:
    found = _resolved(schema, schemas)
    if "enum" in found:
        return " | ".join(map(str, found["enum"]))
    if "anyOf" in found:
        return " | ".join(_kind(inner, schemas) for inner in found["anyOf"])
    kind = str(found.get("type", "any"))
    return f"list of {_kind(found['items'], schemas)}" if kind == "array" else found.get("format", kind)


def _problems(operation: Schema) -> list[tuple[str, str]]:
    found = []
    for status, reply in operation["responses"].items():
        examples = reply.get("content", {}).get("application/problem+json", {}).get("examples", {})
        found += [(status, code) for code in examples]
    return found


def _content(part: Schema) -> Schema:
    schema: Schema = part.get("content", {}).get(JSON, {}).get("schema", {})
    return schema


def _resolved(schema: Schema, schemas: Schema) -> Schema:
    if "$ref" in schema:
        return {
            **schemas[schema["$ref"].rpartition("/")[2]],
            **{k: v for k, v in schema.items() if k != "$ref"},
        }
    return schema


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-").replace("_", "-")


def _marked_up(text: str) -> Markup:
    """The bold words and the code of a paragraph; everything else stays text."""
    safe = str(escape(text))
    safe = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", safe)
    # What is put around is ours, and what stands between was escaped.
    return Markup(re.sub(r"`(.+?)`", r"<code>\1</code>", safe))  # noqa: S704
