"""Tools: what the assistant, MCP and workflow steps can do, each with the rights of the person who asks."""

from app.tools._registry import Arguments, Tool, all_tools, describe_call, run, tool, tools_for
from app.tools._shapes import Cell, Chart, Column, Proof, ResultTable, ToolOutcome

__all__ = [
    "Arguments",
    "Cell",
    "Chart",
    "Column",
    "Proof",
    "ResultTable",
    "Tool",
    "ToolOutcome",
    "all_tools",
    "describe_call",
    "run",
    "tool",
    "tools_for",
]

# Found at the start: the first question must not wait for imports.
all_tools()
