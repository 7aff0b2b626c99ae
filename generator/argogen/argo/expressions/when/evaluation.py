"""Evaluate a `when`, as far as its value can be determined before run time.

Follows evaluationStage.go of govaluate, except that a quoted date is accepted in arithmetic here.
"""

from __future__ import annotations

import enum
import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from argogen.argo.expressions.tree import (
    ArrayLiteral,
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    Identifier,
    Literal,
    RuntimeValue,
    UnaryOperation,
)


class RuntimeKind(enum.Enum):
    """The type of a value with a template tag, as far as it is known."""

    STRING = "a string"
    BOOLEAN = "a boolean"
    ANY = "any value"


WhenValue: TypeAlias = "str | float | bool | list[WhenValue] | RuntimeKind | None"


def evaluate_condition(root: Expression) -> bool | None:
    """Return the value of a `when`; None if it is known only at run time.

    Raises ExpressionSyntaxError for an expression that fails for all values of its tags.
    """
    value = _evaluate(root)
    if isinstance(value, bool):
        return value
    if value in (RuntimeKind.BOOLEAN, RuntimeKind.ANY):
        return None
    raise ExpressionSyntaxError(f"condition must be a boolean, got {_describe(value)}", root.start, root.end)


def _evaluate(node: Expression) -> WhenValue:
    if isinstance(node, Identifier):
        return node.name
    if isinstance(node, Literal):
        return _literal(node)
    if isinstance(node, RuntimeValue):
        return RuntimeKind.STRING if node.quoted else RuntimeKind.ANY
    if isinstance(node, ArrayLiteral):
        return [_evaluate(item) for item in node.items]
    if isinstance(node, UnaryOperation):
        return _unary(node)
    assert isinstance(node, BinaryOperation)
    return _binary(node)


def _literal(node: Literal) -> WhenValue:
    """Return the value of a literal; a string in the form of a date is its Unix time."""
    value = node.value
    return _as_time(value) if isinstance(value, str) else value


def _unary(node: UnaryOperation) -> WhenValue:
    value = _evaluate(node.operand)
    if node.operator == "!":
        _require(value, _is_boolean, node, node.operand)
        return not value if isinstance(value, bool) else RuntimeKind.BOOLEAN
    _require(value, _is_number, node, node.operand)
    if not isinstance(value, float):
        return RuntimeKind.ANY
    return -value if node.operator == "-" else float(~int(value))


def _binary(node: BinaryOperation) -> WhenValue:
    """Evaluate a sequence of operations from the left, without recursion, which a long sequence would exceed."""
    operations = [node]
    while isinstance(operations[-1].left, BinaryOperation):
        operations.append(operations[-1].left)
    value = _evaluate(operations[-1].left)
    for operation in reversed(operations):
        value = _operate(operation, value)
    return value


def _operate(node: BinaryOperation, left: WhenValue) -> WhenValue:
    if node.operator in _CONDITIONAL:
        return _CONDITIONAL[node.operator](node, left)
    return _OPERATIONS[node.operator](node, left, _evaluate(node.right))


def _logical(node: BinaryOperation, left: WhenValue) -> WhenValue:
    """Evaluate `&&` and `||`, which do not evaluate the right operand if the left one determines the value."""
    decisive = node.operator == "||"
    if left is decisive:
        return decisive
    _require(left, _is_boolean, node, node.left)
    right = _evaluate(node.right)
    _require(right, _is_boolean, node, node.right)
    if isinstance(left, bool) or right is decisive:
        return right if isinstance(right, bool) else RuntimeKind.BOOLEAN
    return RuntimeKind.BOOLEAN


def _then(node: BinaryOperation, left: WhenValue) -> WhenValue:
    if left is False:
        return None
    _require(left, _is_boolean, node, node.left)
    right = _evaluate(node.right)
    return right if left is True else RuntimeKind.ANY


def _else(node: BinaryOperation, left: WhenValue) -> WhenValue:
    if left is None:
        return _evaluate(node.right)
    if left is RuntimeKind.ANY:
        _evaluate(node.right)
    return left


_CONDITIONAL: Mapping[str, Callable[[BinaryOperation, WhenValue], WhenValue]] = {
    "&&": _logical, "||": _logical, "?": _then, ":": _else, "??": _else,
}  # fmt: skip


