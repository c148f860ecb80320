"""With which characters a match can begin."""

from app.sandbox.formulas.regex.letters import united
from app.sandbox.formulas.regex.tree import Choice, Group, Letter, Pattern, Place, Ranges, Repeat, Sequence


def can_be_empty(node: Pattern) -> bool:
    """Whether the pattern may match without a character."""
    match node:
        case Letter():
            return False
        case Place():
            return True
        case Sequence():
            return all(map(can_be_empty, node.items))
        case Choice():
            return any(map(can_be_empty, node.items))
        case Group():
            return can_be_empty(node.item)
    return node.least == 0 or can_be_empty(node.item)


def first_letters(node: Pattern) -> Ranges:
    """The characters with which a match that is not empty can begin."""
    match node:
        case Letter():
            return node.ranges
        case Place():
            return ()
        case Choice():
            return united(pair for item in node.items for pair in first_letters(item))
        case Group() | Repeat():
            return first_letters(node.item)
    found: list[tuple[int, int]] = []
    for item in node.items:
        found += first_letters(item)
        if not can_be_empty(item):
            break
    return united(found)
