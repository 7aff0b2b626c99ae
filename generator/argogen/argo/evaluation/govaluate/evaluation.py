"""Evaluate a `when` as the controller of Argo does."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from argogen.argo.evaluation.errors import RUN, EvaluationError, GoPanicError
from argogen.argo.evaluation.golang.arithmetic import divide
from argogen.argo.evaluation.golang.equality import is_deeply_equal
from argogen.argo.evaluation.golang.formatting import format_value
from argogen.argo.evaluation.golang.powers import raise_to
from argogen.argo.evaluation.golang.regexps import Regexp, compile_regexp
from argogen.argo.evaluation.golang.values import GoValue, encode, truncate, wrap
from argogen.argo.evaluation.govaluate.lexer import read_tokens
from argogen.argo.evaluation.govaluate.planner import ACCESS, LITERAL, NOTHING, PARAMETER, Stage, compile_patterns, plan
from argogen.argo.evaluation.govaluate.tokens import STRING, VARIABLE, Token, check_balance, check_order
from argogen.argo.evaluation.trampoline import Task, run

_WORD = 1 << 64
_INVALID = "Invalid token"
_HINT = ' (hint: try wrapping the affected expression in quotes ("))'


def evaluate_when(text: str) -> bool:
    """Return the value of the `when` of a step or task, after the replacement of its tags. Raises EvaluationError.

    Words without quotes are strings; an empty `when` holds.
    """
    if not text:
        return True
    tokens = _attempt(f"Invalid 'when' expression '{text}': ", lambda: _parse(text))
    as_strings = [Token(STRING, token.value) if token.kind == VARIABLE else token for token in tokens]
    stage = _attempt(f"Failed to parse 'when' expression '{text}': ", lambda: _plan(as_strings))
    value = _attempt(f"Failed to evaluate 'when' expresion '{text}': ", lambda: run(_evaluate(stage)))
    return _require_boolean(text, value)


def evaluate_cron_when(text: str) -> bool:
    """Return the value of the `when` of a CronWorkflow: words are undefined variables.

    Raises EvaluationError.
    """
    if not text:
        return True
    return _require_boolean(text, _attempt("", lambda: run(_evaluate(_plan(_parse(text))))))


def _attempt(prefix: str, function: Callable[[], Any]) -> Any:
    try:
        return function()
    except GoPanicError as error:
        hint = _HINT if prefix and _INVALID in str(error) else ""
        raise EvaluationError(f"{prefix}{error}{hint}", RUN) from error


def _parse(text: str) -> list[Token]:
    """Return the tokens of a valid expression; strings after `=~` are patterns already."""
    tokens = _check(read_tokens(text))
    plan(tokens)
    return tokens


def _check(tokens: list[Token]) -> list[Token]:
    check_balance(tokens)
    check_order(tokens)
    return compile_patterns(tokens)


def _plan(tokens: list[Token]) -> Stage:
    return plan(_check(tokens))


def _require_boolean(text: str, value: GoValue) -> bool:
    if not isinstance(value, bool):
        raise EvaluationError(f"Expected boolean evaluation for '{text}'. Got {format_value(value)}", RUN)
    return value


def _evaluate(stage: Stage) -> Task[Any]:
    if stage.operator == LITERAL:
        return stage.value
    if stage.operator in (PARAMETER, ACCESS):
        raise GoPanicError(f"No parameter '{stage.value}' found.")
    left: Any = None
    if stage.left is not None:
        left = yield _evaluate(stage.left)
    if stage.operator in _SHORT_CIRCUITS:
        is_decided, value = _SHORT_CIRCUITS[stage.operator](left)
        if is_decided:
            return value
    right: Any = None
    if stage.right is not None:
        right = yield _evaluate(stage.right)
    if stage.operator == NOTHING:
        return right
    return _PREFIXES[stage.operator](right) if stage.is_prefix else _OPERATIONS[stage.operator](left, right)


_SHORT_CIRCUITS: Mapping[str, Callable[[Any], tuple[bool, Any]]] = {
    "&&": lambda left: (left is False, False), "||": lambda left: (left is True, True),
    "??": lambda left: (left is not None, left), "?": lambda left: (left is False, None),
    ":": lambda left: (left is not None, left),
}  # fmt: skip


def _require(value: Any, kind: type, sign: str, subject: str, wanted: str) -> Any:
    if type(value) is not kind:
        raise GoPanicError(f"Value '{format_value(value)}' cannot be used with the {subject} '{sign}'{wanted}")
    return value


def _require_number(value: Any, sign: str) -> float:
    number: float = _require(value, float, sign, "modifier", ", it is not a number")
    return number


def _logical(sign: str) -> Callable[[Any, Any], bool]:
    def calculate(left: Any, right: Any) -> bool:
        for value in (left, right):
            _require(value, bool, sign, "logical operator", ", it is not a bool")
        return bool(right)

    return calculate


def _choose(left: Any, right: Any) -> Any:
    _require(left, bool, "?", "ternary operator", ", it is not a bool")
    return right


def _otherwise(_: Any, right: Any) -> Any:
    return right


def _compare(sign: str, order: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        if isinstance(left, str) and isinstance(right, str):
            return order(encode(left), encode(right))
        if type(left) is not float or type(right) is not float:
            raise _not_comparable(left, sign)
        return order(left, right)

    return compare


def _not_comparable(value: Any, sign: str) -> GoPanicError:
    message = f"Value '{format_value(value)}' cannot be used with the comparator '{sign}', it is not a number"
    return GoPanicError(message)


def _is_equal(left: Any, right: Any) -> bool:
    return left is right if isinstance(left, Regexp) or isinstance(right, Regexp) else is_deeply_equal(left, right)


def _is_in(left: Any, right: Any) -> bool:
    if not isinstance(right, list):
        raise _not_comparable(right, "in")
    for value in right:
        if isinstance(value, list) and isinstance(left, list):
            raise GoPanicError("runtime error: comparing uncomparable type []interface {}")
        if type(left) is type(value) and left == value:
            return True
    return False


def _match(sign: str) -> Callable[[Any, Any], bool]:
    def match(left: Any, right: Any) -> bool:
        if not isinstance(left, str):
            raise _not_comparable(left, sign)
        if not isinstance(right, (str, Regexp)):
            raise _not_comparable(right, sign)
        pattern = compile_regexp(right) if isinstance(right, str) else right
        return pattern.matches(left) is (sign == "=~")

    return match


def _add(left: Any, right: Any) -> Any:
    if type(left) is float and type(right) is float:
        return left + right
    if not isinstance(left, str) and not isinstance(right, str):
        raise GoPanicError(f"Value '{format_value(left)}' cannot be used with the modifier '+', it is not a number")
    return f"{format_value(left)}{format_value(right)}"


def _arithmetic(sign: str, function: Callable[[float, float], float]) -> Callable[[Any, Any], float]:
    return lambda left, right: function(_require_number(left, sign), _require_number(right, sign))


def _bitwise(function: Callable[[int, int], int]) -> Callable[[float, float], float]:
    return lambda left, right: float(function(truncate(left), truncate(right)))


def _shift_left(number: int, count: int) -> int:
    return (number % _WORD << min(count % _WORD, 64)) % _WORD


def _shift_right(number: int, count: int) -> int:
    return number % _WORD >> min(count % _WORD, 64)


def _remainder(left: float, right: float) -> float:
    try:
        return math.fmod(left, right)
    except ValueError:
        return math.nan


def _separate(left: Any, right: Any) -> list[Any]:
    return [*left, right] if isinstance(left, list) else [left, right]


def _prefix(sign: str, kind: type, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: function(_require(value, kind, sign, "prefix", ""))


_PREFIXES: Mapping[str, Callable[[Any], Any]] = {
    "-": _prefix("-", float, operator.neg),
    "!": _prefix("!", bool, operator.not_),
    "~": _prefix("~", float, lambda number: float(wrap(~truncate(number)))),
}
_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "&&": _logical("&&"), "||": _logical("||"), "?": _choose, ":": _otherwise, "??": _otherwise,
    "==": _is_equal, "!=": lambda left, right: not _is_equal(left, right), "in": _is_in,
    "<": _compare("<", operator.lt), "<=": _compare("<=", operator.le), ">": _compare(">", operator.gt),
    ">=": _compare(">=", operator.ge), "=~": _match("=~"), "!~": _match("!~"), "+": _add,
    "-": _arithmetic("-", operator.sub), "*": _arithmetic("*", operator.mul), "/": _arithmetic("/", divide),
    "%": _arithmetic("%", _remainder), "**": _arithmetic("**", raise_to), ",": _separate,
    "&": _arithmetic("&", _bitwise(operator.and_)), "|": _arithmetic("|", _bitwise(operator.or_)),
    "^": _arithmetic("^", _bitwise(operator.xor)), "<<": _arithmetic("<<", _bitwise(_shift_left)),
    ">>": _arithmetic(">>", _bitwise(_shift_right)),
}  # fmt: skip
