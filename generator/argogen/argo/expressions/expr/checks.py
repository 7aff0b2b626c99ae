"""Check the functions and the types of values in a valid expression, as checker/checker.go of expr-lang does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.argo.expressions.expr.functions import FunctionSignature, load_functions
from argogen.argo.expressions.expr.kinds import (
    ARITHMETIC,
    EQUALITY,
    LOGIC,
    ORDER,
    STRING_OPERATORS,
    KindInference,
    KindLookup,
)
from argogen.argo.expressions.tree import (
    ArrayLiteral,
    BinaryOperation,
    Conditional,
    Expression,
    FunctionCall,
    Literal,
    UnaryOperation,
    walk,
)
from argogen.argo.value_kinds import ANY, BOOLEAN, LIST, MAP, NIL, NUMBER, STRING
from argogen.suggestions import suggest

_DESCRIPTIONS: Mapping[str, str] = {
    STRING: "a string", NUMBER: "a number", BOOLEAN: "a boolean", LIST: "a list", MAP: "a map", NIL: "nil",
}  # fmt: skip
_STRING_FUNCTIONS = frozenset(
    {
        "fromBase64", "fromJSON", "hasPrefix", "hasSuffix", "lower", "repeat", "replace", "split", "splitAfter",
        "toBase64", "trim", "trimPrefix", "trimSuffix", "upper",
    }
)  # fmt: skip
_CONVERSIONS = frozenset({"asFloat", "asInt"})
# The kinds that the first argument may have.
_FIRST_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_STRING_FUNCTIONS, (STRING,)), **dict.fromkeys(_CONVERSIONS, (STRING, NUMBER, NIL)),
}  # fmt: skip
# The index of the argument that must be a map.
_MAP_ARGUMENTS: Mapping[str, int] = {
    "keys": 0, "values": 0, "toPairs": 0, "sprig.dig": -1, "sprig.get": 0, "sprig.hasKey": 0, "sprig.keys": 0,
    "sprig.values": 0, "sprig.pick": 0, "sprig.omit": 0, "sprig.set": 0, "sprig.unset": 0,
}  # fmt: skip
# The functions of sprig whose first argument is a string.
_OF_STRINGS = (
    "adler32sum", "atoi", "b32dec", "b32enc", "b64dec", "b64enc", "base", "camelcase", "clean", "dir", "ext",
    "fromJson", "initials", "isAbs", "kebabcase", "lower", "nospace", "sha1sum", "sha256sum", "sha512sum", "shuffle",
    "snakecase", "swapcase", "title", "trim", "untitle", "upper",
)  # fmt: skip
# The indices of the arguments that must be strings.
_STRING_ARGUMENTS: Mapping[str, tuple[int, ...]] = {
    "jsonpath": (0, 1), "sprig.abbrev": (1,), "sprig.abbrevboth": (2,), "sprig.contains": (0, 1),
    "sprig.hasPrefix": (0, 1), "sprig.hasSuffix": (0, 1), "sprig.indent": (1,), "sprig.nindent": (1,),
    "sprig.regexFind": (0, 1), "sprig.regexMatch": (0, 1), "sprig.regexReplaceAll": (0, 1, 2), "sprig.repeat": (1,),
    "sprig.replace": (0, 1, 2), "sprig.split": (0, 1), "sprig.splitList": (0, 1), "sprig.splitn": (0, 2),
    "sprig.substr": (2,), "sprig.trimAll": (0, 1), "sprig.trimPrefix": (0, 1), "sprig.trimSuffix": (0, 1),
    "sprig.trunc": (1,), "sprig.wrap": (1,), "sprig.wrapWith": (1, 2),
    **{f"sprig.{name}": (0,) for name in _OF_STRINGS},
}  # fmt: skip

# The functions whose first argument is a list; they do not accept the JSON of one.
_OF_LISTS = frozenset(
    {
        "all", "any", "count", "filter", "find", "findIndex", "findLast", "findLastIndex", "groupBy", "map", "none",
        "one", "reduce", "sortBy", "sum",
    }
)  # fmt: skip

_LONGEST_HINT = 60


class ExpressionDiagnostic(NamedTuple):
    """A violation of the rule `name` from `start` to `end`; `fix` is the unambiguous replacement, or ""."""

    name: str
    message: str
    start: int
    end: int
    hint: str = ""
    fix: str = ""


def check_expression(
    root: Expression, text: str, lookup: KindLookup, functions: Mapping[str, FunctionSignature] | None = None
) -> list[ExpressionDiagnostic]:
    """Return the violations of functions and types in an expression, in source order.

    `functions` are all that it can call; by default, those of a template.
    """
    nodes = list(walk(root))
    checker = _Checker(text, KindInference(nodes, text, lookup), functions or load_functions())
    found: dict[tuple[str, int, int], ExpressionDiagnostic] = {}  # the tree of `1 < x < 3` has x twice
    for diagnostic in (diagnostic for node in nodes for diagnostic in checker.check(node)):
        found.setdefault((diagnostic.name, diagnostic.start, diagnostic.end), diagnostic)
    return sorted(found.values(), key=lambda diagnostic: diagnostic.start)


def infer_kind(root: Expression, text: str, lookup: KindLookup) -> str:
    """Return the kind of the result of an expression."""
    return KindInference(list(walk(root)), text, lookup).kind_of(root)


class _Checker:
    def __init__(self, text: str, kinds: KindInference, functions: Mapping[str, FunctionSignature]) -> None:
        self._text = text
        self._kinds = kinds
        self._functions = functions

    def check(self, node: Expression) -> Iterator[ExpressionDiagnostic]:
        if isinstance(node, FunctionCall):
            yield from self._check_call(node)
        elif isinstance(node, UnaryOperation):
            yield from self._require(
                node.operand, (BOOLEAN if node.operator in ("!", "not") else NUMBER,), node.operator
            )
        elif isinstance(node, Conditional):
            yield from self._require(node.test, (BOOLEAN,), "?")
        elif isinstance(node, BinaryOperation):
            yield from self._check_binary(node)

    def _check_binary(self, node: BinaryOperation) -> Iterator[ExpressionDiagnostic]:
        accepted = _accepted_kinds(node.operator)
        sides = (node.right,) if node.operator == "in" else (node.left, node.right)
        found = [
            diagnostic for side in sides if accepted for diagnostic in self._require(side, accepted, node.operator)
        ]
        yield from found
        if not found and (node.operator in EQUALITY or node.operator in ORDER or node.operator == "+"):
            yield from self._check_pair(node)
        if not found and node.operator in ("in", "not in") and isinstance(node.right, ArrayLiteral):
            yield from self._check_member(node.left, node.right)

    def _check_member(self, node: Expression, listed: ArrayLiteral) -> Iterator[ExpressionDiagnostic]:
        """Report a value that equals no item of a list literal, because all items have another type."""
        kinds = {self._kinds.kind_of(item) for item in listed.items}
        kind = self._kinds.kind_of(node)
        if len(kinds) == 1 and not {kind, *kinds} & {ANY, NIL} and kind not in kinds:
            (other,) = kinds
            message = f"cannot compare {kind} with {other}"
            yield self._report_types(node, message, self._as_number(node) if other == NUMBER else "")

    def _require(self, node: Expression, accepted: tuple[str, ...], operator: str) -> Iterator[ExpressionDiagnostic]:
        kind = self._kinds.kind_of(node)
        if kind in _DESCRIPTIONS and kind not in accepted:
            expected = " or ".join(_DESCRIPTIONS[each] for each in accepted if each != NIL)
            message = f"'{operator}' requires {expected}, got {_DESCRIPTIONS[kind]}"
            yield self._report_types(node, message, self._as_number(node) if accepted == (NUMBER,) else "")

    def _check_pair(self, node: BinaryOperation) -> Iterator[ExpressionDiagnostic]:
        left, right = self._kinds.kind_of(node.left), self._kinds.kind_of(node.right)
        if left == right or {left, right} & {ANY, NIL}:
            return
        message = f"cannot add {left} and {right}" if node.operator == "+" else f"cannot compare {left} with {right}"
        side, other = (node.left, right) if left == STRING else (node.right, left)
        yield self._report_types(side, message, self._as_number(side) if other == NUMBER else "")

    def _report_types(self, node: Expression, message: str, fix: str) -> ExpressionDiagnostic:
        hint = f"use '{fix}'" if len(fix) <= _LONGEST_HINT else f"use '{fix.partition('(')[0]}(…)'"
        hint = hint if fix else ""
        return ExpressionDiagnostic("incompatible-types", message, node.start, node.end, hint, fix)

    def _as_number(self, node: Expression) -> str:
        """Return the source of the number that a string contains, or "" if it is not known to contain one."""
        written = self._text[node.start : node.end]
        if self._kinds.kind_of(node) != STRING:
            return ""
        if isinstance(node, Literal):
            return str(node.value) if re.fullmatch(r"-?\d+(\.\d+)?", str(node.value)) else ""
        name = "float" if written.endswith("duration") else "int"
        return f"as{name.title()}({written})" if "asInt" in self._functions else f"{name}({written})"

    def _check_call(self, node: FunctionCall) -> Iterator[ExpressionDiagnostic]:
        name, given = self._kinds.name_of(node), len(node.arguments)
        function = self._functions.get(name)
        if name and function is None:
            has_sprig = "sprig.trim" in self._functions
            other = "functions of sprig have the prefix 'sprig.'" if has_sprig else "use a function of expr-lang"
            hint = suggest(name, self._functions, other)
            yield ExpressionDiagnostic(
                "unknown-function", f"unknown function '{name}'", node.of.start, node.of.end, hint
            )
        elif function is not None and not function.minimum <= given <= function.maximum:
            message = f"'{name}' requires {_count(function)}, got {given}"
            yield ExpressionDiagnostic("wrong-argument-count", message, node.of.start, node.end)
        else:
            yield from self._check_arguments(name, node.arguments)

    def _check_arguments(self, name: str, arguments: Sequence[Expression]) -> Iterator[ExpressionDiagnostic]:
        if name in _FIRST_ARGUMENTS:
            yield from self._require_string(arguments[0], _FIRST_ARGUMENTS[name], name)
        elif name in _STRING_ARGUMENTS:
            for index in _STRING_ARGUMENTS[name]:
                yield from self._require_string(arguments[index], (STRING, NIL), name)
        elif name in _MAP_ARGUMENTS and arguments:
            yield from self._require_parsed(arguments[_MAP_ARGUMENTS[name]], (MAP, NIL), name)
        elif name in _OF_LISTS:
            yield from self._require_parsed(arguments[0], (LIST, NIL), name)
        elif name == "get" and self._kinds.kind_of(arguments[1]) == STRING:
            yield from self._require_parsed(arguments[0], (MAP, NIL), name)

    def _require_string(self, node: Expression, accepted: tuple[str, ...], name: str) -> Iterator[ExpressionDiagnostic]:
        """Report an argument that is not a string; a map has strings, and can be written as JSON."""
        for diagnostic in self._require(node, accepted, name):
            written = self._text[node.start : node.end]
            hint = f"use a value of it, such as {written}.KEY"
            hint += "" if name in _CONVERSIONS else f", or 'toJson({written})'"
            is_map = self._kinds.kind_of(node) == MAP and len(written) <= _LONGEST_HINT and not diagnostic.hint
            yield diagnostic._replace(hint=hint) if is_map else diagnostic

    def _require_parsed(self, node: Expression, accepted: tuple[str, ...], name: str) -> Iterator[ExpressionDiagnostic]:
        """Report an argument that is not a map or a list; a string may be JSON."""
        for diagnostic in self._require(node, accepted, name):
            hint = f"use 'fromJSON({self._text[node.start : node.end]})'"
            is_variable = self._kinds.kind_of(node) == STRING and not isinstance(node, Literal)
            yield diagnostic._replace(hint=hint) if is_variable and len(hint) <= _LONGEST_HINT else diagnostic


def _accepted_kinds(operator: str) -> tuple[str, ...]:
    """Return the types that an operator accepts; none if it accepts all."""
    if operator in LOGIC:
        return (BOOLEAN,)
    if operator in ARITHMETIC:
        return (NUMBER,)
    if operator in STRING_OPERATORS:
        return (STRING,)
    if operator in ORDER or operator == "+":
        return (STRING, NUMBER)
    return (LIST, MAP) if operator == "in" else ()


def _count(function: FunctionSignature) -> str:
    minimum, maximum = function.minimum, function.maximum
    if minimum == maximum:
        return f"{minimum} argument{'' if minimum == 1 else 's'}"
    return (
        f"at least {minimum} argument{'' if minimum == 1 else 's'}"
        if maximum == float("inf")
        else f"{minimum} to {maximum} arguments"
    )
