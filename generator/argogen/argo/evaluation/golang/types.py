"""Types of Go values, as far as expressions can have them."""

from __future__ import annotations

from typing import NamedTuple


class GoType(NamedTuple):
    """A type: its name as `%T` writes it, and its kind.

    `element` is the type of elements, or the type that a pointer refers to; `key` is that of the keys of a map.
    Functions have `parameters` and `results`.
    """

    name: str
    kind: str
    element: GoType | None = None
    key: GoType | None = None
    fields: tuple[tuple[str, GoType], ...] = ()
    parameters: tuple[GoType, ...] = ()
    results: tuple[GoType, ...] = ()
    is_variadic: bool = False

    def field(self, name: str) -> GoType | None:
        """Return the type of a field of a struct; None if it has no such field."""
        return next((field for known, field in self.fields if known == name), None)


ANY = GoType("interface {}", "interface")
ERROR = GoType("error", "interface")
BOOL = GoType("bool", "bool")
INT = GoType("int", "int")
INT32 = GoType("int32", "int32")
INT64 = GoType("int64", "int64")
UINT8 = GoType("uint8", "uint8")
UINT32 = GoType("uint32", "uint32")
UINT64 = GoType("uint64", "uint64")
FLOAT64 = GoType("float64", "float64")
STRING = GoType("string", "string")
DURATION = GoType("time.Duration", "int64")
MONTH = GoType("time.Month", "int")
WEEKDAY = GoType("time.Weekday", "int")
TIME = GoType("time.Time", "struct")
LOCATION = GoType("*time.Location", "ptr", GoType("time.Location", "struct"))

SIGNED = frozenset({"int", "int8", "int16", "int32", "int64"})
UNSIGNED = frozenset({"uint", "uint8", "uint16", "uint32", "uint64"})
INTEGERS = SIGNED | UNSIGNED
# Names of the types that expr-lang takes for numbers; a named type such as time.Duration is another type.
INTEGER_NAMES = INTEGERS


def slice_of(element: GoType) -> GoType:
    """Return the type of slices of a type."""
    return GoType(f"[]{element.name}", "slice", element)


def map_of(key: GoType, element: GoType) -> GoType:
    """Return the type of maps."""
    return GoType(f"map[{key.name}]{element.name}", "map", element, key)


def function_of(parameters: tuple[GoType, ...], results: tuple[GoType, ...], is_variadic: bool = False) -> GoType:
    """Return the type of a function; the last parameter of a variadic one is a slice."""
    names = [parameter.name for parameter in parameters]
    if is_variadic:
        names[-1] = f"...{names[-1][2:]}"
    written = results[0].name if len(results) == 1 else f"({', '.join(result.name for result in results)})"
    name = f"func({', '.join(names)}) {written}"
    return GoType(name, "func", parameters=parameters, results=results, is_variadic=is_variadic)


SLICE = slice_of(ANY)
INTS = slice_of(INT)
STRINGS = slice_of(STRING)
MAP = map_of(STRING, ANY)
ANY_MAP = map_of(ANY, ANY)
STRING_MAP = map_of(STRING, STRING)
GROUPS = map_of(ANY, SLICE)
PAIR = GoType("[2]interface {}", "array", ANY)
PAIRS = slice_of(PAIR)
CHUNKS = slice_of(SLICE)
EMPTY_STRUCT = GoType("struct {}", "struct")
INT_SET = map_of(INT, EMPTY_STRUCT)
STRING_SET = map_of(STRING, EMPTY_STRUCT)
CERTIFICATE = GoType("sprig.certificate", "struct", fields=(("Cert", STRING), ("Key", STRING)))
REGEXP = GoType("*regexp.Regexp", "ptr", GoType("regexp.Regexp", "struct"))
VERSION = GoType("*semver.Version", "ptr", GoType("semver.Version", "struct"))


def is_assignable(given: GoType, wanted: GoType) -> bool:
    """Return whether a value of a type may be passed where another type is declared."""
    return given == wanted or wanted == ANY
