"""The steps of a run as a tree, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from argogen.runner.run import Run
from argogen.testing.simulation.running import NodeNames, StepRun

_MOST = 60
_EXPLAINED = ("Failed", "Error", "Skipped")
_SKIPPED = "Skipped, "  # the beginning of a message that repeats the phase


def draw_tree(run: Run, steps: Sequence[StepRun]) -> list[str]:
    """Return the lines of a tree: the workflow, and each step with its phase and the reason of it."""
    children: dict[tuple[str, ...], list[StepRun]] = {}
    for step in steps:
        if len(step.chain) > 1:
            children.setdefault(_name_all(step.chain[:-1]), []).append(step)
    head = f"{steps[0].chain[0].name if steps else run.name}  {run.phase}"
    names = NodeNames(steps)
    lines = [head, *(names.apply(line) for line in _draw(steps[0].chain[:1] if steps else (), children, ""))]
    return lines if len(lines) <= _MOST else [*lines[:_MOST], f"… {len(lines) - _MOST} more steps"]


def _name_all(chain: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(str, chain))


def _draw(chain: Sequence[object], children: dict[tuple[str, ...], list[StepRun]], indent: str) -> Iterator[str]:
    inner = children.get(_name_all(chain), [])
    for number, step in enumerate(inner, start=1):
        is_last = number == len(inner)
        yield f"{indent}{'└─' if is_last else '├─'} {_describe(step)}"
        yield from _draw(step.chain, children, f"{indent}{'   ' if is_last else '│  '}")


def _describe(step: StepRun) -> str:
    node = step.node
    parts = [str(step.chain[-1]), node.phase]
    if node.attempts > 1:
        parts.append(f"{node.attempts} attempts")
    if node.phase == "Skipped" and node.when:
        parts.append(f"when: {node.when}")
    elif node.phase in _EXPLAINED and node.message:
        parts.append(node.message.removeprefix(_SKIPPED))
    return "  ".join(parts).replace("\n", " ")
