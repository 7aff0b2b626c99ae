"""Mutexes, semaphores and memoization."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.argo.notation.durations import read_go_duration
from argogen.argo.notation.names import check_subdomain
from argogen.context import Template, Workflow
from argogen.linter.model.nodes import fields_of, mapping_in, mappings_in
from argogen.linter.model.objects import ArgoObject
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.values.unreadable import find_unreadable

_KEY = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*", re.ASCII)


def check_synchronization(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report semaphores without a source, mutexes without a name, and deadlocks."""
    for each in subject.objects.get("SemaphoreRef", ()):
        yield from _check_semaphore(each)
    for each in subject.objects.get("Mutex", ()):
        if not each.value.get("name"):
            message = "a mutex without a name keeps nobody out"
            yield RuleDiagnostic("bad-lock", message, each.origin, "add name:", below=each.below)
    yield from _find_deadlocks(subject)


def _check_semaphore(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    sources = [field for field in ("configMapKeyRef", "database") if each.value.get(field) is not None]
    if not sources:
        message, hint = "nothing says how many may hold this semaphore", "add configMapKeyRef: {name: …, key: …}"
        yield RuleDiagnostic("bad-lock", message, each.origin, hint, below=each.below)
    elif len(sources) > 1:
        message, below = "a semaphore has one source; this one has two", (*each.below, sources[1])
        yield RuleDiagnostic("bad-lock", message, each.origin, "remove one of them", key=True, below=below)
    elif sources == ["configMapKeyRef"] and not each.value["configMapKeyRef"].get("name"):
        below = (*each.below, "configMapKeyRef")
        yield RuleDiagnostic(
            "bad-lock", "it is not said which ConfigMap has the semaphore", each.origin, "add name:", below=below
        )


def _find_deadlocks(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report templates that wait for a mutex that the workflow holds."""
    held = set(_list_mutexes(subject.workflow))
    for template in subject.all_templates:
        for name, namespace in _list_mutexes(template):
            if (name, namespace) in held:
                message = f"the workflow holds the mutex '{name}' until it ends, so this waits for ever"
                below = ("synchronization",)
                yield RuleDiagnostic(
                    "bad-lock", message, template.origin, "choose another name, or keep one", key=True, below=below
                )


def _list_mutexes(node: Workflow | Template) -> Iterator[tuple[str, str]]:
    locks = mapping_in(fields_of(node), "synchronization")
    for mutex in (mapping_in(locks, "mutex"), *mappings_in(locks, "mutexes")):
        if mutex.get("name"):
            yield str(mutex["name"]), str(mutex.get("namespace") or "")


def check_caches(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid keys, ages and ConfigMaps of memoization."""
    for each in subject.objects.get("Memoize", ()):
        yield from _check_key(each)
        age, below = each.value.get("maxAge"), (*each.below, "maxAge")
        found = find_unreadable(age, read_go_duration, "bad-duration", each.origin, "maxAge") if age else ()
        yield from (diagnostic._replace(below=below) for diagnostic in found)
        name = ((each.value.get("cache") or {}).get("configMap") or {}).get("name")
        below = (*each.below, "cache", "configMap", "name")
        if not name:
            message = "it is not said which ConfigMap the results are kept in"
            yield RuleDiagnostic(
                "bad-cache", message, each.origin, "add cache: {configMap: {name: …}}", below=each.below
            )
        for diagnostic in find_unreadable(name, check_subdomain, "bad-name", each.origin, "name"):
            yield diagnostic._replace(below=below)


def _check_key(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    key: Any = each.value.get("key")
    below = (*each.below, "key")
    if not key:
        message, hint = "without a key nothing can be found again", "such as key: report-{{inputs.parameters.day}}"
        yield RuleDiagnostic("bad-cache", message, each.origin, hint, below=below)
        return
    text = mask_tags(str(key))
    wrong = next((at for at, letter in enumerate(text) if letter != MASK and not _is_allowed(letter, at)), None)
    if wrong is not None:
        message = f"Argo takes letters, digits and dashes in a key, a letter or digit first, and no '{text[wrong]}'"
        hint = "make one of any text by {{=sprig.sha256sum(…)}}"
        yield RuleDiagnostic("bad-cache", message, each.origin, hint, "key", str(key), wrong, wrong + 1, below=below)


def _is_allowed(letter: str, at: int) -> bool:
    return _KEY.fullmatch(letter if at == 0 else f"a{letter}") is not None
