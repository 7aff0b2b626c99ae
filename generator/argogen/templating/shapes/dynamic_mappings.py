"""Fill a mapping whose keys depend on values: keys that contain values, and `<<`, which adds entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from argogen.records import Record
from argogen.templating.data import as_text
from argogen.templating.errors import FillError
from argogen.templating.shapes.markers import MARKER
from argogen.templating.shapes.scalars import Fill, Values, compile_scalar
from argogen.yaml.untyped import PLAIN, ScalarNode


class _MappingEntry(Record):
    """One key of the template: `expand(value, values)` returns its entries, where `value` is the value of the key.

    `source` describes it in messages, `line` is its line in the output.
    """

    build: Fill
    expand: Callable[[Any, Values], Iterable[tuple[str, Any]]]
    source: str
    line: int


def is_splice(key: ScalarNode) -> bool:
    """Return whether the key is a plain `<<`, whose value is a mapping that is merged into this one."""
    return bool(key.value == "<<" and key.tag == PLAIN)


def is_dynamic(key: ScalarNode) -> bool:
    """Return whether the entries of a key depend on values."""
    return is_splice(key) or MARKER.search(key.value) is not None


def fill_dynamic(entries: list[tuple[ScalarNode, Fill]]) -> Fill:
    """Return a function that fills a mapping in the order of the template; it raises FillError for a duplicate key."""
    compiled = [_compile_entry(key, build) for key, build in entries]
    fills = [
        (entry, entry.build, "" if is_dynamic(key) else key.value)
        for entry, (key, _) in zip(compiled, entries, strict=True)
    ]

    def fill(values: Values) -> dict[str, Any] | None:
        filled: dict[str, Any] = {}
        for entry, build, fixed in fills:
            value = build(values)
            if value is None:
                continue
            # Nearly all keys are constant, and nearly all spliced mappings are empty.
            for key, item in ((fixed, value),) if fixed else entry.expand(value, values):
                if key in filled:
                    _reject_duplicate(key, compiled, values)
                filled[key] = item
        return filled or None

    return fill


def _reject_duplicate(key: str, compiled: list[_MappingEntry], values: Values) -> NoReturn:
    first, second, *_ = (
        entry
        for entry in compiled
        if (value := entry.build(values)) is not None
        for name, _ in entry.expand(value, values)
        if name == key
    )
    raise FillError(f"duplicate key `{key}`, from {first.source} and {second.source}", line=second.line)


def _compile_entry(key: ScalarNode, build: Fill) -> _MappingEntry:
    line = key.start_mark.line
    if is_splice(key):
        return _MappingEntry(build, lambda value, _values: _spread(value, line), "`<<`", line)
    if not MARKER.search(key.value):
        return _MappingEntry(build, lambda value, _values: ((key.value, value),), f"the key `{key.value}`", line)
    name = compile_scalar(key) or _leave_out
    return _MappingEntry(
        build,
        lambda value, values: ((_as_key(name(values), line), value),),
        "a key with `${{ }}`",
        line,
    )


def _leave_out(_values: Values) -> None:
    """Fill in a scalar that is always absent."""


def _spread(value: Any, line: int) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise FillError(f"value of `<<` must be a mapping, got a {type(value).__name__}", line=line)
    return [(key if type(key) is str else _as_key(key, line), item) for key, item in value.items()]


def _as_key(key: Any, line: int) -> str:
    if key is None or isinstance(key, (list, dict)):
        got = "no value" if key is None else "a list" if isinstance(key, list) else "a mapping"
        raise FillError(f"mapping key must be a string, got {got}", line=line)
    return as_text(key)
