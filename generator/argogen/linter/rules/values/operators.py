"""Operators of Kubernetes, to which versions add, so that an unknown one is not an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest

_WORDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Toleration", "operator"): ("Exists", "Equal", "Lt", "Gt"),
    ("NodeSelectorRequirement", "operator"): ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
    ("LabelSelectorRequirement", "operator"): ("In", "NotIn", "Exists", "DoesNotExist"),
}


def find_unknown_operators(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report operators that Kubernetes does not define."""
    for (definition, field), words in _WORDS.items():
        for each in subject.objects.get(definition, ()):
            word = each.value.get(field)
            if isinstance(word, str) and word and word not in words and "{{" not in word:
                hint = suggest(word, words, f"words that are known: {', '.join(words)}")
                message = f"Kubernetes knows no {field} '{word}' here"
                yield RuleDiagnostic("unknown-word", message, each.origin, hint, below=(*each.below, field))
