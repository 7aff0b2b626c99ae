"""The types that the builtins of expr-lang accept and return."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.types import (
    ANY,
    ANY_MAP,
    BOOL,
    DURATION,
    ERROR,
    FLOAT64,
    INT,
    INTS,
    LOCATION,
    SLICE,
    STRING,
    STRINGS,
    TIME,
    GoType,
    function_of,
    slice_of,
)

Argument = GoType | None
"""The type of an argument; None for nil."""
Validate = Callable[[Sequence[Argument]], GoType | None]
_NUMBERS = frozenset({"float64", "float32", *types.INTEGERS})
_LISTS = frozenset({"interface", "slice", "array"})


class InvalidArgumentsError(Exception):
    """Arguments that a builtin does not accept."""


class Signature(NamedTuple):
    """The overloads of a builtin, or the function that checks the arguments and returns the type of the result."""

    overloads: tuple[GoType, ...] = ()
    validate: Validate | None = None


def _overloads(*shapes: tuple[Sequence[GoType], GoType]) -> Signature:
    return Signature(tuple(function_of(tuple(parameters), (result,)) for parameters, result in shapes))


def _fallible(*shapes: tuple[Sequence[GoType], GoType]) -> Signature:
    return Signature(tuple(function_of(tuple(parameters), (result, ERROR)) for parameters, result in shapes))


def _kind(argument: Argument) -> str:
    if argument is None:
        return "invalid"
    pointed = argument.element if argument.kind == "ptr" else None
    return (pointed or argument).kind


def _name(argument: Argument) -> str:
    return "%!s(<nil>)" if argument is None else argument.name


def _require_one(arguments: Sequence[Argument]) -> None:
    if len(arguments) != 1:
        raise InvalidArgumentsError(f"invalid number of arguments (expected 1, got {len(arguments)})")


def _one_of(kinds: frozenset[str], result: GoType | None, message: str) -> Validate:
    """Return a check of a single argument; without a `result`, the result has its type."""

    def validate(arguments: Sequence[Argument]) -> GoType | None:
        _require_one(arguments)
        if _kind(arguments[0]) not in kinds:
            raise InvalidArgumentsError(message.format(_name(arguments[0])))
        return result or arguments[0]

    return validate


def _number_like(name: str, result: GoType | None, *more: str) -> Signature:
    kinds = frozenset({"interface", *_NUMBERS, *more})
    return Signature(validate=_one_of(kinds, result, f"invalid argument for {name} (type {{}})"))


def _aggregate(name: str) -> Signature:
    def validate(arguments: Sequence[Argument]) -> GoType | None:
        if not arguments:
            raise InvalidArgumentsError(f"not enough arguments to call {name}")
        for argument in arguments:
            kind = _kind(argument)
            if kind in _LISTS:
                return ANY
            if kind not in _NUMBERS:
                raise InvalidArgumentsError(f"invalid argument for {name} (type {_name(argument)})")
        return arguments[0]

    return Signature(validate=validate)


def _end_of_list(which: str) -> Signature:
    def validate(arguments: Sequence[Argument]) -> GoType | None:
        _require_one(arguments)
        kind = _kind(arguments[0])
        if kind not in _LISTS:
            raise InvalidArgumentsError(f"cannot get {which} element from {_name(arguments[0])}")
        return ANY if kind == "interface" or arguments[0] is None else arguments[0].element

    return Signature(validate=validate)


def _validate_take(arguments: Sequence[Argument]) -> GoType | None:
    if len(arguments) != 2:
        raise InvalidArgumentsError(f"invalid number of arguments (expected 2, got {len(arguments)})")
    if _kind(arguments[0]) not in _LISTS:
        raise InvalidArgumentsError(f"cannot take from {_name(arguments[0])}")
    if _kind(arguments[1]) not in types.SIGNED | {"interface"}:
        raise InvalidArgumentsError(f"cannot take {_name(arguments[1])} elements")
    return arguments[0]


def _validate_concat(arguments: Sequence[Argument]) -> GoType | None:
    if not arguments:
        raise InvalidArgumentsError("invalid number of arguments (expected at least 1, got 0)")
    for argument in arguments:
        if _kind(argument) not in _LISTS:
            raise InvalidArgumentsError(f"cannot concat {_name(argument)}")
    return SLICE


def _validate_now(arguments: Sequence[Argument]) -> GoType | None:
    if arguments and (len(arguments) > 1 or arguments[0] != LOCATION):
        raise InvalidArgumentsError(f"invalid number of arguments (expected 0, got {len(arguments)})")
    return TIME


def _validate_date(arguments: Sequence[Argument]) -> GoType | None:
    if not arguments:
        raise InvalidArgumentsError("invalid number of arguments (expected at least 1, got 0)")
    rest = arguments[1:] if arguments[0] == LOCATION else arguments
    if len(rest) > 3:
        raise InvalidArgumentsError(f"invalid number of arguments (expected at most 3, got {len(rest)})")
    return TIME


def _of_list(message: str, result: GoType = SLICE) -> Signature:
    return Signature(validate=_one_of(_LISTS, result, message))


def _of_map(message: str) -> Signature:
    return Signature(validate=_one_of(frozenset({"interface", "map"}), SLICE, message))


_FLOATS = slice_of(FLOAT64)
_LENGTHS = frozenset({"array", "map", "slice", "string", "interface"})
_BITS = _overloads(((INT, INT), INT))
_TEXT = _overloads(((STRING,), STRING))
_SPLIT = _overloads(((STRING, STRING), STRINGS), ((STRING, STRING, INT), STRINGS))
_TRIM_END = _overloads(((STRING, STRING), STRING), ((STRING,), STRING))
_SORTED = (SLICE, INTS, _FLOATS, STRINGS)
SIGNATURES: Mapping[str, Signature] = {
    "len": Signature(validate=_one_of(_LENGTHS, INT, "invalid argument for len (type {})")),
    "type": _overloads(((ANY,), STRING)),
    "abs": _number_like("abs", None),
    "ceil": _number_like("ceil", FLOAT64),
    "floor": _number_like("floor", FLOAT64),
    "round": _number_like("round", FLOAT64),
    "int": _number_like("int", INT, "string"),
    "float": _number_like("float", FLOAT64, "string"),
    "string": _overloads(((ANY,), STRING)),
    "trim": _overloads(((STRING,), STRING), ((STRING, STRING), STRING)),
    "trimPrefix": _TRIM_END,
    "trimSuffix": _TRIM_END,
    "upper": _TEXT,
    "lower": _TEXT,
    "split": _SPLIT,
    "splitAfter": _SPLIT,
    "replace": _overloads(((STRING, STRING, STRING, INT), STRING), ((STRING, STRING, STRING), STRING)),
    "repeat": _overloads(((STRING, INT), STRING)),
    "join": _overloads(
        ((STRINGS, STRING), STRING), ((SLICE, STRING), STRING), ((SLICE,), STRING), ((STRINGS, STRING), STRING),
        ((STRINGS,), STRING),
    ),
    "indexOf": _overloads(((STRING, STRING), INT)),
    "lastIndexOf": _overloads(((STRING, STRING), INT)),
    "hasPrefix": _overloads(((STRING, STRING), BOOL)),
    "hasSuffix": _overloads(((STRING, STRING), BOOL)),
    "max": _aggregate("max"),
    "min": _aggregate("min"),
    "mean": _aggregate("mean"),
    "median": _aggregate("median"),
    "toJSON": _overloads(((ANY,), STRING)),
    "fromJSON": _overloads(((STRING,), ANY)),
    "toBase64": _TEXT,
    "fromBase64": _TEXT,
    "now": Signature(validate=_validate_now),
    "duration": _fallible(((STRING,), DURATION)),
    "date": Signature(validate=_validate_date),
    "timezone": _fallible(((STRING,), LOCATION)),
    "first": _end_of_list("first"),
    "last": _end_of_list("last"),
    "get": Signature(),
    "take": Signature(validate=_validate_take),
    "keys": _of_map("cannot get keys from {}"),
    "values": _of_map("cannot get values from {}"),
    "toPairs": _of_map("cannot transform {} to pairs"),
    "fromPairs": _of_list("cannot transform {} from pairs", ANY_MAP),
    "reverse": _of_list("cannot reverse {}"),
    "uniq": _of_list("cannot uniq {}"),
    "concat": Signature(validate=_validate_concat),
    "flatten": _of_list("cannot flatten {}"),
    "sort": _overloads(*(((one, STRING), SLICE) for one in _SORTED), *(((one,), SLICE) for one in _SORTED)),
    "bitand": _BITS,
    "bitor": _BITS,
    "bitxor": _BITS,
    "bitnand": _BITS,
    "bitshl": _BITS,
    "bitshr": _BITS,
    "bitushr": _BITS,
    "bitnot": _overloads(((INT,), INT)),
}  # fmt: skip
_PREDICATE_TYPE = function_of((SLICE, function_of((ANY,), (BOOL,))), (BOOL,))
PREDICATE_NAMES = frozenset(
    {"all", "none", "any", "one", "filter", "map", "find", "findIndex", "findLast", "findLastIndex", "count", "sum"}
    | {"groupBy", "sortBy", "reduce"}
)
NAMES = PREDICATE_NAMES | SIGNATURES.keys()


def type_of_builtin(name: str) -> GoType:
    """Return the type of a builtin that is used as a value."""
    overloads = SIGNATURES[name].overloads if name in SIGNATURES else (_PREDICATE_TYPE,)
    return overloads[0] if overloads else function_of((SLICE,), (ANY, ERROR), is_variadic=True)
