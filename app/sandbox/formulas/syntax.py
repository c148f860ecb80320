"""The tree of a formula. Runs of operators of one rank are one node, so that a long sum is not a deep tree."""

from dataclasses import dataclass
from typing import TypeAlias

# What a formula may be at most. A filter by the ids of 3,000 records has 99,000 characters and 9,000 nodes.
MAX_LENGTH = 100_000
MAX_NODES = 20_000
# Parentheses and calls inside each other. Reading them takes four Python frames a level.
MAX_NESTING = 128
# Levels of the tree, where each rank of operators is one. Evaluating it takes at most two Python frames a level.
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Literal:
    value: float | str


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field by its name or id, as written."""

    name: str


@dataclass(frozen=True, slots=True)
class Negation:
    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Operation:
    """Operators of one rank, from left to right: first, then each (operator, operand)."""

    first: "Tree"
    rest: "tuple[tuple[str, Tree], ...]"


@dataclass(frozen=True, slots=True)
class Call:
    """A function that exists, in capitals, with as many arguments as it takes."""

    name: str
    arguments: "tuple[Tree, ...]"


Tree: TypeAlias = Literal | FieldName | Negation | Operation | Call


def children(tree: Tree) -> "tuple[Tree, ...]":
    """The parts of which the tree is made, in the order of the text."""
    match tree:
        case Negation(operand):
            return (operand,)
        case Operation(first, rest):
            return (first, *(operand for _, operand in rest))
        case Call(_, arguments):
            return arguments
    return ()
