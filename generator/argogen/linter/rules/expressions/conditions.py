"""Conditions (`when`) of govaluate: Argo inserts the values of tags first, as part of the expression."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.argo.expressions.tags import MASK, find_tags
from argogen.argo.expressions.tree import (
    BinaryOperation,
    Expression,
    ExpressionSyntaxError,
    Identifier,
    RuntimeValue,
    walk,
)
from argogen.argo.expressions.when.evaluation import evaluate_condition
from argogen.argo.expressions.when.parse import parse
from argogen.context import Call
from argogen.linter.model.nodes import CallSite
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import ORIGINAL, RuleDiagnostic
from argogen.yaml.node_path import NodePath


def check_conditions(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report conditions that are invalid, or have the same result always."""
    for caller in subject.callers:
        if caller.call.when is not None:
            when = _When(caller.call.when, caller.call.origin)
            found = list(_check_parsed(when))
            yield from found
            if all(diagnostic.rule == "unquoted-tag" for diagnostic in found):
                yield from _check_values(when, caller, subject)
    cron = subject.workflow.cron.get("when")
    if isinstance(cron, str):
        yield from _check_parsed(_When(cron, subject.workflow.origin), bare_words=False)


class _When(NamedTuple):
    """A condition, and the origin of its node."""

    text: str
    origin: NodePath

    def find(self, rule: str, message: str, hint: str, start: int, end: int, fix: str | None = None) -> RuleDiagnostic:
        """Return a diagnostic about a span of it."""
        return RuleDiagnostic(rule, message, self.origin, hint, "when", self.text, start, max(end, start + 1), fix=fix)


def _check_parsed(when: _When, *, bare_words: bool = True) -> Iterator[RuleDiagnostic]:
    if not when.text.strip():
        return
    try:
        root = parse(when.text, bare_words=bare_words)
        decided = evaluate_condition(root)
    except ExpressionSyntaxError as fault:
        fix = _fix(when.text, fault)
        hint = fault.hint if bare_words else "put text in quotes, and names into {{ }}"
        yield when.find("bad-expression", fault.message, hint, fault.start, fault.end, fix)
        return
    if decided is not None and when.text not in ("true", "false"):  # what ${{ }} gave is somebody's choice
        hint = "take it out" if decided else "take the step out, or ask something else"
        message = f"this is always {'true' if decided else 'false'}"
        yield when.find("constant-condition", message, hint, root.start, root.end)
    yield from _check_quotes(when, root)


def _fix(when: str, fault: ExpressionSyntaxError) -> str | None:
    """Return the operator that was intended."""
    meant = fault.hint.removeprefix("write ")
    return meant if meant in ("==", "!=", "&&", "||", ">=", "<=") and when[fault.start : fault.end] else None


def _check_quotes(when: _When, root: Expression) -> Iterator[RuleDiagnostic]:
    """Report unquoted tags: a space, a dash or an empty value is an error."""
    texts = {side for node in walk(root) for side in _compared_with_text(node)}
    for node in walk(root):
        if isinstance(node, RuntimeValue) and not node.quoted and node is not root and set(node.text) == {MASK}:
            tag = when.text[node.start : node.end]
            if not tag.startswith("{{="):
                message = "a value with a blank, a dash or nothing in it breaks this"
                hint = "put quotes around it, and around what it is compared with"
                fix = f"'{ORIGINAL}'" if node in texts else None
                yield when.find("unquoted-tag", message, hint, node.start, node.end, fix)


def _compared_with_text(node: Expression) -> tuple[Expression, ...]:
    """Return the sides of a comparison with a string or a bare word, which is one too."""
    if not isinstance(node, BinaryOperation) or node.operator not in ("==", "!=", "=~", "!~"):
        return ()
    sides = (node.left, node.right)
    is_text = any(isinstance(side, Identifier) or isinstance(getattr(side, "value", None), str) for side in sides)
    return sides if is_text else ()


def _check_values(when: _When, caller: CallSite, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a known value with which the condition is invalid."""
    for tag in find_tags(when.text):
        for value in _list_values(tag.body.strip(), caller, subject):
            fault = _fault_with(when.text[: tag.start] + value + when.text[tag.end :])
            if fault is not None:
                message = f"with the value '{value}' this is no condition: {fault.message}"
                hint = "put quotes around the tag, and around what it is compared with"
                yield when.find("when-breaks", message, hint, tag.start, tag.end)
                break


def _fault_with(filled: str) -> ExpressionSyntaxError | None:
    try:
        evaluate_condition(parse(filled))
    except ExpressionSyntaxError as fault:
        return fault
    return None


def _list_values(name: str, caller: CallSite, subject: Subject) -> tuple[str, ...]:
    """Return the known values of a tag: those of a parameter, or of literal items."""
    if name == "item" or name.startswith("item."):
        return _values_of_items(caller.call).get(name, ())
    parameter = subject.find_parameter(name, caller.template)
    return () if parameter is None else _values_of(parameter)


def _values_of(parameter: Any) -> tuple[str, ...]:
    given = (parameter.value, parameter.default, *parameter.enum)
    return tuple(dict.fromkeys(value for value in given if value is not None and "{{" not in value))


def _values_of_items(call: Call) -> Mapping[str, tuple[str, ...]]:
    values: dict[str, list[str]] = {}
    for item in call.with_items:
        if isinstance(item, dict):
            for key, value in item.items():
                values.setdefault(f"item.{key}", []).append(_as_argo_writes(value))
        else:
            values.setdefault("item", []).append(_as_argo_writes(item))
    return {name: tuple(dict.fromkeys(found)) for name, found in values.items()}


def _as_argo_writes(value: Any) -> str:
    """Return an item, or a value of one, as Argo inserts it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
