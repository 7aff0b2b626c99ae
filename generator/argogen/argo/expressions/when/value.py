"""What a `when` comes to, as far as it can be known before the workflow runs.

As govaluate's evaluationStage.go has it, but that a quoted date may stand in a calculation here: nobody means that.
"""

from __future__ import annotations

import enum
import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from argogen.argo.expressions.tree import Array, BadExpression, Binary, Expression, Literal, Name, Unary, Unknown


class Kind(enum.Enum):
    """What is known of a value that a tag gives: that it is a text, a truth value, or nothing."""

    TEXT = "a text"
    TRUTH = "true or false"
    ANY = "anything"


Value: TypeAlias = "str | float | bool | list[Value] | Kind | None"


def decide(root: Expression) -> bool | None:
    """Whether a `when` holds; None if only the running workflow can tell.

    Raises BadExpression for one that always ends in an error, whatever its tags are.
    """
    value = _evaluate(root)
    if isinstance(value, bool):
        return value
    if value in (Kind.TRUTH, Kind.ANY):
        return None
    raise BadExpression(f"this gives {_say(value)}, and Argo needs true or false", root.start, root.end)


def _evaluate(node: Expression) -> Value:
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Literal):
        return _literal(node)
    if isinstance(node, Unknown):
        return Kind.TEXT if node.quoted else Kind.ANY
    if isinstance(node, Array):
        return [_evaluate(item) for item in node.items]
    if isinstance(node, Unary):
        return _unary(node)
    assert isinstance(node, Binary)
    return _binary(node)


def _literal(node: Literal) -> Value:
    """A text that looks like a date is the number of its second."""
    value = node.value
    return _as_time(value) if isinstance(value, str) else value


def _unary(node: Unary) -> Value:
    value = _evaluate(node.operand)
    if node.operator == "!":
        _require(value, _is_truth, node, node.operand)
        return not value if isinstance(value, bool) else Kind.TRUTH
    _require(value, _is_number, node, node.operand)
    if not isinstance(value, float):
        return Kind.ANY
    return -value if node.operator == "-" else float(~int(value))


def _binary(node: Binary) -> Value:
    left = _evaluate(node.left)
    if node.operator in _CONDITIONAL:
        return _CONDITIONAL[node.operator](node, left)
    return _OPERATIONS[node.operator](node, left, _evaluate(node.right))


def _logical(node: Binary, left: Value) -> Value:
    """`&&` and `||`, which leave their right side alone where the left one decides."""
    decisive = node.operator == "||"
    if left is decisive:
        return decisive
    _require(left, _is_truth, node, node.left)
    right = _evaluate(node.right)
    _require(right, _is_truth, node, node.right)
    if isinstance(left, bool) or right is decisive:
        return right if isinstance(right, bool) else Kind.TRUTH
    return Kind.TRUTH


def _then(node: Binary, left: Value) -> Value:
    if left is False:
        return None
    _require(left, _is_truth, node, node.left)
    right = _evaluate(node.right)
    return right if left is True else Kind.ANY


def _else(node: Binary, left: Value) -> Value:
    if left is None:
        return _evaluate(node.right)
    if left is Kind.ANY:
        _evaluate(node.right)
    return left


_CONDITIONAL: Mapping[str, Callable[[Binary, Value], Value]] = {
    "&&": _logical, "||": _logical, "?": _then, ":": _else, "??": _else,
}  # fmt: skip


def _equal(node: Binary, left: Value, right: Value) -> Value:
    if isinstance(left, Kind) or isinstance(right, Kind):
        return Kind.TRUTH
    same = type(left) is type(right) and left == right
    return same if node.operator == "==" else not same


_ORDERS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _order(node: Binary, left: Value, right: Value) -> Value:
    alike = any(check(left) and check(right) for check in (_is_number, _is_text))
    if not alike:
        message = f"'{node.operator}' compares two numbers or two texts, not {_say(left)} with {_say(right)}"
        raise BadExpression(message, node.start, node.end, "put both in quotes, or neither")
    if isinstance(left, str) and isinstance(right, str):
        return bool(_ORDERS[node.operator](left.encode(), right.encode()))  # type: ignore[arg-type]
    if isinstance(left, float) and isinstance(right, float):
        return _ORDERS[node.operator](left, right)
    return Kind.TRUTH


