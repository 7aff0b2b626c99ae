"""Build the nodes of expr-lang's trees while its grammar (expr.lark) is parsed."""

# ruff: noqa: D102 (a method is called like the rule of the grammar that it is for)

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lark import Token

from argogen.argo.expressions.expr.precedence import BINARY, OperationItem, Operator, PipedCall, apply_precedence
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

# How many arguments the functions take whose second argument is evaluated for every element; most take two.
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
    """Returns a node for each rule of the grammar, from its tokens and the nodes of inner rules."""

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
        if isinstance(inner, (Identifier, MemberAccess)):  # what is written out instead of them needs no parentheses
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


setattr(ExprTransformer, "if", ExprTransformer.if_)  # lark calls methods by the names of rules


def _nodes(parts: list[Any]) -> Iterator[Expression]:
    """The nodes among parts, without the commas and semicolons between them."""
    return (_node(part) for part in parts if not (isinstance(part, Token) and part in (",", ";")))


def _node(part: Any) -> Expression:
    """A part as a node; a token alone is a constant or a name."""
    if not isinstance(part, Token):
        node: Expression = part
        return node
    if part.type == "NAME":
        return _name(part)
    start, end = span(part)
    if part.type == "NUMBER":
        return Literal(start, end, _read(read_number, part, "this number is none that Go can hold in 64 bits"))
    if part.type == "STRING":
        return Literal(start, end, _read(read_string, part, "there is no such character"))
    return Literal(start, end, _CONSTANTS[part])


def _part(part: Any) -> OperationItem:
    if isinstance(part, Token) and (part in BINARY or part in ("not", "!")):
        return Operator(*span(part), str(part))
    return part if isinstance(part, PipedCall) else _node(part)


def _key(token: Token) -> Literal:
    """A key of a mapping or a member; a word is the text of itself, and so is a number."""
    start, end = span(token)
    is_text = token.type == "STRING"
    return Literal(start, end, _read(read_string, token, "there is no such character") if is_text else str(token))


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
    least, most = _PREDICATES.get(of.name, (2, 2))
    if not least <= count <= most:
        takes = f"{least} arguments" if least == most else f"{least} or {most} arguments"
        hint = f"such as {of.name}(list, # > 1)"
        raise ExpressionSyntaxError(f"'{of.name}' takes {takes}", of.start, end.end_pos or of.end, hint)


def _refuse_mapping(body: Expression) -> None:
    """Braces around a predicate hold one expression; they never begin a mapping."""
    node: Expression | None = body
    while node is not None and node.start == body.start:
        if isinstance(node, MapLiteral):
            raise ExpressionSyntaxError(
                "these braces hold what is asked of each element", node.start, node.end, "write {{…}}"
            )
        node = next(children(node), None)
