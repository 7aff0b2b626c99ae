"""Go values in Python.

`nil` is None; `bool`, `int`, `float64` and `string` are bool, int, float and str; `[]interface {}` and
`map[string]interface {}` are list and dict. Other types have the classes below. A string is a sequence of
bytes in Go: bytes that are not valid UTF-8 are surrogates, as with the error handler `surrogateescape`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, TypeAlias

from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.types import GoType

GoValue: TypeAlias = Any
_WORD = 1 << 64


class Sized(int):
    """An integer of another type than `int`."""

    __slots__ = ()
    go_type: ClassVar[GoType] = types.INT64


class Int32(Sized):
    """A value of type int32."""

    __slots__ = ()
    go_type = types.INT32


class Int64(Sized):
    """A value of type int64."""

    __slots__ = ()


class Uint8(Sized):
    """A byte."""

    __slots__ = ()
    go_type = types.UINT8


class Uint64(Sized):
    """A value of type uint64."""

    __slots__ = ()
    go_type = types.UINT64


class GoList(list[Any]):
    """A slice or an array of another type than `[]interface {}`, or a nil slice."""

    __slots__ = ("go_type", "is_nil")

    def __init__(self, go_type: GoType, items: Iterable[GoValue] = (), *, is_nil: bool = False) -> None:
        super().__init__(items)
        self.go_type, self.is_nil = go_type, is_nil


class GoMap(dict[Any, Any]):
    """A map of another type than `map[string]interface {}`, or a nil map."""

    __slots__ = ("go_type", "is_nil")

    def __init__(self, go_type: GoType, items: Mapping[Any, GoValue] | None = None, *, is_nil: bool = False) -> None:
        super().__init__(items or {})
        self.go_type, self.is_nil = go_type, is_nil


class GoStruct:
    """A struct with exported fields."""

    __slots__ = ("fields", "go_type")

    def __init__(self, go_type: GoType, fields: Mapping[str, GoValue]) -> None:
        self.go_type, self.fields = go_type, fields


class GoFunction(NamedTuple):
    """A function: its type, and the Python function that receives the arguments."""

    go_type: GoType
    call: Callable[..., GoValue]


class ContextualFunction(NamedTuple):
    """A function whose Python function receives the Evaluation before the arguments."""

    go_type: GoType
    call: Callable[..., GoValue]


_PLAIN: Mapping[type, GoType] = {
    bool: types.BOOL,
    int: types.INT,
    float: types.FLOAT64,
    str: types.STRING,
    list: types.SLICE,
    dict: types.MAP,
}


def type_of(value: GoValue) -> GoType | None:
    """Return the type of a value; None for nil."""
    if value is None:
        return None
    plain = _PLAIN.get(type(value))
    if plain is not None:
        return plain
    go_type: GoType = value.go_type
    return go_type


def name_type(value: GoValue) -> str:
    """Return the type of a value as `%T` writes it."""
    found = type_of(value)
    return "<nil>" if found is None else found.name


def kind_of(value: GoValue) -> str:
    """Return the kind of a value, `invalid` for nil."""
    found = type_of(value)
    return "invalid" if found is None else found.kind


def is_nil(value: GoValue) -> bool:
    """Return whether a value is nil, or a nil slice or map."""
    return value is None or (isinstance(value, (GoList, GoMap)) and value.is_nil)


def is_integer(value: GoValue) -> bool:
    """Return whether a value has one of Go's integer types; a named type such as time.Duration is another type."""
    found = type_of(value)
    return found is not None and found.name in types.INTEGER_NAMES


def is_number(value: GoValue) -> bool:
    """Return whether a value has one of Go's number types."""
    return type(value) is float or is_integer(value)


def wrap(number: int) -> int:
    """Return an integer as 64 bits hold it."""
    return (number + _WORD // 2) % _WORD - _WORD // 2


def truncate(number: float) -> int:
    """Return the integer that a float64 is converted to; a number beyond 64 bits becomes the smallest one."""
    if number != number or not -(2.0**63) <= number < 2.0**63:
        return -_WORD // 2
    return int(number)


def encode(text: str) -> bytes:
    """Return the bytes of a string."""
    return text.encode("utf-8", "surrogateescape")


def decode(data: bytes) -> str:
    """Return bytes as a string."""
    return data.decode("utf-8", "surrogateescape")


def join_text(parts: Iterable[str], separator: str = "") -> str:
    """Return strings joined; bytes that are valid UTF-8 only together become a character."""
    text = separator.join(parts)
    return text if text.isascii() or not has_invalid_bytes(text) else decode(encode(text))


def has_invalid_bytes(text: str) -> bool:
    """Return whether a string contains bytes that are not valid UTF-8."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def replace_invalid_bytes(text: str) -> str:
    """Return a string with U+FFFD in place of each byte that is not valid UTF-8."""
    if text.isascii() or not has_invalid_bytes(text):
        return text
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def zero_of(go_type: GoType) -> GoValue:
    """Return the zero value of a type."""
    if go_type.kind == "slice":
        return GoList(go_type, is_nil=True)
    if go_type.kind == "map":
        return GoMap(go_type, is_nil=True)
    if go_type.kind in ("interface", "ptr", "func"):
        return None
    return _ZEROS[go_type.name]


_ZEROS: Mapping[str, GoValue] = {
    "bool": False, "int": 0, "float64": 0.0, "string": "", "int64": Int64(0), "uint64": Uint64(0), "uint32": Uint64(0),
    "struct {}": GoStruct(types.EMPTY_STRUCT, {}),
}  # fmt: skip
