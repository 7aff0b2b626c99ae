"""Fill a mapping whose keys are known only with the values: keys that hold values, and `<<`, which brings entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from argogen.templating.data import as_text
from argogen.templating.faults import FillError
from argogen.templating.shapes.markers import MARKER
from argogen.templating.shapes.places import Fill, Values, compile_scalar
from argogen.templating.shapes.shapes import PLAIN

if TYPE_CHECKING:
    from yaml import ScalarNode


class _Step(NamedTuple):
    """One key of the template: the entries that it gives are `expand(value, values)`, the value being what follows it.

    `source` says to a person what it is, `line` is its line in the shape.
    """

    build: Fill
    expand: Callable[[Any, Values], Iterable[tuple[str, Any]]]
    source: str
    line: int


def is_splice(key: ScalarNode) -> bool:
    """Whether the key is a plain `<<`: what stands after it is a mapping whose entries belong here."""
    return bool(key.value == "<<" and key.tag == PLAIN)


def is_open(key: ScalarNode) -> bool:
    """Whether it is only known when a part is filled what this key comes to."""
    return is_splice(key) or MARKER.search(key.value) is not None


def fill_open(entries: list[tuple[ScalarNode, Fill]]) -> Fill:
    """A function that fills a mapping in the template's order; it raises FillError for a key that comes twice."""
    steps = [_compile_step(key, build) for key, build in entries]
    hot = [(step, step.build, "" if is_open(key) else key.value) for step, (key, _) in zip(steps, entries, strict=True)]

    def fill(values: Values) -> dict[str, Any] | None:
        filled: dict[str, Any] = {}
        for step, build, fixed in hot:
            value = build(values)
            if value is None:
                continue
            # Nearly all keys are spelled out by the template, and nearly all spliced mappings are empty.
            for key, item in ((fixed, value),) if fixed else step.expand(value, values):
                if key in filled:
                    _refuse_twins(key, steps, values)
                filled[key] = item
        return filled or None

    return fill


def _refuse_twins(key: str, steps: list[_Step], values: Values) -> NoReturn:
    first, second, *_ = (
        step
        for step in steps
        if (value := step.build(values)) is not None
        for name, _ in step.expand(value, values)
        if name == key
    )
    raise FillError(f"the key `{key}` comes from both {first.source} and {second.source}", line=second.line)


def _compile_step(key: ScalarNode, build: Fill) -> _Step:
    line = key.start_mark.line
    if is_splice(key):
        return _Step(build, lambda value, _values: _spread(value, line), "`<<`", line)
    if not MARKER.search(key.value):
        return _Step(build, lambda value, _values: ((key.value, value),), f"the line that writes `{key.value}`", line)
    name = compile_scalar(key)
    return _Step(
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
