"""Frames for the tests of the layout: those of regular shapes, and random ones."""

from __future__ import annotations

import random
from collections.abc import Iterable

from argogen.drawing.layout.geometry import NO_SIZE, Box, Frame, Link, Size


def build_frame(count: int, links: Iterable[tuple[int, int]], label: Size = NO_SIZE) -> Frame:
    boxes = [Box(str(number), 150, 44) for number in range(count)]
    return Frame("", boxes, [Link(str(source), str(target), label=label) for source, target in links])


def chain(count: int) -> Frame:
    return build_frame(count, [(number, number + 1) for number in range(count - 1)])


def fan(count: int) -> Frame:
    last = count - 1
    return build_frame(count, [end for number in range(1, last) for end in ((0, number), (number, last))])


def chain_with_jumps(count: int, jump: int) -> Frame:
    links = [(number, number + 1) for number in range(count - 1)]
    return build_frame(count, [*links, *((number, number + jump) for number in range(count - jump))])


def expand_series_parallel(source: random.Random, count: int) -> list[tuple[int, int]]:
    """Replace random links by two, one after the other or side by side, until there are enough vertices."""
    links = [(0, 1)]
    for vertex in range(2, count):
        start, end = links[source.randrange(len(links))]
        if source.random() < 0.5:
            links.remove((start, end))
        links += [(start, vertex), (vertex, end)]
    return sorted(set(links))


def choose_links(source: random.Random, count: int) -> list[tuple[int, int]]:
    """Choose random links, some of which lead back."""
    pairs = {tuple(source.sample(range(count), 2)) for _ in range(int(count * source.choice([0.8, 1.2, 2])))}
    return sorted((a, b) if source.random() < 0.05 else (min(a, b), max(a, b)) for a, b in sorted(pairs))


def build_random(source: random.Random, is_series_parallel: bool, prefix: str = "", depth: int = 2) -> Frame:
    """Build a frame with random boxes, labels, links, and frames in it."""
    count = source.randrange(2, 14)
    links = (expand_series_parallel if is_series_parallel else choose_links)(source, count)
    members: list[Box | Frame] = [
        build_random(source, is_series_parallel, f"{prefix}{number}.", depth - 1)
        if depth and source.random() < 0.15
        else Box(f"{prefix}{number}", source.randrange(60, 240), source.randrange(30, 60))
        for number in range(count)
    ]
    built = [
        Link(members[a].id, members[b].id, _choose_style(source, is_series_parallel), _choose_label(source))
        for a, b in links
    ]
    return Frame(prefix, members, built, Size(source.randrange(40, 300), 28))


def _choose_style(source: random.Random, is_series_parallel: bool) -> str:
    return "" if is_series_parallel else source.choice(["", "dashed"])


def _choose_label(source: random.Random) -> Size:
    return Size(source.randrange(20, 120), 14) if source.random() < 0.2 else NO_SIZE
