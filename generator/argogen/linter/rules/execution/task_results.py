"""Check dependencies on results that a task cannot have, such as `.Daemoned` of a task that is not a daemon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from argogen.argo.expressions.depends import parse
from argogen.argo.expressions.tree import (
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    TaskDependency,
    UnaryOperation,
)
from argogen.linter.model.nodes import CallSite, fields_of, is_loop, mapping_in
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.severity import Severity


def check_task_results(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report dependencies on results that the tasks cannot have."""
    for site in subject.callers:
        depends = site.call.depends
        if depends is not None and "." in depends:
            try:
                root = parse(depends)
            except ExpressionSyntaxError:
                continue  # reported elsewhere
            yield from _check(root, site, subject)


class _Operand(NamedTuple):
    """A part of a dependency, the tasks with a possible result beside it in an `||`, and whether it is negated."""

    node: Expression
    alternatives: frozenset[str] = frozenset()
    is_negated: bool = False


def _check(root: Expression, site: CallSite, subject: Subject) -> Iterator[RuleDiagnostic]:
    tasks = subject.calls(site.template)
    waiting = [_Operand(root)]
    while waiting:
        operand = waiting.pop()
        node = operand.node
        if isinstance(node, TaskDependency):
            if node.name in tasks and (reason := _find_reason(node, tasks, subject)):
                yield from _report(node, reason, operand, site)
        elif isinstance(node, UnaryOperation):
            waiting.append(_Operand(node.operand, is_negated=not operand.is_negated))
        elif isinstance(node, BinaryOperation):
            parts = _flatten(node)
            possible = (each for each in parts if isinstance(each, TaskDependency) and each.name in tasks)
            beside = {each.name for each in possible if not _find_reason(each, tasks, subject)}
            alternatives = frozenset(beside) if node.operator == "||" else frozenset()
            waiting += [_Operand(part, alternatives, operand.is_negated) for part in reversed(parts)]


def _flatten(node: BinaryOperation) -> list[Expression]:
    """Return the operands of a sequence of the same operator."""
    found: list[Expression] = []
    waiting: list[Expression] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, BinaryOperation) and part.operator == node.operator:
            waiting += [part.right, part.left]
        else:
            found.append(part)
    return found


def _find_reason(node: TaskDependency, tasks: Mapping[str, CallSite], subject: Subject) -> str:
    """Return why a task cannot have a result, "" if it can or its template is unknown."""
    call = tasks[node.name].call
    called = subject.called(call)
    if called is None or "daemon" in mapping_in(fields_of(subject.workflow), "templateDefaults"):
        return ""
    is_daemon = fields_of(called).get("daemon")
    if node.result == "Daemoned":
        return "" if is_daemon else "its template is not a daemon"
    if node.result == "Succeeded" and is_daemon is True and not is_loop(call):
        return "its template is a daemon, which runs until all tasks have ended"
    if node.result == "Skipped":
        return "" if call.when is not None or is_loop(call) else "it has no condition and no loop"
    if node.result == "Omitted":
        return "" if call.depends or call.dependencies else "it depends on no other task"
    return ""


def _report(node: TaskDependency, reason: str, operand: _Operand, site: CallSite) -> Iterator[RuleDiagnostic]:
    if operand.is_negated or node.name in operand.alternatives:
        return  # redundant, as in `a.Succeeded || a.Daemoned`, but without effect
    message = f"task '{node.name}' never has the result '{node.result}': {reason}"
    hint = f"use {node.name}" if node.result in ("Daemoned", "Succeeded") else "remove it"
    at = (site.call.depends or "", node.start, node.end)
    severity = Severity.WARNING
    yield RuleDiagnostic("unknown-task-result", message, site.call.origin, hint, "depends", *at, severity=severity)
