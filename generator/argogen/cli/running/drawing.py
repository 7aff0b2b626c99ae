"""Draw the rows of a tree of steps with the library rich: columns that fit the width of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from argogen.cli.running.layout import LOG, MORE, Row
from argogen.cli.running.steps import Step
from argogen.records import Record

_SECOND = 10**9
_STYLES = {
    "Succeeded": "green", "Failed": "bold red", "Error": "bold red", "Running": "cyan", LOG: "dim", MORE: "dim",
    "Pending": "dim", "Skipped": "dim", "Omitted": "dim",
}  # fmt: skip
_MARKS = {"Succeeded": "✔", "Failed": "✖", "Error": "✖", "Running": "●", LOG: "│", MORE: "…"}
_ASCII = {"Succeeded": "+", "Failed": "x", "Error": "x", "Running": "*", LOG: "|", MORE: "-"}
_OTHER, _OTHER_ASCII = "○", "o"
_PHASE, _DURATION, _NAME, _LONG_NAME, _MESSAGE = 9, 7, 12, 20, 16
"""The widths of the columns in cells; names and messages have at least these, names beside durations the longer one."""


class Look(Record):
    """The width of the terminal in cells, the time in nanoseconds, and what replaces secrets and ids in messages.

    With `is_ascii`, the terminal has no other characters.
    """

    width: int
    now: int
    is_ascii: bool = False
    mask: Callable[[str], str] = str


class _Head(NamedTuple):
    """The mark and name of a step, and the progress of its loop."""

    text: str
    progress: str

    @property
    def width(self) -> int:
        """The width in cells."""
        return cell_len(self.text) + len(self.progress)

    def fit(self, width: int, *, is_ascii: bool) -> str:
        """Return the name in some cells, if necessary shortened, with the whole progress."""
        if self.width > width:
            end = "~" if is_ascii else "…"
            return f"{set_cell_size(self.text, max(1, width - len(self.progress) - 1))}{end}{self.progress}"
        return set_cell_size(self.text + self.progress, width)


class _Widths(NamedTuple):
    """The widths of the columns in cells, 0 for those that a narrow terminal leaves out."""

    name: int
    phase: int = 0
    duration: int = 0
    message: int = 0


def draw(rows: Sequence[Row], look: Look) -> Text:
    """Return rows as lines; the phase is a mark and a word, not only a color."""
    heads = [_write_head(row, look) for row in rows]
    widths = _choose_widths([head for head, row in zip(heads, rows, strict=True) if row.step], look.width)
    lines = [_draw_row(row, head, widths, look) for row, head in zip(rows, heads, strict=True)]
    return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)


def clean(text: str) -> str:
    """Return a string without control characters, which would move the cursor."""
    return "".join(each if each.isprintable() else " " for each in text.replace("\t", "    "))


def _write_head(row: Row, look: Look) -> _Head:
    mark = _ASCII.get(row.kind, _OTHER_ASCII) if look.is_ascii else _MARKS.get(row.kind, _OTHER)
    progress = f" {row.step.ended}/{row.step.total}" if row.step is not None and row.step.total else ""
    return _Head(f"{'  ' * row.depth}{mark} {clean(look.mask(row.text))}", progress)


def _choose_widths(heads: Sequence[_Head], width: int) -> _Widths:
    """Return the widths of the columns; a narrow terminal has no messages, a narrower one no durations."""
    longest = max((head.width for head in heads), default=_NAME)
    columns = [(_PHASE, _DURATION, _MESSAGE), (_PHASE, _DURATION, 0), (_PHASE, 0, 0), (0, 0, 0)]
    for phase, duration, message in columns:
        room = width - sum((phase + 1 if phase else 0, duration, message))
        if room >= min(longest, _LONG_NAME if duration else _NAME):
            break
    return _Widths(min(longest, max(room, 1)), phase, duration, message)


def _draw_row(row: Row, head: _Head, widths: _Widths, look: Look) -> Text:
    style, step = _STYLES.get(row.kind, ""), row.step
    if step is None:
        return Text(head.text, style, no_wrap=True, overflow="ellipsis")
    line = Text(head.fit(widths.name, is_ascii=look.is_ascii), no_wrap=True, overflow="ellipsis")
    if widths.phase:
        line.append(f" {row.kind:<{widths.phase}}", style)
    if widths.duration:
        line.append(f"{_write_duration(step, look.now):>{widths.duration}}", "dim")
    if widths.message:
        line.append(_describe(step, look), style if step.has_failed else "dim")
    line.rstrip()
    return line


def _describe(step: Step, look: Look) -> str:
    attempt = f"  attempt {step.attempt + 1}" if step.attempt else ""
    failed = f"  {step.failed_items} failed" if step.failed_items else ""
    message = clean(look.mask(step.reason or step.message).partition("\n")[0])
    return f"{attempt}{failed}{f'  {message}' if message else ''}"


def _write_duration(step: Step, now: int) -> str:
    if not step.started_at or step.phase in ("Skipped", "Omitted"):
        return ""
    seconds = max(0, (step.finished_at or now) - step.started_at) / _SECOND
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02}m"
    return f"{minutes}m{rest:02}s" if minutes else f"{seconds:.1f}s"
