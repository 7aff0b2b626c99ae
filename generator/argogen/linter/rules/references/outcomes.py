"""Outputs of steps that may be skipped or have failed.

Up to Argo 3.7.10 the tag is left in the text as it is, after that the workflow waits for ever, and from 3.7.16 on the
step fails (workflow/controller/scope.go at those tags).
"""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.expressions.depends import find_tasks, parse
from argogen.argo.expressions.tree import (
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    TaskDependency,
    UnaryOperation,
)
from argogen.context import Call, Output, Template
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic

_ROOTS = ("steps", "tasks")


def find_missing_outputs(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report uses of outputs of steps that may have been skipped, or have failed."""
    for text in subject.texts:
        if text.template is None or text.role is TextRole.TEMPLATE:
            continue
        for use in uses_in(text):
            producer = _find_producer(use, text.template, subject)
            if producer is not None and not use.is_guarded:
                yield from _check(use, producer, text, subject)


def _find_producer(use: VariableUse, template: Template, subject: Subject) -> Call | None:
    """Return the step or task whose output is used."""
    is_output = len(use.parts) > 3 and use.parts[0] in _ROOTS and use.parts[2] == "outputs"
    found = subject.calls(template).get(use.parts[1]) if is_output else None
    return found.call if found is not None else None


def _check(use: VariableUse, producer: Call, text: TaggedText, subject: Subject) -> Iterator[RuleDiagnostic]:
    consumer = text.call
    if consumer is producer or _has_default(use, producer, text, subject):
        return
    name = producer.name
    if consumer is not None and _runs_only_after_failure(consumer, name):
        message = f"this runs only if '{name}' has not succeeded, and then '{name}' has no outputs"
        hint = "give the output a default, or use the status or the exit code"
        yield use.diagnose("failed-output", message, hint)
    elif _may_be_skipped(producer) and not _is_safe(consumer, producer):
        message = f"'{name}' may be skipped, and then there is no '{use.parts[-1]}'"
        hint = "give the output a default, or this step the same when"
        yield use.diagnose("skipped-output", message, hint)


def _may_be_skipped(producer: Call) -> bool:
    """Whether it has a condition; a loop of which some runs are skipped still has the outputs of the others."""
    return producer.when is not None and not is_loop(producer)


def _has_default(use: VariableUse, producer: Call, text: TaggedText, subject: Subject) -> bool:
    """Whether the output has a default, or the output that passes it on."""
    template = subject.called(producer)
    if template is None or use.parts[3] != "parameters":
        return template is None and producer.template_ref is None
    declared = subject.index(template).outputs.get(use.parts[-1])
    return _says_default(declared) or (text.role is TextRole.OUTPUT and _passes_default(text))


def _says_default(output: Output | None) -> bool:
    return output is not None and output.default is not None


def _passes_default(text: TaggedText) -> bool:
    outputs = text.template.outputs if text.template is not None else ()
    return any(output.parameter == text.value and output.default is not None for output in outputs)


def _is_safe(consumer: Call | None, producer: Call) -> bool:
    """Whether the consumer only runs if the producer has run."""
    if consumer is None:
        return False
    if consumer.when is not None and (consumer.when == producer.when or f".{producer.name}." in consumer.when):
        return True
    return consumer.depends is not None and _needs_success(consumer.depends, producer.name)


def _needs_success(depends: str, name: str) -> bool:
    """Whether an expression is false wherever a task was skipped."""
    return _holds(depends, name, "Skipped") is False and _holds(depends, name, "Omitted") is False


def _runs_only_after_failure(consumer: Call, name: str) -> bool:
    if consumer.depends is None or name not in consumer.depends:
        return False
    return _holds(consumer.depends, name, "Succeeded") is False and _holds(consumer.depends, name, "Daemoned") is False


def _holds(depends: str, name: str, result: str) -> bool | None:
    """Return whether an expression holds for a result of one task, or None if that depends on others."""
    try:
        root = parse(depends)
    except ExpressionSyntaxError:
        return None
    if all(task.name != name for task in find_tasks(root)):
        return None
    return _truth(root, name, result)


def _truth(node: Expression, name: str, result: str) -> bool | None:
    if isinstance(node, TaskDependency):
        if node.name != name:
            return None
        return node.result == result if node.result else result in ("Succeeded", "Skipped", "Daemoned")
    if isinstance(node, UnaryOperation):
        truth = _truth(node.operand, name, result)
        return None if truth is None else not truth
    assert isinstance(node, BinaryOperation)
    sides = {_truth(node.left, name, result), _truth(node.right, name, result)}
    decisive = node.operator == "||"
    return decisive if decisive in sides else None if None in sides else not decisive


def find_aggregates_used_as_scalars(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report aggregated outputs of a loop where a single value is compared or counted with."""
    for text in subject.texts:
        if text.template is None or text.field not in ("when", "with_sequence"):
            continue
        for use in uses_in(text):
            producer = _find_producer(use, text.template, subject)
            if producer is not None and producer is not text.call and is_loop(producer) and not use.in_expression:
                message = f"'{producer.name}' is a loop, so this is the list of what all its runs gave"
                yield use.diagnose("list-as-one", message, "take what you need from it: {{=fromJSON(…)[0]}}")
