"""Pipelines of any size, to measure with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

HEAD = "name: big\ndefaults: {image: alpine:3.23, retry: {limit: 2}}\ntasks:\n"


FIRST = "  task-0:\n    env: {LEVEL: low}\n    run: echo task 0 > /tmp/out && cat /tmp/out\n"


def write_chain(size: int) -> str:
    """Each task waits for the one before it and prints what that printed."""
    return HEAD + FIRST + "".join(_write_task(number, number - 1) for number in range(1, size))


def write_fan(size: int) -> str:
    """One task, and all others, which depend on it and print its output."""
    return HEAD + FIRST + "".join(_write_task(number, 0) for number in range(1, size))


def _write_task(number: int, before: int) -> str:
    return (
        f"  task-{number}:\n    needs: [task-{before}]\n"
        f"    env: {{BEFORE: '{{{{task-{before}.result}}}}', LEVEL: low}}\n"
        f"    run: echo task {number} after $BEFORE > /tmp/out && cat /tmp/out\n"
    )


SHAPES: Mapping[str, Callable[[int], str]] = {"chain": write_chain, "fan": write_fan}
