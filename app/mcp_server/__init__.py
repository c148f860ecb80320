"""The tools over MCP: one address for both eras of the protocol, and a bridge for programs that speak over stdio."""

from app.mcp_server._door import METADATA_PATH, PATH, Door
from app.mcp_server._stdio import bridge

__all__ = ["METADATA_PATH", "PATH", "Door", "bridge"]
