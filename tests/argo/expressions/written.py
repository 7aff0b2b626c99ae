"""Trees in one line, as `corpus/ask/main.go` writes those of Argo's own parsers."""

from __future__ import annotations

import json

from argogen.argo.expressions.tree import (
    ArrayLiteral,
    BinaryOperation,
    Closure,
    Conditional,
    Expression,
    ExpressionSequence,
    FunctionCall,
    Identifier,
    Let,
    Literal,
    MapEntry,
    MapLiteral,
    MemberAccess,
    Pointer,
    Slice,
    UnaryOperation,
)


def write(node: Expression | None) -> str:  # noqa: C901 (one line for each kind of node)
    """A tree in one line, every operation in parentheses."""
    match node:
        case None:
            return "_"
        case Literal(value=value):
            return write_literal(value)
        case Identifier(name=name):
            return name
        case Pointer(name=name):
            return f"#{name}"
        case UnaryOperation(operator=operator, operand=operand):
            return f"({operator} {write(operand)})"
        case BinaryOperation(operator=operator, left=left, right=right):
            return f"({write(left)} {operator} {write(right)})"
        case MemberAccess(of=of, key=key, optional=optional):
            return f"{write(of)}{'?' if optional else ''}[{write(key)}]"
        case Slice(of=of, low=low, high=high):
            return f"{write(of)}[{write(low)}:{write(high)}]"
        case FunctionCall(of=of, arguments=arguments):
            return f"{write(of)}({write_all(arguments)})"
        case Closure(body=body):
            return f"{{{write(body)}}}"
        case Let(name=name, value=value, body=body):
            return f"let({name} {write(value)} {write(body)})"
        case ExpressionSequence(steps=steps):
            return f"sequence({write_all(steps)})"
        case Conditional(test=test, yes=yes, no=no):
            return f"if({write(test)} {write(yes)} {write(no)})"
        case ArrayLiteral(items=items):
            return f"[{write_all(items)}]"
        case MapLiteral(pairs=pairs):
            return f"map{{{write_all(pairs)}}}"
        case MapEntry(key=key, value=value):
            return f"{write(key)}:{write(value)}"
    raise AssertionError(node)


def write_all(nodes: tuple[Expression, ...]) -> str:
    return " ".join(map(write, nodes))


def write_literal(value: str | int | float | bool | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}f"
    return "nil" if value is None else json.dumps(value, ensure_ascii=False)
