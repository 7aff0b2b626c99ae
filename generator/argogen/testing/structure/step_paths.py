"""Paths of steps in test files, such as `release/tag` and `score(north)`.

A path matches the steps whose position ends with it; with `/` at its beginning, it starts at the entrypoint. A segment
is the name of a step, task or component, `*` for any, `on_exit` or `hooks.NAME`. After it, an iteration of a loop may
follow in parentheses: its item, its number with a colon (`score(0:)`), both as Argo shows them (`score(0:north)`), or
entries of a mapping (`score(id:1)`).
"""

from __future__ import annotations

import re

from argogen.records import Record, TupleRecord

ANY = "*"
ON_EXIT = "on_exit"
HOOKS = "hooks."
_SEGMENT = re.compile(r"([^/()]+)(?:\(([^()]*)\))?")
_PATH = re.compile(rf"{_SEGMENT.pattern}(?:/{_SEGMENT.pattern})*")


class Segment(TupleRecord):
    """A segment of a path: a name, and the content of the parentheses or None."""

    name: str
    item: str | None = None


class StepPath(Record):
    """A path of a test file."""

    text: str
    segments: tuple[Segment, ...]
    is_anchored: bool = False


class StepPosition(TupleRecord):
    """A step on the way from the entrypoint to a node.

    `name` is its name, `component` that of its template, `iteration` is the iteration of a loop as Argo shows it,
    `0:north`, or None.
    """

    name: str
    component: str = ""
    iteration: str | None = None

    def __str__(self) -> str:
        return self.name if self.iteration is None else f"{self.name}({self.iteration})"


Chain = tuple[StepPosition, ...]
"""The positions of a node, from the workflow itself on."""


def read_step_path(text: str) -> StepPath | None:
    """Return the path in a string; None if it is not a path."""
    inner = text.removeprefix("/")
    if not _PATH.fullmatch(inner):
        return None
    segments = (Segment(found[1], found[2]) for found in _SEGMENT.finditer(inner))
    return StepPath(text, tuple(segments), text.startswith("/"))


def matches(path: StepPath, chain: Chain) -> bool:
    """Return whether a path matches the last position of a chain."""
    count = len(path.segments)
    if path.is_anchored and len(chain) != count + 1:
        return False
    return len(chain) >= count and all(map(_matches_position, path.segments, chain[len(chain) - count :]))


def _matches_position(segment: Segment, position: StepPosition) -> bool:
    if segment.name not in (ANY, position.name, position.component):
        return False
    return segment.item is None or (
        position.iteration is not None and _matches_iteration(segment.item, position.iteration)
    )


def _matches_iteration(item: str, iteration: str) -> bool:
    number, _, shown = iteration.partition(":")
    if item in (iteration, shown, f"{number}:"):
        return True
    wanted, entries = item.split(","), shown.split(",")
    return all(":" in entry for entry in wanted) and set(wanted) <= set(entries)


def rank(path: StepPath, chain: Chain) -> tuple[int, ...]:
    """Return how specific a path is for a position that it matches; greater ranks take precedence."""
    segments = path.segments
    positions = chain[len(chain) - len(segments) :]
    return (
        int(segments != (Segment(ANY),)),
        int(path.is_anchored),
        len(segments),
        sum(segment.item is not None for segment in segments),
        sum(segment.name != ANY for segment in segments),
        sum(segment.name == position.name for segment, position in zip(segments, positions, strict=True)),
    )


def write_chain(chain: Chain) -> str:
    """Return the path of a node for messages, without the workflow itself unless it is the node."""
    return "/".join(map(str, chain[1:] or chain))
