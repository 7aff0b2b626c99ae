"""The block collections around a line, by which its indentation is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import yaml

from argogen.yaml.events import parse_events
from argogen.yaml.positions.spans import skip_properties
from argogen.yaml.text import SourceText


class Block(NamedTuple):
    """A mapping or a list in block style, by the line and column of its first key or dash."""

    is_list: bool
    line: int
    column: int


class BlockContext(NamedTuple):
    """The last block collections before an index, the outermost first, and the last scalar."""

    blocks: tuple[Block, ...]
    scalar: yaml.ScalarEvent | None


def read_block_context(source: SourceText, end: int) -> BlockContext:
    """Return the block collections to which a line at `end` could belong: open ones, and those that end there."""
    starts: list[yaml.CollectionStartEvent] = []
    depth, scalar = 0, None
    for event in _parse_until(source, end):
        if isinstance(event, yaml.NodeEvent):
            del starts[depth:]
        if isinstance(event, yaml.CollectionStartEvent):
            starts.append(event)
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent):
            scalar = event
    return BlockContext(tuple(_read_block(source, event) for event in starts if not event.flow_style), scalar)


def _parse_until(source: SourceText, end: int) -> Iterator[yaml.Event]:
    """Yield the events before an index, as far as the source is valid."""
    try:
        yield from parse_events(source.text[:end])
    except (yaml.YAMLError, ValueError):
        return


def _read_block(source: SourceText, event: yaml.CollectionStartEvent) -> Block:
    index = event.start_mark.index if event.start_mark else 0
    if event.anchor or not event.implicit:
        index = skip_properties(source.text, index, len(source.text))
    place = source.place_at(index)
    return Block(isinstance(event, yaml.SequenceStartEvent), place.line, place.column)


def choose_nearest(blocks: Iterable[Block], column: int, *, is_list: bool) -> list[Block]:
    """Return the blocks of a kind that are nearest to a column: at most one to the left of it, and one to the right."""
    candidates = [block for block in blocks if block.is_list is is_list]
    left = [block for block in candidates if block.column < column]
    right = [block for block in candidates if block.column > column]
    return [*left[-1:], *right[:1]]
