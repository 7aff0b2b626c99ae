"""What one value may be: single values, lists and mappings with free keys.

Each shape answers a quick yes or no (`accepts`), and only where that is no says why (`explain`). The quick answer looks
at exact types; what it refuses may still be fine, such as 3.0 for a whole number, and then `explain` finds nothing.
Nothing (YAML's null) is fine everywhere, for Go takes it for an absent value; only in a list of objects it would be one
without any field.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from argogen.argo.notation.quantities import is_quantity
from argogen.argo.structure.structure_diagnostic import (
    Path,
    StructureDiagnostic,
    report_quantity,
    report_type,
    report_word,
)
from argogen.suggestions import find_nearest

Types = frozenset[type]

_NOTHING = type(None)
_NUMBERS = frozenset({int, float, bool})


class Shape(Protocol):
    """What a value may be."""

    @property
    def exact(self) -> Types:
        """The types of which any value is fine, so that a caller can skip them."""

    def accepts(self, value: Any) -> bool:
        """Whether the value is exactly so; False only means that `explain` has to look."""

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        """All that is wrong with the value, which stands at `path`."""

    def coerce(self, value: Any) -> Any:
        """The value with text wherever text is wanted; the same object where nothing changes."""


class _Scalar:
    def __init__(self, expected: str, exact: Types) -> None:
        self.expected = expected
        self.exact = exact

    def accepts(self, value: Any) -> bool:
        return type(value) in self.exact

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        # JSON, and so Go, has one kind of number: 3.0 reaches Argo as 3.
        integral = int in self.exact and isinstance(value, float) and value.is_integer()
        if not (integral or self.accepts(value) or self._accepts_subtype(value)):
            yield report_type(path, self.expected, value)

    def _accepts_subtype(self, value: Any) -> bool:
        return not isinstance(value, bool) and isinstance(value, tuple(self.exact))

    def coerce(self, value: Any) -> Any:
        return value


class _Text(_Scalar):
    def coerce(self, value: Any) -> Any:
        if type(value) in _NUMBERS:
            return write_text(value)
        # A number that remembers how it was written is one of a subtype.
        return getattr(value, "spelling", value)


class _Quantity(_Text):
    def accepts(self, value: Any) -> bool:
        if type(value) is str:
            return is_quantity(value)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return value is None or (is_number and is_quantity(str(self.coerce(value))))

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        if self.accepts(value):
            return
        is_amount = isinstance(value, (str, int, float)) and not isinstance(value, bool)
        yield report_quantity(path, str(self.coerce(value))) if is_amount else report_type(path, self.expected, value)

    def coerce(self, value: Any) -> Any:
        return value if isinstance(value, bool) else super().coerce(value)


class _Choice(_Text):
    def __init__(self, expected: str, exact: Types, words: tuple[str, ...]) -> None:
        super().__init__(expected, exact)
        self.words = words

    def accepts(self, value: Any) -> bool:
        return value is None or (type(value) is str and value in self.words)

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        if not isinstance(value, str):
            yield from () if value is None else [report_type(path, self.expected, value)]
        elif value not in self.words and not self._is_open(value):
            yield report_word(path, value, self.words, find_nearest(value, self.words))

    def _is_open(self, value: str) -> bool:
        # Kubernetes has a default for empty text, and Argo fills in tags before Kubernetes sees the word; `kind` and
        # `apiVersion`, which allow one word, are neither.
        return len(self.words) > 1 and (not value or "{{" in value)


class _Anything:
    exact: ClassVar[Types] = frozenset()

    def accepts(self, value: Any) -> bool:  # noqa: ARG002
        return True

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:  # noqa: ARG002
        return iter(())

    def coerce(self, value: Any) -> Any:
        return value


class _List:
    exact: ClassVar[Types] = frozenset()

    def __init__(self, item: Shape, needs: str) -> None:
        self.item = item
        self.needs = needs

    def accepts(self, value: Any) -> bool:
        if type(value) is not list:
            return value is None
        if self.needs and None in value:
            return False
        exact = self.item.exact
        return exact.issuperset(map(type, value)) if exact else all(map(self.item.accepts, value))

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        if not isinstance(value, list):
            yield from () if value is None else [report_type(path, "a list", value)]
            return
        for index, item in enumerate(value):
            if item is None and self.needs:
                yield report_type((*path, index), self.needs, item)
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
        return exact.issuperset(map(type, items)) if exact else all(map(self.item.accepts, items))

    def explain(self, value: Any, path: Path) -> Iterator[StructureDiagnostic]:
        if not isinstance(value, dict):
            yield from () if value is None else [report_type(path, "a mapping", value)]
            return
        for key, item in value.items():
            if not self.item.accepts(item):
                yield from self.item.explain(item, (*path, key))

    def coerce(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        items = {key: self.item.coerce(item) for key, item in value.items()}
        return items if any(items[key] is not item for key, item in value.items()) else value


ANYTHING: Shape = _Anything()
TEXT: Shape = _Text("text", frozenset({str, _NOTHING}))

SCALARS: dict[str, Shape] = {
    "any": ANYTHING,
    "string": TEXT,
    "AnyString": _Text("text", frozenset({str, int, float, bool, _NOTHING})),
    "boolean": _Scalar("true or false", frozenset({bool, _NOTHING})),
    "integer": _Scalar("a whole number", frozenset({int, _NOTHING})),
    "number": _Scalar("a number", frozenset({int, float, _NOTHING})),
    "IntOrString": _Scalar("a whole number or text", frozenset({int, str, _NOTHING})),
    "Quantity": _Quantity("a quantity", frozenset()),
}


def choose_from(words: tuple[str, ...]) -> Shape:
    """Text that is one of the words."""
    return _Choice("text", frozenset(), words)


def list_of(item: Shape, needs: str = "") -> Shape:
    """A list whose items are so; `needs` says what each of them has to be, where nothing will not do."""
    return _List(item, needs)


def map_to(item: Shape) -> Shape:
    """A mapping from any key to values that are so."""
    return _Mapping(item)


def write_text(value: int | float | bool) -> str | int | float:
    """A number or boolean as the text that a person would write: `3`, `true`, `0.00001`.

    A float is written without an exponent where that takes no more than 20 zeros; one that is not finite comes back as
    it is, for no text of Argo's means it.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return value
    shown = repr(value)
    return format(Decimal(shown), "f") if "e" in shown and 1e-20 < abs(value) < 1e20 else shown
