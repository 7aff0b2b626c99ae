"""Build the syntax trees of expr-lang, by the rules of its grammar (expr.lark)."""

# ruff: noqa: D102 (the methods have the names of the rules)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lark import Token

from argogen.argo.expressions.expr.operators import BINARY
from argogen.argo.expressions.expr.precedence import OperationItem, Operator, PipedCall, apply_precedence
from argogen.argo.expressions.grammar import check_letters_of_name, span
from argogen.argo.expressions.strings import read_number, read_string
from argogen.argo.expressions.tree import (
    ArrayLiteral,
    Closure,
    Conditional,
    Expression,
    ExpressionSequence,
    ExpressionSyntaxError,
    FunctionCall,
    Identifier,
    Let,
    Literal,
    MapEntry,
    MapLiteral,
    MemberAccess,
    Pointer,
    Slice,
    children,
)

# The minimum and maximum number of arguments of the functions with a predicate; for all others it is two.
_PREDICATES: Mapping[str, tuple[int, int]] = {"count": (1, 2), "sum": (1, 2), "sortBy": (2, 3), "reduce": (2, 3)}
_CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "nil": None}


class _Arguments(NamedTuple):
    values: tuple[Expression, ...]
    end: int


class _Block(NamedTuple):
    start: int
    end: int
    body: Expression


class ExprTransformer:
    """Returns the node of each rule of the grammar, from its tokens and the nodes of inner rules."""

    def start(self, parts: list[Any]) -> Expression:
        return _node(parts[0])

    def sequence(self, parts: list[Any]) -> Expression:
        steps = tuple(_nodes(parts))
        return steps[0] if len(steps) == 1 else ExpressionSequence(steps[0].start, steps[-1].end, steps)

    def let(self, parts: list[Any]) -> Expression:
        body = _node(parts[5])
        return Let(parts[0].start_pos, body.end, _name(parts[1]).name, _node(parts[3]), body)

    def if_(self, parts: list[Any]) -> Expression:
        yes, no = parts[2].body, parts[4]
        return Conditional(parts[0].start_pos, no.end, _node(parts[1]), yes, no.body if isinstance(no, _Block) else no)

    def block(self, parts: list[Any]) -> _Block:
        return _Block(parts[0].start_pos, parts[2].end_pos, _node(parts[1]))

    def operation(self, parts: list[Any]) -> list[OperationItem]:
        flat: list[OperationItem] = parts.pop(0) if isinstance(parts[0], list) else []
        flat.extend(_part(part) for part in parts)
        return flat

    def climbed(self, parts: list[Any]) -> Expression:
        return apply_precedence(parts[0])

    def conditional(self, parts: list[Any]) -> Expression:
        test, no = apply_precedence(parts[0]), _node(parts[4])
        return Conditional(test.start, no.end, test, _node(parts[2]), no)

    def elvis(self, parts: list[Any]) -> Expression:
        test, no = apply_precedence(parts[0]), _node(parts[3])
        return Conditional(test.start, no.end, test, test, no)

    def group(self, parts: list[Any]) -> Expression:
        inner = _node(parts[1])
        if isinstance(inner, (Identifier, MemberAccess)):  # their replacement needs no parentheses
            return inner
        return inner._replace(start=parts[0].start_pos, end=parts[2].end_pos)

    def array(self, parts: list[Any]) -> Expression:
        return ArrayLiteral(parts[0].start_pos, parts[-1].end_pos, tuple(_nodes(parts[1:-1])))

    def mapping(self, parts: list[Any]) -> Expression:
        return MapLiteral(
            parts[0].start_pos, parts[-1].end_pos, tuple(part for part in parts if isinstance(part, MapEntry))
        )

    def pair(self, parts: list[Any]) -> MapEntry:
        key = _node(parts[1]) if parts[0] == "(" else _key(parts[0])
        value = _node(parts[-1])
        return MapEntry(parts[0].start_pos, value.end, key, value)

    def pointer(self, parts: list[Any]) -> Expression:
        return Pointer(parts[0].start_pos, parts[-1].end_pos, _name(parts[1]).name if parts[1:] else "")

    def of_pointer(self, parts: list[Any]) -> Expression:
        start = parts[0].start_pos
        return _member([Pointer(start, start, ""), *parts])

    def member(self, parts: list[Any]) -> Expression:
        return _member(parts)

    def index(self, parts: list[Any]) -> Expression:
        of = _node(parts[0])
        return MemberAccess(of.start, parts[-1].end_pos, of, _node(parts[-2]), parts[1] == "?.")

    def slice(self, parts: list[Any]) -> Expression:
        of, colon = _node(parts[0]), next(i for i, part in enumerate(parts) if part == ":" and i > 1)
        low = _node(parts[2]) if colon == 3 else None
        high = _node(parts[colon + 1]) if colon + 2 < len(parts) else None
        return Slice(of.start, parts[-1].end_pos, of, low, high)

    def arguments(self, parts: list[Any]) -> _Arguments:
        return _Arguments(tuple(_nodes(parts[1:-1])), parts[-1].end_pos)

    def call(self, parts: list[Any]) -> Expression:
        if parts[0] == "::":
            called: Expression = parts[1]
            return called
        of = _name(parts[0])
        return FunctionCall(of.start, parts[1].end, of, parts[1].values)

    def predicate(self, parts: list[Any]) -> Expression:
        of, arguments = _name(parts[0]), tuple(_nodes(parts[2:-1]))
        _check_count(of, len(arguments), parts[-1])
        return FunctionCall(of.start, parts[-1].end_pos, of, arguments)

    def piped(self, parts: list[Any]) -> PipedCall:
        return PipedCall(_name(parts[0]), parts[1].values, parts[1].end)

    def piped_predicate(self, parts: list[Any]) -> PipedCall:
        of, arguments = _name(parts[0]), tuple(_nodes(parts[2:-1]))
        _check_count(of, len(arguments) + 1, parts[-1])
        return PipedCall(of, arguments, parts[-1].end_pos)

    def closure(self, parts: list[Any]) -> Expression:
        if isinstance(parts[0], _Block):
            return Closure(*parts[0])
        body = _node(parts[0])
        _refuse_mapping(body)
        return Closure(body.start, body.end, body)


