"""Evaluate a `when`, as far as its value can be known before the workflow runs.

As govaluate's evaluationStage.go has it, except that a quoted date is accepted in a calculation here.
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
    """What is known of the value of a tag: that it is a string, a boolean, or nothing."""

    TEXT = "a text"
    TRUTH = "true or false"
    ANY = "anything"


WhenValue: TypeAlias = "str | float | bool | list[WhenValue] | RuntimeKind | None"


def evaluate_condition(root: Expression) -> bool | None:
    """Return whether a `when` holds; None if that is known only while the workflow runs.

    Raises ExpressionSyntaxError for one that always ends in an error, whatever its tags are.
    """
    value = _evaluate(root)
    if isinstance(value, bool):
        return value
    if value in (RuntimeKind.TRUTH, RuntimeKind.ANY):
        return None
    raise ExpressionSyntaxError(f"this gives {_describe(value)}, and Argo needs true or false", root.start, root.end)


def _evaluate(node: Expression) -> WhenValue:
    if isinstance(node, Identifier):
        return node.name
    if isinstance(node, Literal):
        return _literal(node)
    if isinstance(node, RuntimeValue):
        return RuntimeKind.TEXT if node.quoted else RuntimeKind.ANY
    if isinstance(node, ArrayLiteral):
        return [_evaluate(item) for item in node.items]
    if isinstance(node, UnaryOperation):
        return _unary(node)
    assert isinstance(node, BinaryOperation)
    return _binary(node)


def _literal(node: Literal) -> WhenValue:
    """A text that looks like a date is the number of its second."""
    value = node.value
    return _as_time(value) if isinstance(value, str) else value


def _unary(node: UnaryOperation) -> WhenValue:
    value = _evaluate(node.operand)
    if node.operator == "!":
        _require(value, _is_truth, node, node.operand)
        return not value if isinstance(value, bool) else RuntimeKind.TRUTH
    _require(value, _is_number, node, node.operand)
    if not isinstance(value, float):
        return RuntimeKind.ANY
    return -value if node.operator == "-" else float(~int(value))


def _binary(node: BinaryOperation) -> WhenValue:
    left = _evaluate(node.left)
    if node.operator in _CONDITIONAL:
        return _CONDITIONAL[node.operator](node, left)
    return _OPERATIONS[node.operator](node, left, _evaluate(node.right))


def _logical(node: BinaryOperation, left: WhenValue) -> WhenValue:
    """`&&` and `||`, which leave their right side alone where the left one decides."""
    decisive = node.operator == "||"
    if left is decisive:
        return decisive
    _require(left, _is_truth, node, node.left)
    right = _evaluate(node.right)
    _require(right, _is_truth, node, node.right)
    if isinstance(left, bool) or right is decisive:
        return right if isinstance(right, bool) else RuntimeKind.TRUTH
    return RuntimeKind.TRUTH


def _then(node: BinaryOperation, left: WhenValue) -> WhenValue:
    if left is False:
        return None
    _require(left, _is_truth, node, node.left)
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
        return RuntimeKind.TRUTH
    same = type(left) is type(right) and left == right
    return same if node.operator == "==" else not same


_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _order(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    alike = any(check(left) and check(right) for check in (_is_number, _is_text))
    if not alike:
        message = f"'{node.operator}' compares two numbers or two texts, not {_describe(left)} with {_describe(right)}"
        raise ExpressionSyntaxError(message, node.start, node.end, "put both in quotes, or neither")
    if isinstance(left, str) and isinstance(right, str):
        return bool(_ORDERS[node.operator](left.encode(), right.encode()))  # type: ignore[arg-type]
    if isinstance(left, float) and isinstance(right, float):
        return _ORDERS[node.operator](left, right)
    return RuntimeKind.TRUTH


_NO_PATTERN = ("missing )", "unbalanced parenthesis", "nothing to repeat", "unterminated character set")


def _match(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    _require(left, _is_text, node, node.left)
    _require(right, _is_text, node, node.right)
    try:
        pattern = re.compile(right) if isinstance(right, str) else None
    except re.error as error:
        if error.msg.startswith(_NO_PATTERN):  # the rest may be a pattern to Go
            message = f"this is no pattern: {error.msg}"
            raise ExpressionSyntaxError(message, node.right.start, node.right.end) from None
        return RuntimeKind.TRUTH
    if pattern is None or not isinstance(left, str):
        return RuntimeKind.TRUTH
    return (pattern.search(left) is not None) is (node.operator == "=~")


def _contains(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    if right is RuntimeKind.ANY:
        return RuntimeKind.TRUTH
    if not isinstance(right, list):
        message = "what stands behind 'in' is no list: that takes two values or more"
        raise ExpressionSyntaxError(message, node.right.start, node.right.end, "compare with ==, or write ('a', 'b')")
    if isinstance(left, RuntimeKind) or any(isinstance(item, RuntimeKind) for item in right):
        return RuntimeKind.TRUTH
    return any(type(left) is type(item) and left == item for item in right)


def _add(node: BinaryOperation, left: WhenValue, right: WhenValue) -> WhenValue:
    if isinstance(left, float) and isinstance(right, float):
        return left + right
    if RuntimeKind.ANY not in (left, right) and not isinstance(left, str) and not isinstance(right, str):
        _refuse_text(node, left, node.left)
        _refuse_text(node, right, node.right)
    if isinstance(left, RuntimeKind) or isinstance(right, RuntimeKind):
        return (
            RuntimeKind.TEXT
            if RuntimeKind.TEXT in (left, right) or str in (type(left), type(right))
            else RuntimeKind.ANY
        )
    return f"{_write(left)}{_write(right)}"


def _refuse_text(node: BinaryOperation, value: WhenValue, operand: Expression) -> None:
    if value is not RuntimeKind.TEXT:
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


def _is_truth(value: WhenValue) -> bool:
    return isinstance(value, bool) or value in (RuntimeKind.TRUTH, RuntimeKind.ANY)


def _is_number(value: WhenValue) -> bool:
    return isinstance(value, float) or value is RuntimeKind.ANY


def _is_text(value: WhenValue) -> bool:
    return isinstance(value, str) or value in (RuntimeKind.TEXT, RuntimeKind.ANY)


_WANTS: Mapping[Callable[[WhenValue], bool], str] = {
    _is_truth: "true or false", _is_number: "a number", _is_text: "a text",
}  # fmt: skip


def _require(
    value: WhenValue, check: Callable[[WhenValue], bool], node: UnaryOperation | BinaryOperation, operand: Expression
) -> None:
    if not check(value):
        message = f"'{node.operator}' needs {_WANTS[check]} here, and this is {_describe(value)}"
        hint = "put text with dashes or slashes in quotes" if isinstance(value, str) and check is _is_number else ""
        raise ExpressionSyntaxError(message, operand.start, operand.end, hint)


def _describe(value: WhenValue) -> str:
    if isinstance(value, RuntimeKind):
        return value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{value}'"
    if isinstance(value, float):
        return f"the number {_write(value)}"
    return "a list" if value else "nothing"


def _write(value: WhenValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e21 else f"{value!r}"
    return "<nil>" if value is None else str(value)


# Go accepts these among others; times of the day alone, and those with names of days in them, are left as texts here.
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)


def _as_time(text: str) -> WhenValue:
    """A text as govaluate takes it: a date is the number of seconds since 1970, in UTC where it has no zone."""
    date = _DATE.fullmatch(text)
    if date is None or ("T" in text and not date[5]) or (" " in text and not date[3]):
        return text
    day, hour, minute, second, zone = date.groups(default="00")
    shift = "+0000" if zone in ("00", "Z") else zone.replace(":", "")
    try:
        return datetime.strptime(f"{day} {hour}{minute}{second}{shift}", "%Y-%m-%d %H%M%S%z").timestamp()
    except ValueError:
        return text
