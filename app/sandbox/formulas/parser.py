"""Reads the text of a formula into its tree: operators by rank, functions with the number of their arguments.

The ranks, weakest first: comparison, &, then + and -, then * and /, then the minus sign. Operators of one rank
apply from left to right.
"""

from app.sandbox.formulas.errors import InvalidFormula
from app.sandbox.formulas.functions import FUNCTIONS
from app.sandbox.formulas.scanner import Token, tokens
from app.sandbox.formulas.syntax import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_NESTING,
    MAX_NODES,
    Call,
    FieldName,
    Literal,
    Negation,
    Operation,
    Tree,
    children,
)

# Strongest first.
_RANKS = ({"*", "/"}, {"+", "-"}, {"&"}, {"=", "!=", "<", "<=", ">", ">="})
_OPERATORS = set().union(*_RANKS)
# These may be written without parentheses.
_CONSTANTS = {"TRUE", "FALSE", "BLANK", "NOW", "TODAY"}


def read(text: str) -> tuple[Tree, list[Token]]:
    """The tree, and the tokens that name fields. Raises InvalidFormula."""
    if len(text) > MAX_LENGTH:
        raise InvalidFormula(f"the formula is longer than {MAX_LENGTH} characters")
    parser = _Parser(text)
    tree = parser.expression()
    if parser.token.kind != "end":
        raise parser.unexpected()
    _check_depth(tree)
    return tree, parser.references


class _Parser:
    """Looks one token ahead: `token` is the one that was not consumed yet."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self.token = next(self._tokens)
        self.references: list[Token] = []
        self._nodes = 0
        self._depth = 0

    def expression(self) -> Tree:
        operands, operators = [self._operand()], []
        while self.token.kind == "symbol" and self.token.text in _OPERATORS:
            operators.append(self._next().text)
            operands.append(self._operand())
        return _ranked(operands, operators)

    def unexpected(self) -> InvalidFormula:
        return InvalidFormula(f"{self.token.text or 'the end'!r} at {self.token.position} was not expected")

    def _operand(self) -> Tree:
        minus_signs = 0
        while self._skip("-"):
            minus_signs += 1
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise InvalidFormula(f"the formula has more than {MAX_NODES} parts")
        operand = self._primary()
        # Two minus signs turn text into a number and leave its sign alone.
        for _ in range(min(minus_signs, 2 - minus_signs % 2)):
            operand = Negation(operand)
        return operand

    def _primary(self) -> Tree:
        token = self._next()
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "string":
            return Literal(token.text)
        if token.kind == "word" and self._skip("(", directly_after=token):
            return self._call(token.text.upper())
        if token.kind == "word" and token.text.upper() in _CONSTANTS:
            return Call(token.text.upper(), ())
        if token.kind in ("word", "field"):
            self.references.append(token)
            return FieldName(token.text)
        if token.text == "(" and token.kind == "symbol":
            return self._nested()
        raise InvalidFormula(f"{token.text or 'the end'!r} at {token.position} is no value")

    def _nested(self) -> Tree:
        self._enter()
        inner = self.expression()
        self._leave()
        return inner

    def _call(self, name: str) -> Tree:
        if name not in FUNCTIONS:
            raise InvalidFormula(f"there is no function {name}")
        self._enter()
        arguments = []
        if not (self.token.kind == "symbol" and self.token.text == ")"):
            arguments.append(self.expression())
            while self._skip(","):
                arguments.append(self.expression())
        self._leave()
        if not FUNCTIONS[name].takes(len(arguments)):
            raise InvalidFormula(f"{name} does not take {len(arguments)} arguments")
        if name == "LAST_MODIFIED_TIME" and not all(isinstance(each, FieldName) for each in arguments):
            raise InvalidFormula(f"{name} takes nothing but fields")
        return Call(name, tuple(arguments))

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise InvalidFormula(f"the formula nests deeper than {MAX_NESTING} levels")

    def _leave(self) -> None:
        self._depth -= 1
        if not self._skip(")"):
            raise self.unexpected()

    def _next(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.token = next(self._tokens)
        return token

    def _skip(self, symbol: str, *, directly_after: Token | None = None) -> bool:
        """Whether the symbol came next, and was consumed. Airtable allows no space before a call's parenthesis."""
        token = self.token
        if token.kind != "symbol" or token.text != symbol:
            return False
        if directly_after and token.position != directly_after.end:
            return False
        self._next()
        return True


def _check_depth(tree: Tree) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise InvalidFormula(f"the formula is deeper than {MAX_DEPTH} operations inside each other")
        level = [child for each in level for child in children(each)]


def _ranked(operands: list[Tree], operators: list[str]) -> Tree:
    """One tree of the operands, with the strongest operators innermost."""
    for rank in _RANKS:
        if not operators:
            break
        merged, left = [], []
        run: list[tuple[str, Tree]] = []
        first = operands[0]
        for operator, operand in zip(operators, operands[1:], strict=True):
            if operator in rank:
                run.append((operator, operand))
                continue
            merged.append(Operation(first, tuple(run)) if run else first)
            left.append(operator)
            first, run = operand, []
        merged.append(Operation(first, tuple(run)) if run else first)
        operands, operators = merged, left
    return operands[0]
