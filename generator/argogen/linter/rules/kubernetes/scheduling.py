"""Check affinity, node selectors and tolerations (pkg/apis/core/validation of Kubernetes)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.notation.names import check_label_key, check_label_value
from argogen.linter.rules.kubernetes.findings import Check, Finding, find_unreadable, strings_in, text_in
from argogen.yaml.node_path import NodePath

_WITH_VALUES, _WITHOUT_VALUES, _WITH_NUMBER = ("In", "NotIn"), ("Exists", "DoesNotExist"), ("Gt", "Lt")
_INTEGER = re.compile(r"[-+]?\d+", re.ASCII)
_MAX_WEIGHT = 100


def _check_requirement(value: Mapping[str, Any]) -> Iterator[Finding]:
    """Report values that do not fit the operator."""
    operator, values = value.get("operator"), value.get("values") or ()
    yield from find_unreadable(("key",), text_in(value, "key"), check_label_key)
    if operator in _WITH_VALUES and not values:
        yield Finding(("operator",), f"operator '{operator}' requires 'values'", "add 'values', or use 'Exists'")
    elif operator in _WITHOUT_VALUES and values:
        hint = f"remove 'values', or use '{'In' if operator == 'Exists' else 'NotIn'}'"
        yield Finding(("values",), f"'values' must be empty with the operator '{operator}'", hint)
    elif operator in _WITH_NUMBER and not _is_number(values):
        message = f"operator '{operator}' requires exactly one integer in 'values'"
        yield Finding(("values",) if values else ("operator",), message, 'use one integer in quotes, such as ["4"]')


def _is_number(values: Any) -> bool:
    if not isinstance(values, list | tuple) or len(values) != 1:
        return not isinstance(values, list | tuple)
    return "{{" in str(values[0]) or _INTEGER.fullmatch(str(values[0])) is not None


def _check_label_requirement(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _check_requirement(value)
    for at, text in strings_in(value, "values"):
        yield from find_unreadable(at, text, check_label_value)


def _check_selector(value: Mapping[str, Any]) -> Iterator[Finding]:
    yield from check_labels(value.get("matchLabels"), ("matchLabels",))


def check_labels(labels: Any, path: NodePath) -> Iterator[Finding]:
    """Report invalid keys and values of labels."""
    for key, text in labels.items() if isinstance(labels, Mapping) else ():
        if "{{" not in str(key):
            yield from find_unreadable((*path, key), str(key), check_label_key)
        if isinstance(text, str) and "{{" not in text:
            yield from find_unreadable((*path, key), text, check_label_value)


def _check_node_selector(value: Mapping[str, Any]) -> Iterator[Finding]:
    if not value.get("nodeSelectorTerms"):
        yield Finding(("nodeSelectorTerms",), "'nodeSelectorTerms' must have at least one term", "add a term")


def _check_weight(value: Mapping[str, Any]) -> Iterator[Finding]:
    weight = value.get("weight")
    if isinstance(weight, int) and not 1 <= weight <= _MAX_WEIGHT:
        yield Finding(("weight",), f"'weight' must be 1–{_MAX_WEIGHT}, got {weight}", "use a weight in this range")


def _check_pod_term(value: Mapping[str, Any]) -> Iterator[Finding]:
    key = text_in(value, "topologyKey")
    if key == "":
        yield Finding(
            ("topologyKey",), "'topologyKey' is empty", "use a label of nodes, such as kubernetes.io/hostname"
        )
    else:
        yield from find_unreadable(("topologyKey",), key, check_label_key)


def _check_toleration(value: Mapping[str, Any]) -> Iterator[Finding]:
    operator = value.get("operator") or "Equal"
    if operator == "Exists" and value.get("value"):
        message = "a toleration with the operator 'Exists' cannot have a 'value'"
        yield Finding(("value",), message, "remove 'value', or use the operator 'Equal'")
    elif operator == "Equal":
        if not value.get("key"):
            message = "a toleration without 'key' requires the operator 'Exists'"
            yield Finding(("operator",) if "operator" in value else (), message, "add 'key', or use 'operator: Exists'")
        yield from find_unreadable(("value",), text_in(value, "value"), check_label_value)
    yield from find_unreadable(("key",), text_in(value, "key") or None, check_label_key)
    if value.get("tolerationSeconds") is not None and value.get("effect") != "NoExecute":
        message = "'tolerationSeconds' requires the effect 'NoExecute'"
        yield Finding(("tolerationSeconds",), message, "use 'effect: NoExecute', or remove 'tolerationSeconds'")


CHECKS: Mapping[str, Check] = {
    "NodeSelectorRequirement": _check_requirement,
    "LabelSelectorRequirement": _check_label_requirement,
    "LabelSelector": _check_selector,
    "NodeSelector": _check_node_selector,
    "PreferredSchedulingTerm": _check_weight,
    "WeightedPodAffinityTerm": _check_weight,
    "PodAffinityTerm": _check_pod_term,
    "Toleration": _check_toleration,
}
"""The check of each definition."""