_NO_PATTERN = ("missing )", "unbalanced parenthesis", "nothing to repeat", "unterminated character set")


def _match(node: Binary, left: Value, right: Value) -> Value:
    _require(left, _is_text, node, node.left)
    _require(right, _is_text, node, node.right)
    try:
        pattern = re.compile(right) if isinstance(right, str) else None
    except re.error as error:
        if error.msg.startswith(_NO_PATTERN):  # the rest may be a pattern to Go
            message = f"this is no pattern: {error.msg}"
            raise BadExpression(message, node.right.start, node.right.end) from None
        return Kind.TRUTH
    if pattern is None or not isinstance(left, str):
        return Kind.TRUTH
    return (pattern.search(left) is not None) is (node.operator == "=~")


def _among(node: Binary, left: Value, right: Value) -> Value:
    if right is Kind.ANY:
        return Kind.TRUTH
    if not isinstance(right, list):
        message = "what stands behind 'in' is no list: that takes two values or more"
        raise BadExpression(message, node.right.start, node.right.end, "compare with ==, or write ('a', 'b')")
    if isinstance(left, Kind) or any(isinstance(item, Kind) for item in right):
        return Kind.TRUTH
    return any(type(left) is type(item) and left == item for item in right)


def _add(node: Binary, left: Value, right: Value) -> Value:
    if isinstance(left, float) and isinstance(right, float):
        return left + right
    if Kind.ANY not in (left, right) and not isinstance(left, str) and not isinstance(right, str):
        _refuse_text(node, left, node.left)
        _refuse_text(node, right, node.right)
    if isinstance(left, Kind) or isinstance(right, Kind):
        return Kind.TEXT if Kind.TEXT in (left, right) or str in (type(left), type(right)) else Kind.ANY
    return f"{_write(left)}{_write(right)}"


def _refuse_text(node: Binary, value: Value, operand: Expression) -> None:
    if value is not Kind.TEXT:
        _require(value, _is_number, node, operand)


def _calculate(node: Binary, left: Value, right: Value) -> Value:
    _require(left, _is_number, node, node.left)
    _require(right, _is_number, node, node.right)
    if not isinstance(left, float) or not isinstance(right, float):
        return Kind.ANY
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
_OPERATIONS: Mapping[str, Callable[[Binary, Value, Value], Value]] = {
    **dict.fromkeys(_ARITHMETIC, _calculate), **dict.fromkeys(_ORDERS, _order), "==": _equal, "!=": _equal,
    "=~": _match, "!~": _match, "in": _among, "+": _add,
}  # fmt: skip


def _is_truth(value: Value) -> bool:
    return isinstance(value, bool) or value in (Kind.TRUTH, Kind.ANY)


def _is_number(value: Value) -> bool:
    return isinstance(value, float) or value is Kind.ANY


def _is_text(value: Value) -> bool:
    return isinstance(value, str) or value in (Kind.TEXT, Kind.ANY)


_WANTS: Mapping[Callable[[Value], bool], str] = {
    _is_truth: "true or false", _is_number: "a number", _is_text: "a text",
}  # fmt: skip


def _require(value: Value, check: Callable[[Value], bool], node: Unary | Binary, operand: Expression) -> None:
    if not check(value):
        message = f"'{node.operator}' needs {_WANTS[check]} here, and this is {_say(value)}"
        hint = "put text with dashes or slashes in quotes" if isinstance(value, str) and check is _is_number else ""
        raise BadExpression(message, operand.start, operand.end, hint)


def _say(value: Value) -> str:
    if isinstance(value, Kind):
        return value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{value}'"
    if isinstance(value, float):
        return f"the number {_write(value)}"
    return "a list" if value else "nothing"


def _write(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e21 else f"{value!r}"
    return "<nil>" if value is None else str(value)


# Go accepts these among others; times of the day alone, and those with names of days in them, are left as texts here.
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d)(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)


def _as_time(text: str) -> Value:
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
