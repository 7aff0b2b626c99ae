"""Check metrics: Argo does not emit invalid metrics, and does not fail the workflow (workflow/metrics, validate.go)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from argogen.argo.expressions.tags import find_tags
from argogen.argo.expressions.tree import Expression, ExpressionSyntaxError
from argogen.argo.expressions.when.evaluation import evaluate_condition
from argogen.argo.expressions.when.parse import parse
from argogen.argo.notation.error import quote
from argogen.argo.variables import VARIABLE_PREFIXES, VariableScope, list_prefixes
from argogen.context import Template, Workflow
from argogen.diagnostics import Severity
from argogen.late import import_late
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest
from argogen.yaml.emitter.scalars import write_item
from argogen.yaml.node_path import NodePath

if TYPE_CHECKING:
    from argogen.linter.rules.expressions import intended_conditions
else:
    intended_conditions = import_late("argogen.linter.rules.expressions.intended_conditions")

# Prometheus accepts ':' in names of metrics; Argo does not (IsValidMetricName).
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)
# The values of real-time metrics of templates and of the workflow (prepareMetricScope).
_REAL_TIME, _OF_WORKFLOW = "{{duration}}", "{{workflow.duration}}"
_KINDS = ("gauge", "histogram", "counter")
_OWN = list_prefixes({VariableScope.METRICS})
_PREFIXES = (*_OWN, *sorted(VARIABLE_PREFIXES.difference(_OWN)), "item")


def check_metrics(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid names, labels, values and conditions of metrics, and metrics without exactly one type."""
    metrics = subject.objects.get("Prometheus", ())
    yield from _find_clashes(metrics)
    for each in metrics:
        yield from _check_names(each)
        yield from _check_kinds(each)
        yield from _check_when(each)
        for below, text in _texts(each.value, ()):
            yield from _check_tags(text, (*each.below, *below), each, subject)


