"""Builtins on strings."""

from __future__ import annotations

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import text, types
from argogen.argo.evaluation.golang.arithmetic import as_int
from argogen.argo.evaluation.golang.encoding.base64_text import decode_base64, encode_base64
from argogen.argo.evaluation.golang.values import GoList, GoValue, join_text, name_type

_LARGEST_REPEAT = 1_000_000


def as_string(value: GoValue) -> str:
    """Return a string. Raises GoPanicError for another value."""
    if isinstance(value, str):
        return value
    found = "nil" if value is None else name_type(value)
    raise GoPanicError(f"interface conversion: interface {{}} is {found}, not string")


def as_strings(parts: list[str] | None) -> GoList:
    """Return strings as a `[]string`, which is nil for None."""
    return GoList(types.STRINGS, parts or (), is_nil=parts is None)


def trim(value: GoValue, *characters: GoValue) -> str:
    """Remove white space, or the given characters, at the ends."""
    return text.trim(as_string(value), as_string(characters[0]) if characters else text.SPACES)


def trim_prefix(value: GoValue, prefix: GoValue = " ") -> str:
    """Remove a prefix."""
    return as_string(value).removeprefix(as_string(prefix))


def trim_suffix(value: GoValue, suffix: GoValue = " ") -> str:
    """Remove a suffix."""
    return as_string(value).removesuffix(as_string(suffix))


def upper(value: GoValue) -> str:
    """Return a string in upper case."""
    return text.to_upper(as_string(value))


def lower(value: GoValue) -> str:
    """Return a string in lower case."""
    return text.to_lower(as_string(value))


def split(value: GoValue, separator: GoValue, *limit: GoValue) -> GoList:
    """Split a string."""
    return as_strings(text.split(as_string(value), as_string(separator), *map(as_int, limit)))


def split_after(value: GoValue, separator: GoValue, *limit: GoValue) -> GoList:
    """Split a string after separators."""
    return as_strings(text.split_after(as_string(value), as_string(separator), *map(as_int, limit)))


def replace(value: GoValue, old: GoValue, new: GoValue, *limit: GoValue) -> str:
    """Replace parts of a string."""
    return text.replace(as_string(value), as_string(old), as_string(new), *map(as_int, limit))


def repeat(value: GoValue, count: GoValue) -> str:
    """Repeat a string."""
    written, number = as_string(value), as_int(count)
    if number < 0:
        raise GoPanicError(f"invalid argument for repeat (expected positive integer, got {number})")
    if number > _LARGEST_REPEAT or number * len(written) >= _LARGEST_REPEAT:
        raise GoPanicError("memory budget exceeded")
    return written * number


def join(parts: GoValue, glue: GoValue = "") -> str:
    """Join strings."""
    separator = as_string(glue)
    if not isinstance(parts, list) or (isinstance(parts, GoList) and parts.go_type not in (types.STRINGS, types.SLICE)):
        raise GoPanicError(f"invalid argument for join (type {name_type(parts)})")
    return join_text(map(as_string, parts), separator)


def index_of(value: GoValue, part: GoValue) -> int:
    """Find the first occurrence of a part."""
    return text.find(as_string(value), as_string(part))


def last_index_of(value: GoValue, part: GoValue) -> int:
    """Find the last occurrence of a part."""
    return text.find_last(as_string(value), as_string(part))


def has_prefix(value: GoValue, prefix: GoValue) -> bool:
    """Return whether a string begins with another one."""
    return as_string(value).startswith(as_string(prefix))


def has_suffix(value: GoValue, suffix: GoValue) -> bool:
    """Return whether a string ends with another one."""
    return as_string(value).endswith(as_string(suffix))


def to_base64(value: GoValue) -> str:
    """Encode a string."""
    return encode_base64(as_string(value))


def from_base64(value: GoValue) -> str:
    """Decode a string."""
    return decode_base64(as_string(value))
