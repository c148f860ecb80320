"""A bridge for programs that start their servers themselves: what comes on stdin is asked of the platform.

A question of the platform to the person goes to the program: as the reply to its call, or, since there is a session
here, by asking back where the program speaks the era before.
"""

from typing import Any

import httpx2
import mcp_types as types
from mcp import Client
from mcp.client.context import ClientRequestContext
from mcp.client.streamable_http import streamable_http_client
from mcp.server import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from app.mcp_server._consent import keeps_no_session, shows_forms
from app.mcp_server._server import INSTRUCTIONS, NAME, VERSION

SECONDS = 130.0
Context = ServerRequestContext[Any, Any]


async def bridge(url: str, key: str) -> None:
    """Serve until stdin ends. `url` is that of the platform's MCP, `key` an API key."""
    headers = {"authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=SECONDS) as http,
        Client(streamable_http_client(url, http_client=http), elicitation_callback=_unanswered) as platform,
        stdio_server() as (incoming, outgoing),
    ):
        server = _server_of(platform)
        await server.run(incoming, outgoing, server.create_initialization_options())


async def _call_and_ask(
    platform: Client, context: Context, params: types.CallToolRequestParams
) -> types.CallToolResult | types.InputRequiredResult:
    reply = await _call(platform, context, params)
    if isinstance(reply, types.CallToolResult) or (shows_forms(context) and keeps_no_session(context)):
        return reply
    answers = {key: await _answer(context, each) for key, each in (reply.input_requests or {}).items()}
    again = {"input_responses": answers, "request_state": reply.request_state}
    return await _call(platform, context, params.model_copy(update=again))


async def _call(
    platform: Client, context: Context, params: types.CallToolRequestParams
) -> types.CallToolResult | types.InputRequiredResult:
    is_told = (context.meta or {}).get("progress_token") is not None
    return await platform.session.call_tool(
        params.name,
        params.arguments or {},
        progress_callback=context.session.report_progress if is_told else None,
        input_responses=params.input_responses,
        request_state=params.request_state,
        allow_input_required=True,
    )


async def _answer(context: Context, asked: types.InputRequest) -> types.ElicitResult:
    """What the person said; a program that cannot ask them gives no answer."""
    form = asked.params
    if isinstance(form, types.ElicitRequestFormParams) and shows_forms(context):
        return await context.session.elicit_form(form.message, form.requested_schema, context.request_id)
    return types.ElicitResult(action="cancel")


async def _unanswered(context: ClientRequestContext, params: types.ElicitRequestParams) -> types.ElicitResult:
    """Never called, since questions are taken as replies; that it is there tells the platform that it may ask."""
    del context, params
    return types.ElicitResult(action="cancel")


def _server_of(platform: Client) -> Server[Any]:
    async def list_tools(
        _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return await platform.list_tools()

    async def call_tool(
        context: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        return await _call_and_ask(platform, context, params)

    async def list_resources(
        _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        return await platform.list_resources()

    async def read_resource(
        _context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        return await platform.read_resource(str(params.uri))

    async def list_prompts(
        _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListPromptsResult:
        return await platform.list_prompts()

    async def get_prompt(_context: Context, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        return await platform.get_prompt(params.name, params.arguments)

    return Server(
        NAME,
        version=VERSION,
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
        on_list_prompts=list_prompts,
        on_get_prompt=get_prompt,
    )
