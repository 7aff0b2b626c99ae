"""Select the rows of a tree of steps that fit a number of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from argogen.cli.running.steps import PENDING, RUNNING, SUCCEEDED, Step
from argogen.cli.running.view import UNSUCCESSFUL

LOG, MORE = "log", "more"
_IMPORTANT = (*UNSUCCESSFUL, RUNNING)
_ORDER = (*UNSUCCESSFUL, RUNNING, SUCCEEDED, "Skipped", "Omitted", PENDING)
_DONE = (SUCCEEDED, "Skipped", "Omitted")
ReadTail = Callable[[Step, int], Sequence[str]]


class Detail(NamedTuple):
    """How much of a tree is shown: items of a loop, lines of a log, and whether steps of successful steps are."""

    items: int
    lines: int
    shows_done: bool


FULL = Detail(10, 10, True)
_DETAILS = (Detail(10, 5, True), Detail(10, 5, False), Detail(4, 3, False), Detail(2, 1, False), Detail(0, 0, False))


class Row(NamedTuple):
    """A line of a view: a step, a line of its log (LOG), or the number of steps that are not shown (MORE).

    `kind` is the phase of a step.
    """

    depth: int
    kind: str
    text: str
    step: Step | None = None


def list_rows(root: Step, read_tail: ReadTail, detail: Detail = FULL) -> Iterator[Row]:
    """Yield the rows of a tree; `read_tail` returns the last lines of the log of a step."""
    yield from _list_step(root, 0, read_tail, detail)


def fit_rows(root: Step, read_tail: ReadTail, limit: int) -> list[Row]:
    """Return at most `limit` rows: successful steps are collapsed before those that run, failed steps last."""
    for detail in _DETAILS:
        rows = list(islice(list_rows(root, read_tail, detail), limit + 1))
        if len(rows) <= limit:
            return rows
    return _cut(list(list_rows(root, read_tail, _DETAILS[-1])), limit)


def _cut(rows: list[Row], limit: int) -> list[Row]:
    """Return the most important rows in their order, and the number of the others."""
    numbers = range(1, len(rows))
    ranked = sorted(numbers, key=lambda number: _rank(rows[number].kind))
    kept = sorted(ranked[: max(0, limit - 2)])
    others = len(rows) - 1 - len(kept)
    return [rows[0], *(rows[number] for number in kept), Row(1, MORE, f"{others} more steps")][:limit]


def _rank(kind: str) -> int:
    return _IMPORTANT.index(kind) if kind in _IMPORTANT else len(_IMPORTANT)


def _list_step(step: Step, depth: int, read_tail: ReadTail, detail: Detail) -> Iterator[Row]:
    yield Row(depth, step.phase, step.name, step)
    if depth and step.phase in _DONE and not step.failed_items and not (detail.shows_done and not step.items):
        return
    if step.has_failed and step.pod and detail.lines:
        yield from (Row(depth + 1, LOG, line) for line in read_tail(step, detail.lines))
    yield from _list_items(step, depth + 1, read_tail, detail)
    for inner in step.steps.values():
        yield from _list_step(inner, depth + 1, read_tail, detail)


def _list_items(step: Step, depth: int, read_tail: ReadTail, detail: Detail) -> Iterator[Row]:
    if not step.items:
        return
    chosen = _select_items(step, detail.items)
    for item in chosen:
        yield from _list_step(item, depth, read_tail, detail)
    if others := _describe_others(step, chosen):
        yield Row(depth, MORE, others)


def _select_items(step: Step, limit: int) -> list[Step]:
    """Return all items of a small loop; of others those that failed or run."""
    if len(step.items) <= limit and step.total <= limit:
        return list(step.items.values())
    failed = (item for item in step.notable.values() if item.has_failed)
    running = (item for item in step.notable.values() if not item.has_failed)
    found = list(islice(failed, max(1, limit - limit // 2) if limit else 0))
    return list(islice(chain(found, running), limit))


def _describe_others(step: Step, chosen: Sequence[Step]) -> str:
    counts = dict(step.counts)
    for item in chosen:
        counts[item.phase] -= 1
    waiting = step.total - sum(step.counts.values())
    counts[PENDING] = counts.get(PENDING, 0) + max(0, waiting)
    others = sum(counts.values())
    shown = [f"{counts[phase]} {phase}" for phase in _ORDER if counts.get(phase)]
    return f"{others} {'more' if chosen else 'items'}: {', '.join(shown)}" if others else ""
