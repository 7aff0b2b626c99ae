"""Expressions in paths, such as `@.price < 10`."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.arithmetic import divide
from argogen.argo.evaluation.golang.encoding.json_text import from_json
from argogen.argo.evaluation.golang.powers import raise_to
from argogen.argo.evaluation.golang.regexps import compile_regexp
from argogen.argo.evaluation.golang.text import SPACES
from argogen.argo.evaluation.golang.values import GoValue, Int64, type_of
from argogen.argo.evaluation.jsonpath.operands import (
    Context,
    Operand,
    read_boolean,
    read_elements,
    read_integer,
    read_number,
    read_text,
)

_TOKENS = (
    "||", "&&", "==", "!=", "<=", ">=", "<", ">", "=~", "!", "+", "-", "**", "*", "/", "%", "not in", "in", "@", "$",
)  # fmt: skip
_WITHOUT_LEFT = ("$", "@", "!")


class SelectedPath(Protocol):
    """A parsed path."""

    def apply(self, root: GoValue, current: GoValue) -> GoValue:
        """Return the selected part. Raises GoPanicError."""


class Selector(NamedTuple):
    """A path as an operand; a string that it selects is in quotes."""

    path: SelectedPath

    def evaluate(self, context: Context) -> GoValue:
        """Return what the path selects. Raises GoPanicError."""
        value = self.path.apply(context["$"], context["@"])
        if isinstance(value, str) and not (len(value) > 1 and value[0] == value[-1] == "'"):
            return f"'{value}'"
        return value


class Operation(NamedTuple):
    """An operator with operands; the left one of `!` is None."""

    operator: str
    left: Operand
    right: Operand

    def evaluate(self, context: Context) -> GoValue:
        """Return the result. Raises GoPanicError."""
        return _OPERATIONS[self.operator](self.left, self.right, context)


class CompiledScript(NamedTuple):
    """An expression, and its tree unless it is a single value."""

    text: str
    tree: Operand

    @property
    def is_empty(self) -> bool:
        """Whether there is no expression."""
        return not self.text

    def evaluate(self, root: GoValue, current: GoValue) -> GoValue:
        """Return the value. Raises GoPanicError."""
        context: Context = {"$": root, "@": current, "nil": None, "null": None}
        if self.tree is not None:
            return self.tree.evaluate(context)
        if self.text in context:
            return context[self.text]
        for read in (read_number, read_boolean):
            try:
                return read(self.text, context)
            except GoPanicError:
                continue
        return self.text


def compile_script(text: str, parse_path: Callable[[str], SelectedPath]) -> CompiledScript:
    """Return an expression of which the paths are parsed by a function. Raises GoPanicError."""
    return CompiledScript(text, _Builder(parse_path).build(text, _TOKENS))


class _Builder:
    """Splits an expression at the first operator of each kind, the weakest ones first."""

    def __init__(self, parse_path: Callable[[str], SelectedPath]) -> None:
        self._parse_path = parse_path

    def build(self, text: str, tokens: Sequence[str]) -> Any:
        """Return the tree of an expression; None for a single value."""
        token, text = tokens[0], text.strip(SPACES)
        if not text:
            return None
        if text.startswith("(") and text.endswith(")"):
            text, tokens = text[1:-1].strip(SPACES), ("", *_TOKENS)
        at = _find_operator(text, token)
        right_text = text[at + len(token) :].strip(SPACES)
        if at < 0 or (not right_text and token not in ("$", "@")):
            return self._try_next(text, tokens)
        right = self._operand(right_text, tokens)
        left_text = text[:at].strip(SPACES)
        if not left_text and token not in _WITHOUT_LEFT:
            return self._try_next(text, tokens)
        left = self._operand(left_text, tokens)
        if token in _WITHOUT_LEFT and left is not None:
            return self._try_next(text, tokens)
        if token in ("$", "@"):
            return Selector(self._parse_path(text))
        if token not in _OPERATIONS:
            raise GoPanicError("unsupported operator")
        return Operation(token, left, right)

    def _try_next(self, text: str, tokens: Sequence[str]) -> Any:
        return None if len(tokens) == 1 else self.build(text, tokens[1:])

    def _operand(self, text: str, tokens: Sequence[str]) -> Any:
        tree = self.build(text, tokens)
        if tree is not None:
            return tree
        if not text:
            return None
        if (text[0], text[-1]) in (("[", "]"), ("{", "}")):
            try:
                return from_json(text)
            except GoPanicError:
                return text
        return text


def _find_operator(text: str, token: str) -> int:
    """Return the offset of an operator outside of quotes and brackets; -1 without one."""
    quote, square, round_ = "", 0, 0
    for index, character in enumerate(text):
        if character in "()" and not quote and square <= 0:
            round_ += 1 if character == "(" else -1
        elif character in "[]" and not quote and round_ <= 0:
            square += 1 if character == "[" else -1
        elif character in "'\"" and quote in ("", character) and square <= 0 and round_ <= 0:
            quote = "" if quote else character
        if quote or square > 0 or round_ > 0 or len(token) > index + 1:
            continue
        start = index + 1 - len(token)
        if text[start : index + 1] == token:
            return start
    return -1


_Evaluate = Callable[[Operand, Operand, Context], GoValue]


def _numeric(function: Callable[[float, float], GoValue]) -> _Evaluate:
    def calculate(left: Operand, right: Operand, context: Context) -> GoValue:
        first = read_number(left, context)
        return function(first, read_number(right, context))

    return calculate


def _logical(function: Callable[[bool, bool], bool]) -> _Evaluate:
    def calculate(left: Operand, right: Operand, context: Context) -> GoValue:
        first = read_boolean(left, context)
        return function(first, read_boolean(right, context))

    return calculate


def _not(_: Operand, right: Operand, context: Context) -> GoValue:
    return not read_boolean(right, context)


def _equal(left: Operand, right: Operand, context: Context) -> bool:
    try:
        first = read_number(left, context)
        return first == read_number(right, context)
    except GoPanicError:
        text = read_text(left, context)
        return text == read_text(right, context)


def _unequal(left: Operand, right: Operand, context: Context) -> GoValue:
    return not _equal(left, right, context)


def _modulo(left: Operand, right: Operand, context: Context) -> GoValue:
    dividend = read_integer(left, context)
    divisor = read_integer(right, context)
    if divisor == 0:
        raise GoPanicError("runtime error: integer divide by zero")
    remainder = abs(dividend) % abs(divisor)
    return Int64(-remainder if dividend < 0 else remainder)


def _match(left: Operand, right: Operand, context: Context) -> GoValue:
    text = _unquote(read_text(left, context))
    pattern = _unquote(read_text(right, context))
    try:
        return compile_regexp(pattern).matches(text)
    except GoPanicError:
        raise GoPanicError("invalid argument. expected a valid regexp") from None


def _unquote(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text


def _in(left: Operand, right: Operand, context: Context) -> bool:
    item: GoValue = left
    for read in (read_number, read_text, read_boolean):
        try:
            item = read(left, context)
        except GoPanicError:
            continue
        break
    return any(_is_same(element, item) for element in read_elements(right, context))


def _is_same(element: GoValue, item: GoValue) -> bool:
    """Compare as Go compares interfaces: by type and value; lists and maps cannot be compared."""
    if isinstance(element, (list, dict)) and type(element) is type(item):
        found = type_of(element)
        raise GoPanicError(f"runtime error: comparing uncomparable type {found.name if found else ''}")
    return type(element) is type(item) and bool(element == item)


def _not_in(left: Operand, right: Operand, context: Context) -> GoValue:
    return not _in(left, right, context)


_OPERATIONS: Mapping[str, _Evaluate] = {
    "||": _logical(lambda left, right: left or right), "&&": _logical(lambda left, right: left and right),
    "==": _equal, "!=": _unequal, "<=": _numeric(operator.le), ">=": _numeric(operator.ge),
    "<": _numeric(operator.lt), ">": _numeric(operator.gt), "=~": _match, "!": _not, "+": _numeric(operator.add),
    "-": _numeric(operator.sub), "**": _numeric(raise_to), "*": _numeric(operator.mul), "/": _numeric(divide),
    "%": _modulo, "not in": _not_in, "in": _in,
}  # fmt: skip
