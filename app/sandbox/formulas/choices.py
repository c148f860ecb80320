"""Recognises the formula with which clients ask for many records: OR(RECORD_ID()='rec1', RECORD_ID()='rec2', ...)."""

from app.sandbox.formulas.syntax import Call, FieldName, Literal, Operation, Tree

_RECORD_ID = Call("RECORD_ID", ())


def choices_of(tree: Tree) -> tuple[Tree, frozenset[str]] | None:
    """The field or record id that the formula compares with nothing but texts, and the texts, one of which it must be.

    None for any other formula.
    """
    if isinstance(tree, Operation):
        return _equality(tree)
    if not isinstance(tree, Call) or tree.name != "OR":
        return None
    found = [choices_of(argument) for argument in tree.arguments]
    known = [each for each in found if each is not None]
    if len(known) < len(found) or any(operand != known[0][0] for operand, _ in known):
        return None
    return known[0][0], frozenset().union(*(texts for _, texts in known))


def possible_ids(tree: Tree) -> frozenset[str] | None:
    """The only records that a filter with the formula can keep, None if that is not plain to see."""
    if isinstance(tree, Call) and tree.name == "AND":
        known = [ids for ids in map(possible_ids, tree.arguments) if ids is not None]
        return frozenset.intersection(*known) if known else None
    found = choices_of(tree)
    return found[1] if found is not None and found[0] == _RECORD_ID else None


def _equality(tree: Operation) -> tuple[Tree, frozenset[str]] | None:
    operator, right = tree.rest[0]
    if operator != "=" or len(tree.rest) > 1:
        return None
    for operand, constant in ((tree.first, right), (right, tree.first)):
        is_simple = isinstance(operand, FieldName) or operand == _RECORD_ID
        if is_simple and isinstance(constant, Literal) and isinstance(constant.value, str):
            return operand, frozenset([constant.value])
    return None
