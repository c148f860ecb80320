"""Source files as the rules see them, and what a rule says when it is broken."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """A Python file: its path from the root of the repository, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @classmethod
    def planted(cls, path: str, text: str) -> "Source":
        """A file that exists in a test only."""
        return cls(path, text, ast.parse(text))

    @property
    def room(self) -> str:
        """The folder or file directly below app/, without its ending; empty outside app/."""
        parts = Path(self.path).parts
        return parts[1].removesuffix(".py") if parts[0] == "app" and len(parts) > 1 else ""

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Every function with its dotted name inside the file."""
        yield from _functions(self.tree, "")

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def sources(folder: str) -> tuple[Source, ...]:
    """Every Python file below a folder of the repository."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return tuple(_read(path) for path in paths)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is or will be in version control; without git, every file outside hidden folders."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode:
        found = [path for path in ROOT.rglob("*") if not _is_hidden(path)]
    else:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    return tuple(path for path in found if path.is_file())


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Every call of `name(...)` or `anything.name(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) == name:
            yield node


def called(node: ast.Call) -> str:
    """The last part of what is called."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of names; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (left := dotted(node.value)):
        return f"{left}.{node.attr}"
    return ""


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        name = getattr(child, "name", "")
        inner = f"{prefix}{name}." if isinstance(child, Function | ast.ClassDef) else prefix
        if isinstance(child, Function):
            yield f"{prefix}{name}", child
        yield from _functions(child, inner)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(ROOT).parts[:-1])
