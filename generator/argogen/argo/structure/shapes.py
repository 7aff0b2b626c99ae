"""The shapes of values: scalars, lists, and mappings with arbitrary keys.

Each shape has a fast check (`accepts`), and only for values that fail it, a slow one that explains the violations
(`explain`). The fast check compares exact types; it can reject valid values, such as 3.0 for an integer, for which
`explain` yields nothing. YAML's null is valid everywhere, because Go treats it as an absent value, except in a list of
objects, where it would be an object without fields.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from argogen.late import import_late
from argogen.suggestions import find_nearest

if TYPE_CHECKING:
    import decimal

    from argogen.argo.notation import quantities
    from argogen.argo.structure import structure_diagnostic
    from argogen.argo.structure.structure_diagnostic import Path, StructureDiagnostic
else:
    decimal = import_late("decimal")
    quantities = import_late("argogen.argo.notation.quantities")
    structure_diagnostic = import_late("argogen.argo.structure.structure_diagnostic")

Types = frozenset[type]

_NOTHING = type(None)
_NUMBERS = frozenset({int, float, bool})


class Shape(Protocol):
    """A set of valid values."""

    @property
    def exact(self) -> Types:
        """The types of which all values are valid, so that a caller can skip them."""

    def accepts(self, value: Any) -> bool:
        """Return whether the value is certainly valid; if not, `explain` determines it."""

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        """Yield all violations in the value at `path`."""

    def coerce(self, value: Any) -> Any:
        """Return the value with strings where strings are required; the same object if it is equal."""


class _Scalar:
    def __init__(self, expected: str, exact: Types) -> None:
        self.expected = expected
        self.exact = exact

    def accepts(self, value: Any) -> bool:
        return type(value) in self.exact

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        # JSON has one type of numbers: Argo reads 3.0 as 3.
        integral = int in self.exact and isinstance(value, float) and value.is_integer()
        if not (integral or self.accepts(value) or self._accepts_subtype(value)):
            yield structure_diagnostic.report_type(path, self.expected, value)

    def _accepts_subtype(self, value: Any) -> bool:
        return not isinstance(value, bool) and isinstance(value, tuple(self.exact))

    def coerce(self, value: Any) -> Any:
        return value


class _String(_Scalar):
    def coerce(self, value: Any) -> Any:
        if type(value) in _NUMBERS:
            return write_string(value)
        # A number with its source spelling is of a subtype.
        return getattr(value, "spelling", value)


class _Quantity(_String):
    def accepts(self, value: Any) -> bool:
        if type(value) is str:
            return quantities.is_quantity(value)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return value is None or (is_number and quantities.is_quantity(str(self.coerce(value))))

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        if self.accepts(value):
            return
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            yield structure_diagnostic.report_quantity(path, str(self.coerce(value)))
        else:
            yield structure_diagnostic.report_type(path, self.expected, value)

    def coerce(self, value: Any) -> Any:
        return value if isinstance(value, bool) else super().coerce(value)


class _Choice(_String):
    def __init__(self, expected: str, exact: Types, words: tuple[str, ...]) -> None:
        super().__init__(expected, exact)
        self.words = words

    def accepts(self, value: Any) -> bool:
        return value is None or (type(value) is str and value in self.words)

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        if not isinstance(value, str):
            yield from () if value is None else [structure_diagnostic.report_type(path, self.expected, value)]
        elif value not in self.words and not self._is_open(value):
            yield structure_diagnostic.report_word(path, value, self.words, find_nearest(value, self.words))

    def _is_open(self, value: str) -> bool:
        # Kubernetes has a default for an empty string, and Argo replaces tags before Kubernetes checks the value. This
        # does not apply to `kind` and `apiVersion`, which have one valid value.
        return len(self.words) > 1 and (not value or "{{" in value)


def _accept_all(accepts: Callable[[Any], bool], items: Iterable[Any]) -> bool:
    for item in items:  # noqa: SIM110 - `all` calls a function of Python in twice the time
        if not accepts(item):
            return False
    return True


class _Any:
    exact: ClassVar[Types] = frozenset()

    def accepts(self, value: Any) -> bool:  # noqa: ARG002
        return True

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:  # noqa: ARG002
        return iter(())

    def coerce(self, value: Any) -> Any:
        return value


class _List:
    exact: ClassVar[Types] = frozenset()

    def __init__(self, item: Shape, required: str) -> None:
        self.item = item
        self.required = required

    def accepts(self, value: Any) -> bool:
        if type(value) is not list:
            return value is None
        if self.required and None in value:
            return False
        exact = self.item.exact
        return exact.issuperset(map(type, value)) if exact else _accept_all(self.item.accepts, value)

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        if not isinstance(value, list):
            yield from () if value is None else [structure_diagnostic.report_type(path, "a list", value)]
            return
        for index, item in enumerate(value):
            if item is None and self.required:
                yield structure_diagnostic.report_type((*path, index), self.required, item)
            elif not self.item.accepts(item):
                yield from self.item.explain(item, (*path, index))

    def coerce(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        items = [item if type(item) is str else self.item.coerce(item) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value


class _Mapping:
    exact: ClassVar[Types] = frozenset()

    def __init__(self, item: Shape) -> None:
        self.item = item

    def accepts(self, value: Any) -> bool:
        if type(value) is not dict:
            return value is None
        exact, items = self.item.exact, value.values()
        return exact.issuperset(map(type, items)) if exact else _accept_all(self.item.accepts, items)

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        if not isinstance(value, dict):
            yield from () if value is None else [structure_diagnostic.report_type(path, "a mapping", value)]
            return
        for key, item in value.items():
            if not self.item.accepts(item):
                yield from self.item.explain(item, (*path, key))

    def coerce(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        items = {key: self.item.coerce(item) for key, item in value.items()}
        return items if any(items[key] is not item for key, item in value.items()) else value


ANYTHING: Shape = _Any()
STRING: Shape = _String("a string", frozenset({str, _NOTHING}))

SCALARS: dict[str, Shape] = {
    "any": ANYTHING,
    "string": STRING,
    "AnyString": _String("a string", frozenset({str, int, float, bool, _NOTHING})),
    "boolean": _Scalar("a boolean", frozenset({bool, _NOTHING})),
    "integer": _Scalar("an integer", frozenset({int, _NOTHING})),
    "number": _Scalar("a number", frozenset({int, float, _NOTHING})),
    "IntOrString": _Scalar("an integer or a string", frozenset({int, str, _NOTHING})),
    "Quantity": _Quantity("a quantity", frozenset()),
}


def choose_from(words: tuple[str, ...]) -> Shape:
    """Return the shape of a string that is one of `words`."""
    return _Choice("a string", frozenset(), words)


def list_of(item: Shape, required: str = "") -> Shape:
    """Return the shape of a list of items; `required` describes an item if null is not valid."""
    return _List(item, required)


def map_to(item: Shape) -> Shape:
    """Return the shape of a mapping from arbitrary keys to values of a shape."""
    return _Mapping(item)


def write_string(value: int | float | bool) -> str | int | float:
    """Return a number or boolean as a string: `3`, `true`, `0.00001`.

    A float is written without an exponent if it has at most 20 zeros. A float that is not finite is returned unchanged,
    since it has no equivalent in Argo.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return value
    shown = repr(value)
    return format(decimal.Decimal(shown), "f") if "e" in shown and 1e-20 < abs(value) < 1e20 else shown
