"""Reverse links so that a graph has no cycle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.drawing.layout.pieces import Wire


def break_cycles(vertices: Sequence[int], wires: Sequence[tuple[int, int, Wire]]) -> list[tuple[int, int, Wire]]:
    """Return the wires with those reversed that lead back in a search in depth."""
    outgoing: dict[int, list[int]] = {vertex: [] for vertex in vertices}
    for number, (source, _, _) in enumerate(wires):
        outgoing[source].append(number)
    result = list(wires)
    for number in _find_back(vertices, wires, outgoing):
        source, target, wire = wires[number]
        wire.is_reversed = True
        result[number] = (target, source, wire)
    return result


def _find_back(
    vertices: Sequence[int], wires: Sequence[tuple[int, int, Wire]], outgoing: dict[int, list[int]]
) -> Iterator[int]:
    """Yield the wires that lead to a vertex from which the search has not returned yet."""
    state: dict[int, str] = {}
    for start in vertices:
        stack = [] if start in state else [(start, iter(outgoing[start]))]
        state.setdefault(start, "open")
        while stack:
            vertex, numbers = stack[-1]
            number = next(numbers, None)
            if number is None:
                state[vertex] = "done"
                stack.pop()
            elif state.get(target := wires[number][1]) == "open":
                yield number
            elif target not in state:
                state[target] = "open"
                stack.append((target, iter(outgoing[target])))
