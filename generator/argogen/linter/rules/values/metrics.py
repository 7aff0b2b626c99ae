"""Metrics; an invalid one is not emitted, and the workflow goes on (workflow/metrics, validate.go)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from argogen.argo.expressions.tags import find_tags
from argogen.argo.expressions.tree import ExpressionSyntaxError
from argogen.argo.expressions.when.parse import parse
from argogen.argo.notation.error import quote
from argogen.argo.variables import VARIABLE_PREFIXES, VariableScope, list_prefixes
from argogen.context import Template
from argogen.diagnostics import Severity
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath

_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)
_KINDS = ("gauge", "histogram", "counter")
_OWN = list_prefixes({VariableScope.METRICS})
_ROOTS = (*_OWN, *sorted(VARIABLE_PREFIXES.difference(_OWN)), "item")


def check_metrics(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid names, labels, values and conditions of metrics, and metrics of no type or two."""
    for each in subject.objects.get("Prometheus", ()):
        yield from _check_names(each)
        yield from _check_kinds(each)
        yield from _check_when(each)
        for below, text in _texts(each.value, ()):
            yield from _check_tags(text, (*each.below, *below), each)


def _check_names(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    name = str(each.value.get("name", ""))
    if "{{" not in name and not _NAME.fullmatch(name):
        message, hint = (
            f"Prometheus takes no metric called {quote(name)}",
            "use letters, digits and '_', no digit first",
        )
        yield RuleDiagnostic("bad-metric", message, each.origin, hint, below=(*each.below, "name"))
    if not each.value.get("help"):
        yield RuleDiagnostic(
            "bad-metric", "a metric needs a text that explains it", each.origin, "add help:", below=each.below
        )
    for index, label in enumerate(each.value.get("labels") or ()):
        key = str(label.get("key", "")) if isinstance(label, Mapping) else ""
        if "{{" not in key and not _LABEL.fullmatch(key):
            message, hint = (
                f"Prometheus takes no label called {quote(key)}",
                "use letters, digits and '_', no digit first",
            )
            yield RuleDiagnostic("bad-metric", message, each.origin, hint, below=(*each.below, "labels", index, "key"))


def _check_kinds(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    kinds = [kind for kind in _KINDS if each.value.get(kind) is not None]
    if len(kinds) != 1:
        what = "none of them" if not kinds else f"both '{kinds[0]}' and '{kinds[1]}'"
        message = f"a metric is a gauge, a histogram or a counter, and this one is {what}"
        below = (*each.below, kinds[1]) if kinds else each.below
        hint = "remove one of them" if kinds else "add counter: {value: '1'}"
        yield RuleDiagnostic("bad-metric", message, each.origin, hint, key=bool(kinds), below=below)
    for kind in kinds:
        yield from _check_value(each, kind)


def _check_value(each: ArgoObject, kind: str) -> Iterator[RuleDiagnostic]:
    metric = each.value[kind]
    value, below = str(metric.get("value", "")), (*each.below, kind, "value")
    if "{{" not in value and not _is_number(value):
        message = f"the value of a {kind} is a number, and {quote(value)} is none"
        yield RuleDiagnostic("bad-metric", message, each.origin, "write a number, or a tag", text=value, below=below)
    if kind == "gauge" and metric.get("realtime") and "resourcesDuration" in value:
        message = "what a step has used is known when it has ended, not while it runs"
        yield RuleDiagnostic("bad-metric", message, each.origin, "take realtime out", text=value, below=below)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and "_" not in text


def _check_when(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    when = each.value.get("when")
    if isinstance(when, str) and when.strip():
        try:
            parse(when)
        except ExpressionSyntaxError as fault:
            below = (*each.below, "when")
            end = max(fault.end, fault.start + 1)
            yield RuleDiagnostic(
                "bad-expression", fault.message, each.origin, fault.hint, "when", when, fault.start, end, below=below
            )


def _texts(value: object, below: NodePath) -> Iterator[tuple[NodePath, str]]:
    if isinstance(value, str):
        yield below, value
    elif isinstance(value, (Mapping, list, tuple)):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _texts(item, (*below, key))


def _check_tags(text: str, below: NodePath, each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report unknown tags: an unresolved one keeps a metric from being emitted."""
    for tag in find_tags(text):
        name = tag.body.strip()
        root, *rest = name.split(".")
        if tag.is_expression or "{{" in name:
            continue
        if root not in _ROOTS:
            hint = suggest(root, _ROOTS, f"known here: {', '.join(_OWN)}")
            yield _on_tag(f"a metric has no '{name}'", hint, text, (tag.start, tag.end), below, each)
        elif root == "outputs" and rest[:1] == ["parameters"] and isinstance(each.node, Template) and len(rest) > 1:
            declared = tuple(output.name for output in each.node.outputs)
            if rest[1] not in declared and "outputs" not in each.node.raw:
                hint = suggest(rest[1], declared, "declare it in outputs:")
                message = f"this template declares no output '{rest[1]}'"
                yield _on_tag(message, hint, text, (tag.start, tag.end), below, each)


def _on_tag(
    message: str, hint: str, text: str, span: tuple[int, int], below: NodePath, each: ArgoObject
) -> RuleDiagnostic:
    return RuleDiagnostic(
        "unknown-tag-name", message, each.origin, hint, "", text, *span, severity=Severity.WARNING, below=below
    )