def _check_names(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    name = str(each.value.get("name", ""))
    if "{{" not in name and not _NAME.fullmatch(name):
        message = f"invalid metric name {quote(name)}"
        hint = "use letters, digits and '_', not beginning with a digit"
        yield RuleDiagnostic("invalid-metric", message, each.origin, hint, below=(*each.below, "name"))
    if not each.value.get("help"):
        yield RuleDiagnostic("invalid-metric", "metric has no description", each.origin, "add 'help'", below=each.below)
    for index, label in enumerate(each.value.get("labels") or ()):
        key = str(label.get("key", "")) if isinstance(label, Mapping) else ""
        if "{{" not in key and not _NAME.fullmatch(key):
            message = f"invalid metric label name {quote(key)}"
            hint = "use letters, digits and '_', not beginning with a digit"
            yield RuleDiagnostic(
                "invalid-metric", message, each.origin, hint, below=(*each.below, "labels", index, "key")
            )


def _check_kinds(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    kinds = [kind for kind in _KINDS if each.value.get(kind) is not None]
    if len(kinds) != 1:
        message = f"metric has multiple types: '{kinds[0]}' and '{kinds[1]}'" if kinds else "metric has no type"
        below = (*each.below, kinds[1]) if kinds else each.below
        hint = "remove one of them" if kinds else "add 'gauge', 'histogram' or 'counter'"
        yield RuleDiagnostic("invalid-metric", message, each.origin, hint, key=bool(kinds), below=below)
    for kind in kinds:
        yield from _check_value(each, kind)


def _check_value(each: ArgoObject, kind: str) -> Iterator[RuleDiagnostic]:
    metric = each.value[kind]
    value, below = str(metric.get("value", "")), (*each.below, kind, "value")
    if "{{" not in value and not _is_number(value):
        message, hint = f"value of a {kind} must be a number, got {quote(value)}", "use a number or a template tag"
        yield RuleDiagnostic("invalid-metric", message, each.origin, hint, text=value, below=below)
    elif kind == "counter" and value.startswith("-"):
        message = f"counter cannot decrease, got {value}"
        yield _warn(message, "use a gauge with 'operation: Sub'", each, below)
    if kind == "gauge" and metric.get("realtime") in (True, "true"):
        yield from _check_real_time(value, each, below)
    elif kind == "histogram":
        yield from _check_buckets(metric.get("buckets"), each)


def _check_real_time(value: str, each: ArgoObject, below: NodePath) -> Iterator[RuleDiagnostic]:
    """Report a real-time metric of anything but the duration, which Argo does not emit (computeMetrics)."""
    is_of_workflow = isinstance(each.node, Workflow) and each.below[:1] != ("templateDefaults",)
    expected = _OF_WORKFLOW if is_of_workflow else _REAL_TIME
    given = re.sub(r"(?<=\{\{)\s+|\s+(?=\}\})", "", value)
    if given == expected:
        return
    if is_of_workflow and given == _REAL_TIME:
        message = f"'{_REAL_TIME}' of a workflow is available only after its end"
        yield _warn(message, f"use '{expected}'", each, below)
        return
    what = "the workflow" if is_of_workflow else "a template"
    message = f"a real-time metric of {what} can only have the value '{expected}', got {quote(value)}"
    hint = f"use '{expected}', or remove 'realtime'"
    yield RuleDiagnostic("invalid-metric", message, each.origin, hint, text=value, below=below)


def _check_buckets(buckets: object, each: ArgoObject) -> Iterator[RuleDiagnostic]:
    """Report buckets that do not increase, with which Argo cannot create the metric, and a histogram without any."""
    numbers = [float(text) for text in map(str, buckets) if _is_number(text)] if isinstance(buckets, list) else []
    below = (*each.below, "histogram", "buckets")
    if not buckets:
        message = "histogram without buckets has only the number and the sum of the values"
        yield _warn(message, "add buckets, such as [1, 10, 60, 600]", each, below)._replace(severity=Severity.NOTE)
    for first, second in pairwise(numbers):
        if first >= second:
            message = f"buckets of a histogram must increase, got {second:g} after {first:g}"
            yield RuleDiagnostic("invalid-metric", message, each.origin, "sort them", below=below)
            return


def _find_clashes(metrics: Sequence[ArgoObject]) -> Iterator[RuleDiagnostic]:
    """Report metrics with the name of another one of another type, or with another description.

    Argo creates a metric once, and does not emit the others (matchExistingMetric).
    """
    first: dict[str, ArgoObject] = {}
    nodes = groupby(metrics, lambda each: id(each.node))
    for each in (each for _, group in nodes for each in reversed(list(group))):  # in the order of the document
        name = str(each.value.get("name", ""))
        other = first.setdefault(name, each)
        if other is each or "{{" in name:
            continue
        texts = (str(other.value.get("help", "")), str(each.value.get("help", "")))
        if texts[0] != texts[1] and not any("{{" in text for text in texts):
            message = f"metric '{name}' has another description elsewhere: Argo emits only one of them"
            yield _warn(message, f"use the same 'help', {quote(texts[0])}", each, (*each.below, "help"))
        kinds = [next((kind for kind in _KINDS if it.value.get(kind) is not None), "") for it in (other, each)]
        if kinds[0] != kinds[1] and all(kinds):
            message = f"metric '{name}' is a {kinds[0]} elsewhere: Argo emits only one of them"
            yield _warn(message, "rename one of them", each, (*each.below, kinds[1]), key=True)


def _warn(message: str, hint: str, each: ArgoObject, below: NodePath, *, key: bool = False) -> RuleDiagnostic:
    return RuleDiagnostic("invalid-metric", message, each.origin, hint, key=key, severity=Severity.WARNING, below=below)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and "_" not in text


def _check_when(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    when = each.value.get("when")
    if not isinstance(when, str) or not when.strip():
        return
    meant = partial(intended_conditions.find_intended_metric_condition, when)
    try:
        root = parse(when)
        decided = evaluate_condition(root)
    except ExpressionSyntaxError as fault:
        yield _on_when("invalid-expression", fault.message, _write_when(meant()) or fault.hint, fault, each)
        return
    if decided is not None:
        message = f"condition is always {'true' if decided else 'false'}"
        hint = _write_when(meant()) or ("remove the condition" if decided else "remove the metric")
        yield _on_when("constant-condition", message, hint, root, each)


def _write_when(meant: str) -> str:
    return f"write when: {write_item(meant)}" if meant else ""


def _on_when(
    rule: str, message: str, hint: str, at: Expression | ExpressionSyntaxError, each: ArgoObject
) -> RuleDiagnostic:
    text, end = each.value["when"], max(at.end, at.start + 1)
    below = (*each.below, "when")
    return RuleDiagnostic(rule, message, each.origin, hint, "when", text, at.start, end, below=below)


def _texts(value: object, below: NodePath) -> Iterator[tuple[NodePath, str]]:
    if isinstance(value, str):
        yield below, value
    elif isinstance(value, (Mapping, list, tuple)):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _texts(item, (*below, key))


def _check_tags(text: str, below: NodePath, each: ArgoObject, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unknown variables: Argo does not emit a metric with an unresolved tag."""
    for tag in find_tags(text):
        name = tag.body.strip()
        root, *rest = name.split(".")
        if tag.is_expression or "{{" in name:
            continue
        if root not in _PREFIXES:
            hint = suggest(root, _PREFIXES, f"known variables: {', '.join(_OWN)}")
            yield _on_tag(f"unknown variable '{name}' in a metric", hint, text, (tag.start, tag.end), below, each)
        elif root == "outputs" and rest[:1] == ["parameters"] and isinstance(each.node, Template) and len(rest) > 1:
            declared = subject.index(each.node).output_names
            if rest[1] not in declared and "outputs" not in each.node.raw:
                hint = suggest(rest[1], declared, "declare it in 'outputs'")
                message = f"undeclared output '{rest[1]}'"
                yield _on_tag(message, hint, text, (tag.start, tag.end), below, each)


def _on_tag(
    message: str, hint: str, text: str, span: tuple[int, int], below: NodePath, each: ArgoObject
) -> RuleDiagnostic:
    return RuleDiagnostic(
        "unknown-tag-variable", message, each.origin, hint, "", text, *span, severity=Severity.WARNING, below=below
    )
