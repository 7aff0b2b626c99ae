"""Pipelines of any size, to measure with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

HEAD = "name: big\ndefaults: {image: alpine:3.23, retry: {limit: 2}}\ntasks:\n"


def write_chain(size: int) -> str:
    """Each task waits for the one before it and prints what that printed."""
    first = "  task-0:\n    env: {LEVEL: low}\n    run: echo task 0 > /tmp/out && cat /tmp/out\n"
    rest = (
        f"  task-{n}:\n    needs: [task-{n - 1}]\n    env: {{BEFORE: '{{{{task-{n - 1}.result}}}}', LEVEL: low}}\n"
        f"    run: echo task {n} after $BEFORE > /tmp/out && cat /tmp/out\n"
        for n in range(1, size)
    )
    return HEAD + first + "".join(rest)


def write_fan(size: int) -> str:
    """One task, and all others wait for it and print what it printed."""
    first = "  task-0:\n    env: {LEVEL: low}\n    run: echo task 0 > /tmp/out && cat /tmp/out\n"
    rest = (
        f"  task-{n}:\n    needs: [task-0]\n    env: {{BEFORE: '{{{{task-0.result}}}}', LEVEL: low}}\n"
        f"    run: echo task {n} after $BEFORE > /tmp/out && cat /tmp/out\n"
        for n in range(1, size)
    )
    return HEAD + first + "".join(rest)


SHAPES: Mapping[str, Callable[[int], str]] = {"chain": write_chain, "fan": write_fan}
