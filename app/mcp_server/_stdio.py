"""A bridge for programs that start their servers themselves: what comes on stdin is asked of the platform."""

from typing import Any

import httpx2
import mcp_types as types
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from app.mcp_server._server import INSTRUCTIONS, NAME, VERSION

SECONDS = 130.0
Context = ServerRequestContext[Any, Any]


async def bridge(url: str, key: str) -> None:
    """Serve until stdin ends. `url` is that of the platform's MCP, `key` an API key."""
    headers = {"authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=SECONDS) as http,
        Client(streamable_http_client(url, http_client=http)) as platform,
        stdio_server() as (incoming, outgoing),
    ):
        server = _server_of(platform)
        await server.run(incoming, outgoing, server.create_initialization_options())


def _server_of(platform: Client) -> Server[Any]:
    async def list_tools(
        _context: Context, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return await platform.list_tools()

    async def call_tool(_context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        return await platform.call_tool(params.name, params.arguments or {})

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
