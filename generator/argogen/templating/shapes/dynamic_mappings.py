"""Fill a mapping whose keys depend on the values: keys with values in them, and `<<`, which adds entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, NoReturn

from argogen.templating.data import as_text
from argogen.templating.errors import FillError
from argogen.templating.shapes.markers import MARKER
from argogen.templating.shapes.scalars import Fill, Values, compile_scalar
from argogen.yaml.untyped import PLAIN, ScalarNode


class _MappingEntry(NamedTuple):
    """One key of the template: `expand(value, values)` gives its entries, where `value` is what follows the key.

    `source` describes it in messages, `line` is its line in the text.
    """

    build: Fill
    expand: Callable[[Any, Values], Iterable[tuple[str, Any]]]
    source: str
    line: int


def is_splice(key: ScalarNode) -> bool:
    """Return whether the key is a plain `<<`, after which a mapping stands whose entries belong here."""
    return bool(key.value == "<<" and key.tag == PLAIN)


def is_dynamic(key: ScalarNode) -> bool:
    """Return whether the entries of a key are known only once the values are filled in."""
    return is_splice(key) or MARKER.search(key.value) is not None


def fill_dynamic(entries: list[tuple[ScalarNode, Fill]]) -> Fill:
    """Return a function that fills a mapping in the template's order; it raises FillError for a duplicate key."""
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
            # Nearly all keys are written in the template, and nearly all spliced mappings are empty.
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
    raise FillError(f"the key `{key}` comes from both {first.source} and {second.source}", line=second.line)


def _compile_entry(key: ScalarNode, build: Fill) -> _MappingEntry:
    line = key.start_mark.line
    if is_splice(key):
        return _MappingEntry(build, lambda value, _values: _spread(value, line), "`<<`", line)
    if not MARKER.search(key.value):
        return _MappingEntry(
            build, lambda value, _values: ((key.value, value),), f"the line that writes `{key.value}`", line
        )
    name = compile_scalar(key)
    return _MappingEntry(
        build,
        lambda value, values: ((_as_key(name(values), line), value),),
        "a key written with `${{ }}`",
        line,
    )


def _spread(value: Any, line: int) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise FillError(f"`<<` takes a mapping, and got a {type(value).__name__}", line=line)
    return [(key if type(key) is str else _as_key(key, line), item) for key, item in value.items()]


def _as_key(key: Any, line: int) -> str:
    if key is None or isinstance(key, (list, dict)):
        what = "nothing" if key is None else "a list" if isinstance(key, list) else "a mapping"
        raise FillError(f"a key must come out as text, and came out as {what}", line=line)
    return as_text(key)