setattr(ExprTransformer, "if", ExprTransformer.if_)  # lark calls the method with the name of the rule


def _nodes(parts: list[Any]) -> Iterator[Expression]:
    """Return the nodes among parts, without commas and semicolons."""
    return (_node(part) for part in parts if not (isinstance(part, Token) and part in (",", ";")))


def _node(part: Any) -> Expression:
    """Return a part as a node; a token is a constant or a name."""
    if not isinstance(part, Token):
        node: Expression = part
        return node
    if part.type == "NAME":
        return _name(part)
    start, end = span(part)
    if part.type == "NUMBER":
        return Literal(start, end, _read(read_number, part, f"invalid number '{part}': expected a 64-bit number"))
    if part.type == "STRING":
        return Literal(start, end, _read(read_string, part, "invalid character in an escape sequence"))
    return Literal(start, end, _CONSTANTS[part])


def _part(part: Any) -> OperationItem:
    if isinstance(part, Token) and (part in BINARY or part in ("not", "!")):
        return Operator(*span(part), str(part))
    return part if isinstance(part, PipedCall) else _node(part)


def _key(token: Token) -> Literal:
    """Return a key of a map or a member as a string; words and numbers are their source."""
    if token.type == "NAME":
        check_letters_of_name(token)
    start, end = span(token)
    is_string = token.type == "STRING"
    return Literal(
        start, end, _read(read_string, token, "invalid character in an escape sequence") if is_string else str(token)
    )


def _member(parts: list[Any]) -> Expression:
    of, dot, name, *arguments = parts
    of, key = _node(of), _key(name)
    member = MemberAccess(of.start, key.end, of, key, dot == "?.")
    return FunctionCall(of.start, arguments[0].end, member, arguments[0].values) if arguments else member


def _name(token: Token) -> Identifier:
    check_letters_of_name(token)
    return Identifier(*span(token), str(token))


def _read(read: Any, token: Token, message: str) -> Any:
    try:
        return read(str(token))
    except (ValueError, OverflowError):
        raise ExpressionSyntaxError(message, *span(token)) from None


def _check_count(of: Identifier, count: int, end: Token) -> None:
    minimum, maximum = _PREDICATES.get(of.name, (2, 2))
    if not minimum <= count <= maximum:
        expected = f"{minimum} arguments" if minimum == maximum else f"{minimum} or {maximum} arguments"
        message = f"'{of.name}' requires {expected}, got {count}"
        raise ExpressionSyntaxError(message, of.start, end.end_pos or of.end, f"use {of.name}(list, # > 1)")


def _refuse_mapping(body: Expression) -> None:
    """Raise ExpressionSyntaxError for a map as a predicate: its braces enclose an expression in expr-lang."""
    node: Expression | None = body
    while node is not None and node.start == body.start:
        if isinstance(node, MapLiteral):
            message = "unexpected map: these braces enclose a predicate"
            raise ExpressionSyntaxError(message, node.start, node.end, "use double braces for a map: {{…}}")
        node = next(children(node), None)
