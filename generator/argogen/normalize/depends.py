"""The expression that a task's `needs` can be: Argo's own `depends`, word for word.

Argo finds a wrong word when it reads the manifest, and a wrong shape only when the task's turn comes.
"""

from __future__ import annotations

import re

from argogen.nearest import find_nearest
from argogen.normalize.drafts import Call, Draft
from argogen.normalize.findings import Findings
from argogen.source.notes import NodePath

# docs/enhanced-depends-logic.md
_OF_EVERY_TASK = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned")
_OF_LOOPS = ("AnySucceeded", "AllFailed")
_NAME = r"[A-Za-z0-9_][-\w]*(?:\.\w+)?"
_PART = re.compile(rf"\s*({_NAME}|&&|\|\||!|\(|\)|\S)")
_RESULT = re.compile(r"([A-Za-z0-9_][-\w]*)\.(\w+)")


def check_depends(text: str, dag: Draft, path: NodePath, findings: Findings) -> None:
    """Report a wrong shape, unknown results, and results of loops on tasks that are none."""
    fault = _find_fault(_PART.findall(text))
    if fault is not None:
        hint = "write it with &&, ||, ! and parentheses" if fault else "the expression ends too early"
        message = f"'{fault}' cannot stand here" if fault else "this expression is not complete"
        findings.error("bad-expression", message, path, hint, find=fault)
    for name, result in _RESULT.findall(text):
        _check_result(dag.calls.get(name), f"{name}.{result}", result, path, findings)


def _check_result(task: Call | None, written: str, result: str, path: NodePath, findings: Findings) -> None:
    if result in _OF_LOOPS and task is not None and task.loop is None:
        message = f"only a loop has {result}"
        hint = "Argo sees no loop here: one with a parallelism stands in a template of its own"
        findings.error("wrong-kind", message, path, hint, find=written)
    elif result not in (*_OF_EVERY_TASK, *_OF_LOOPS):
        near = find_nearest(result, (*_OF_EVERY_TASK, *_OF_LOOPS))
        hint = f"did you mean '{near}'?" if near else f"known results: {', '.join(_OF_EVERY_TASK)}"
        findings.error("unknown-result", f"a task has no result '{result}'", path, hint, find=written)


def _find_fault(parts: list[str]) -> str | None:
    """The part at which the expression goes wrong, "" at its end; None if it is right."""
    depth, wants_task = 0, True
    for part in parts:
        if part == "(" and wants_task:
            depth += 1
        elif part == ")" and not wants_task and depth:
            depth -= 1
        elif part in ("&&", "||") and not wants_task:
            wants_task = True
        elif re.fullmatch(_NAME, part) and wants_task:
            wants_task = False
        elif not (part == "!" and wants_task):
            return part
    return "" if wants_task or depth else None