def _equal(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    if isinstance(left, RuntimeKind) or isinstance(right, RuntimeKind):
        return RuntimeKind.BOOLEAN
    same = type(left) is type(right) and left == right
    return same if node.operator == "==" else not same


_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _order(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    have_same_type = any(check(left) and check(right) for check in (_is_number, _is_string))
    if not have_same_type:
        message = f"cannot compare {_describe(left)} with {_describe(right)}"
        raise ExpressionSyntaxError(message, node.start, node.end, "put both in quotes, or neither")
    if isinstance(left, str) and isinstance(right, str):
        return bool(_ORDERS[node.operator](left.encode(), right.encode()))  # type: ignore[arg-type]
    if isinstance(left, float) and isinstance(right, float):
        return _ORDERS[node.operator](left, right)
    return RuntimeKind.BOOLEAN


_INVALID_PATTERN = ("missing )", "unbalanced parenthesis", "nothing to repeat", "unterminated character set")


def _match(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    _require(left, _is_string, node, node.left)
    _require(right, _is_string, node, node.right)
    try:
        pattern = re.compile(right) if isinstance(right, str) else None
    except re.error as error:
        if error.msg.startswith(_INVALID_PATTERN):  # other errors of Python can be valid in Go
            message = f"invalid regular expression: {error.msg}"
            raise ExpressionSyntaxError(message, node.right.start, node.right.end) from None
        return RuntimeKind.BOOLEAN
    if pattern is None or not isinstance(left, str):
        return RuntimeKind.BOOLEAN
    return (pattern.search(left) is not None) is (node.operator == "=~")


def _contains(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    if right is RuntimeKind.ANY:
        return RuntimeKind.BOOLEAN
    if not isinstance(right, list):
        message = f"'in' requires a list of at least two values, got {_describe(right)}"
        raise ExpressionSyntaxError(message, node.right.start, node.right.end, "use '==', or a list such as ('a', 'b')")
    if isinstance(left, RuntimeKind) or any(isinstance(item, RuntimeKind) for item in right):
        return RuntimeKind.BOOLEAN
    return any(type(left) is type(item) and left == item for item in right)


def _add(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    if isinstance(left, float) and isinstance(right, float):
        return left + right
    if RuntimeKind.ANY not in (left, right) and not isinstance(left, str) and not isinstance(right, str):
        _reject_string(node, left, node.left)
        _reject_string(node, right, node.right)
    if isinstance(left, RuntimeKind) or isinstance(right, RuntimeKind):
        return (
            RuntimeKind.STRING
            if RuntimeKind.STRING in (left, right) or str in (type(left), type(right))
            else RuntimeKind.ANY
        )
    return f"{_write(left)}{_write(right)}"


def _reject_string(node: BinaryOperation, value: WhenValue, operand: Expression) -> None:
    if value is not RuntimeKind.STRING:
        _require(value, _is_number, node, operand)


def _calculate(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    _require(left, _is_number, node, node.left)
    _require(right, _is_number, node, node.right)
    if not isinstance(left, float) or not isinstance(right, float):
        return RuntimeKind.ANY
    try:
        return float(_ARITHMETIC[node.operator](left, right))
    except ZeroDivisionError:
        return math.nan if left == 0 or node.operator == "%" else math.copysign(math.inf, left)
    except (ValueError, OverflowError):
        return math.nan


_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": math.fmod, "**": math.pow,
    "&": lambda a, b: int(a) & int(b), "|": lambda a, b: int(a) | int(b), "^": lambda a, b: int(a) ^ int(b),
    "<<": lambda a, b: int(a) << int(b), ">>": lambda a, b: int(a) >> int(b),
}  # fmt: skip
_OPERATIONS: Mapping[str, Callable[[BinaryOperation, WhenValue, WhenValue], WhenValue]] = {
    **dict.fromkeys(_ARITHMETIC, _calculate), **dict.fromkeys(_ORDERS, _order), "==": _equal, "!=": _equal,
    "=~": _match, "!~": _match, "in": _contains, "+": _add,
}  # fmt: skip


def _is_boolean(value: WhenValue) -> bool:
    return isinstance(value, bool) or value in (RuntimeKind.BOOLEAN, RuntimeKind.ANY)


def _is_number(value: WhenValue) -> bool:
    return isinstance(value, float) or value is RuntimeKind.ANY


def _is_string(value: WhenValue) -> bool:
    return isinstance(value, str) or value in (RuntimeKind.STRING, RuntimeKind.ANY)


_REQUIRED: Mapping[Callable[[WhenValue], bool], str] = {
    _is_boolean: "a boolean", _is_number: "a number", _is_string: "a string",
}  # fmt: skip


def _require(
    value: WhenValue, check: Callable[[WhenValue], bool], node: UnaryOperation | BinaryOperation, operand: Expression
) -> None:
    if not check(value):
        message = f"'{node.operator}' requires {_REQUIRED[check]}, got {_describe(value)}"
        hint = "put strings with dashes or slashes in quotes" if isinstance(value, str) and check is _is_number else ""
        raise ExpressionSyntaxError(message, operand.start, operand.end, hint)


def _describe(value: WhenValue) -> str:
    if isinstance(value, RuntimeKind):
        return value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"string '{value}'"
    if isinstance(value, float):
        return f"number {_write(value)}"
    return "a list" if value else "no value"


def _write(value: WhenValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e21 else f"{value!r}"
    return "<nil>" if value is None else str(value)


# Some of the forms of dates that Go accepts; others, such as times without a date, remain strings here.
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)


def _as_time(text: str) -> WhenValue:
    """Return a string as govaluate reads it: a date is its Unix time, in UTC if it has no zone."""
    date = _DATE.fullmatch(text)
    if date is None or ("T" in text and not date[5]) or (" " in text and not date[3]):
        return text
    day, hour, minute, second, zone = date.groups(default="00")
    shift = "+0000" if zone in ("00", "Z") else zone.replace(":", "")
    try:
        return datetime.strptime(f"{day} {hour}{minute}{second}{shift}", "%Y-%m-%d %H%M%S%z").timestamp()
    except ValueError:
        return text
