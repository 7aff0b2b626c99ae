"""Check operators of Kubernetes; later versions may add operators, so unknown ones are warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest

_OPERATORS: Mapping[str, tuple[str, ...]] = {
    "Toleration": ("Exists", "Equal", "Lt", "Gt"),
    "NodeSelectorRequirement": ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
    "LabelSelectorRequirement": ("In", "NotIn", "Exists", "DoesNotExist"),
}


def find_unknown_operators(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report operators that Kubernetes does not define."""
    for definition in _OPERATORS:
        for each in subject.objects.get(definition, ()):
            for message, hint in check_operator(definition, each.value):
                yield RuleDiagnostic("unknown-operator", message, each.origin, hint, below=(*each.below, "operator"))


def check_operator(definition: str, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the message and the hint for an unknown operator of an object."""
    operators, operator = _OPERATORS.get(definition, ()), value.get("operator")
    if operators and isinstance(operator, str) and operator and operator not in operators and "{{" not in operator:
        yield f"unknown operator '{operator}'", suggest(operator, operators, f"use one of {', '.join(operators)}")
