"""Check mutexes, semaphores and memoization."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.argo.notation.durations import read_go_duration
from argogen.argo.notation.error import NotationError
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
            message = "mutex has no name"
            yield RuleDiagnostic("invalid-synchronization", message, each.origin, "add 'name'", below=each.below)
    yield from _find_deadlocks(subject)


def _check_semaphore(each: ArgoObject) -> Iterator[RuleDiagnostic]:
    sources = [field for field in ("configMapKeyRef", "database") if each.value.get(field) is not None]
    if not sources:
        message, hint = "semaphore has no source for its limit", "add 'configMapKeyRef: {name: …, key: …}'"
        yield RuleDiagnostic("invalid-synchronization", message, each.origin, hint, below=each.below)
    elif len(sources) > 1:
        message, below = "'configMapKeyRef' and 'database' are mutually exclusive", (*each.below, sources[1])
        yield RuleDiagnostic(
            "invalid-synchronization", message, each.origin, "remove one of them", key=True, below=below
        )
    elif sources == ["configMapKeyRef"] and not each.value["configMapKeyRef"].get("name"):
        below = (*each.below, "configMapKeyRef")
        message = "'configMapKeyRef' of the semaphore has no name"
        yield RuleDiagnostic("invalid-synchronization", message, each.origin, "add 'name'", below=below)


def _find_deadlocks(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report templates that wait for a mutex that the workflow holds."""
    held = set(_list_mutexes(subject.workflow))
    for template in subject.all_templates if held else ():
        for name, namespace in _list_mutexes(template):
            if (name, namespace) in held:
                message = f"deadlock: the workflow already holds the mutex '{name}', for which this template waits"
                hint, below = "use another mutex, or remove one of them", ("synchronization",)
                yield RuleDiagnostic("invalid-synchronization", message, template.origin, hint, key=True, below=below)


def _list_mutexes(node: Workflow | Template) -> Iterator[tuple[str, str]]:
    locks = mapping_in(fields_of(node), "synchronization")
    for mutex in (mapping_in(locks, "mutex"), *mappings_in(locks, "mutexes")):
        if mutex.get("name"):
            yield str(mutex["name"]), str(mutex.get("namespace") or "")


def check_caches(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report invalid keys, ages and ConfigMaps of memoization."""
    for each in subject.objects.get("Memoize", ()):
        yield from _check_key(each, subject)
        age, below = each.value.get("maxAge"), (*each.below, "maxAge")
        found = find_unreadable(age, read_go_duration, "invalid-duration", each.origin, "maxAge") if age else ()
        yield from (diagnostic._replace(below=below) for diagnostic in found)
        name = ((each.value.get("cache") or {}).get("configMap") or {}).get("name")
        below = (*each.below, "cache", "configMap", "name")
        if not name:
            message, hint = "memoization has no ConfigMap for its cache", "add 'cache: {configMap: {name: …}}'"
            yield RuleDiagnostic("invalid-memoization", message, each.origin, hint, below=each.below)
        for diagnostic in find_unreadable(name, check_subdomain, "invalid-name", each.origin, "name"):
            yield diagnostic._replace(below=below)


def _check_key(each: ArgoObject, subject: Subject) -> Iterator[RuleDiagnostic]:
    key: Any = each.value.get("key")
    below = (*each.below, "key")
    if not key:
        example = subject.phrase("{{parameters.day}}", "{{inputs.parameters.day}}")
        message, hint = "memoization has no key", f"add a key, such as report-{example}"
        yield RuleDiagnostic("invalid-memoization", message, each.origin, hint, below=below)
        return
    text = mask_tags(str(key))
    try:
        read_cache_key(text)
    except NotationError as fault:
        at = ("key", str(key), fault.start, fault.end)
        yield RuleDiagnostic("invalid-memoization", fault.message, each.origin, fault.hint, *at, below=below)


def read_cache_key(text: str) -> str:
    """Return a memoization key, whose tags are masked. Raises NotationError."""
    wrong = next((at for at, letter in enumerate(text) if letter != MASK and not _is_allowed(letter, at)), None)
    if wrong is not None:
        message = f"invalid character '{text[wrong]}' in a memoization key"
        hint = "use letters, digits and '-', beginning with a letter or digit, or a hash: {{=sprig.sha256sum(…)}}"
        raise NotationError(message, hint, start=wrong, end=wrong + 1)
    return text


def _is_allowed(letter: str, at: int) -> bool:
    return _KEY.fullmatch(letter if at == 0 else f"a{letter}") is not None
