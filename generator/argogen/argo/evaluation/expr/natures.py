"""What the checker knows about the type of a node."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.types import ANY, GoType, is_assignable, slice_of
from argogen.argo.evaluation.golang.values import GoValue, type_of


class Nature(NamedTuple):
    """The type of a value: None if it is unknown or nil.

    `inner` is the nature of the elements of a list, or of the result of a predicate.
    """

    type: GoType | None = None
    is_nil: bool = False
    inner: Nature | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known about the type."""
        return (self.type is None and not self.is_nil) or self.type == ANY

    @property
    def kind(self) -> str:
        """The kind of the type; `invalid` without one."""
        return "invalid" if self.type is None else self.type.kind

    @property
    def name(self) -> str:
        """The type as messages write it."""
        return "unknown" if self.type is None else self.type.name

    @property
    def is_integer(self) -> bool:
        """Whether it is an integer, and not a named type."""
        return self.type is not None and self.type.name in types.INTEGER_NAMES

    @property
    def is_float(self) -> bool:
        """Whether it is a float64."""
        return self.type == types.FLOAT64

    @property
    def is_number(self) -> bool:
        """Whether it is an integer or a float64."""
        return self.is_integer or self.is_float

    @property
    def is_bool(self) -> bool:
        """Whether it is a boolean."""
        return self.kind == "bool"

    @property
    def is_string(self) -> bool:
        """Whether it is a string."""
        return self.kind == "string"

    @property
    def is_time(self) -> bool:
        """Whether it is a time.Time."""
        return self.type == types.TIME

    @property
    def is_duration(self) -> bool:
        """Whether it is a time.Duration."""
        return self.type == types.DURATION

    @property
    def is_array(self) -> bool:
        """Whether it is a list."""
        return self.kind in ("slice", "array")

    @property
    def is_map(self) -> bool:
        """Whether it is a map."""
        return self.kind == "map"

    @property
    def element(self) -> Nature:
        """The nature of the elements of a list, or of the values of a map."""
        if self.inner is not None and self.is_array:
            return self.inner
        if self.type is None or self.kind not in ("slice", "array", "map", "ptr"):
            return UNKNOWN
        return of_type(self.type.element)

    @property
    def key(self) -> Nature:
        """The nature of the keys of a map."""
        return of_type(self.type.key) if self.type is not None and self.is_map else UNKNOWN

    def dereferenced(self) -> Nature:
        """Return the nature of the value that a pointer refers to."""
        return of_type(self.type.element) if self.type is not None and self.kind == "ptr" else self

    def is_assignable_to(self, wanted: Nature) -> bool:
        """Return whether the value may be passed where another type is declared."""
        if self.is_nil and wanted.kind in ("ptr", "interface", "func", "map", "slice"):
            return True
        if self.type is None or wanted.type is None:
            return False
        return is_assignable(self.type, wanted.type)

    def is_comparable_to(self, other: Nature) -> bool:
        """Return whether `==` accepts the two values."""
        if self.is_unknown or other.is_unknown or self.is_nil or other.is_nil:
            return True
        checks = (is_number, is_duration, is_time, is_array)
        return any(check(self) and check(other) for check in checks) or self.is_assignable_to(other)


Check = Callable[[Nature], bool]
UNKNOWN = Nature()
NIL = Nature(is_nil=True)


def is_number(nature: Nature) -> bool:
    """Return whether it is a number."""
    return nature.is_number


def is_integer(nature: Nature) -> bool:
    """Return whether it is an integer."""
    return nature.is_integer


def is_bool(nature: Nature) -> bool:
    """Return whether it is a boolean."""
    return nature.is_bool


def is_string(nature: Nature) -> bool:
    """Return whether it is a string."""
    return nature.is_string


def is_time(nature: Nature) -> bool:
    """Return whether it is a time."""
    return nature.is_time


def is_duration(nature: Nature) -> bool:
    """Return whether it is a duration."""
    return nature.is_duration


def is_array(nature: Nature) -> bool:
    """Return whether it is a list."""
    return nature.is_array


def of_type(go_type: GoType | None) -> Nature:
    """Return the nature of values of a type."""
    return UNKNOWN if go_type is None else Nature(go_type)


def of_value(value: GoValue) -> Nature:
    """Return the nature of a value."""
    return NIL if value is None else Nature(type_of(value))


def array_of(element: Nature) -> Nature:
    """Return the nature of lists with these elements."""
    return Nature(slice_of(ANY), inner=element)


def may_combine(left: Nature, right: Nature, *checks: Check) -> bool:
    """Return whether an operator may accept operands of which at least one is unknown."""
    if left.is_unknown and right.is_unknown:
        return True
    known = right if left.is_unknown else left if right.is_unknown else None
    return known is not None and any(check(known) for check in checks)


def promote(left: Nature, right: Nature) -> Nature:
    """Return the type of the result of arithmetic with two numbers."""
    if left.is_unknown or right.is_unknown:
        return UNKNOWN
    return Nature(types.FLOAT64) if left.is_float or right.is_float else Nature(types.INT)


def unite(yes: Nature, no: Nature) -> Nature:
    """Return the type of a value that has one of two types."""
    if yes.is_nil or no.is_nil:
        return no if yes.is_nil else yes
    if not yes.is_assignable_to(no):
        return UNKNOWN
    if yes.is_array and no.is_array:
        one, other = yes.element, no.element
        if not one.is_assignable_to(other) or not other.is_assignable_to(one):
            return of_type(types.SLICE)
    return yes
