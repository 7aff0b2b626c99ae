"""Check operators of Kubernetes; later versions may add operators, so unknown ones are warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest

_OPERATORS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Toleration", "operator"): ("Exists", "Equal", "Lt", "Gt"),
    ("NodeSelectorRequirement", "operator"): ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
    ("LabelSelectorRequirement", "operator"): ("In", "NotIn", "Exists", "DoesNotExist"),
}


def find_unknown_operators(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report operators that Kubernetes does not define."""
    for (definition, field), operators in _OPERATORS.items():
        for each in subject.objects.get(definition, ()):
            operator = each.value.get(field)
            if isinstance(operator, str) and operator and operator not in operators and "{{" not in operator:
                hint = suggest(operator, operators, f"use one of {', '.join(operators)}")
                message = f"unknown {field} '{operator}'"
                yield RuleDiagnostic("unknown-operator", message, each.origin, hint, below=(*each.below, field))
