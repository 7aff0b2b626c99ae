"""Count the crossings between two layers."""

from __future__ import annotations

from collections.abc import Sequence


def count_crossings(upper: Sequence[int], positions: Sequence[int], targets: Sequence[Sequence[int]]) -> int:
    """Count the crossings of the lines from a layer to the next.

    `upper` are the vertices of the layer, `targets` the neighbors of each vertex in the next layer, and `positions`
    the places of vertices in their layers. Takes O(e log e) for e lines.
    """
    ends = [position for vertex in upper for position in sorted(positions[target] for target in targets[vertex])]
    return count_inversions(ends)


def count_inversions(numbers: Sequence[int]) -> int:
    """Count the pairs of numbers of which the first is greater, with a tree of sums."""
    size = max(numbers, default=0) + 1
    sums = [0] * (size + 1)
    total = 0
    for count, number in enumerate(numbers):
        total += count
        index = number + 1
        while index:
            total -= sums[index]
            index &= index - 1
        index = number + 1
        while index <= size:
            sums[index] += 1
            index += index & -index
    return total
