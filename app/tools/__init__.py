"""Tools: what the assistant, MCP and workflow steps can do, each with the rights of the person who asks."""

from app.tools._consent import Question, Verdict, question
from app.tools._registry import Arguments, Tool, all_tools, describe_call, run, settle, tool, tools_for
from app.tools._results import purge_results
from app.tools._shapes import Cell, Chart, Chip, Column, ExportFile, Proof, ResultTable, ToolOutcome
from app.tools.aggregate_records import AggregateRecords, describe_query

__all__ = [
    "AggregateRecords",
    "Arguments",
    "Cell",
    "Chart",
    "Chip",
    "Column",
    "ExportFile",
    "Proof",
    "Question",
    "ResultTable",
    "Tool",
    "ToolOutcome",
    "Verdict",
    "all_tools",
    "describe_call",
    "describe_query",
    "purge_results",
    "question",
    "run",
    "settle",
    "tool",
    "tools_for",
]

# Found at the start: the first question must not wait for imports.
all_tools()
