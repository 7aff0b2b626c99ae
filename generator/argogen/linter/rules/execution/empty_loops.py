"""Check outputs of loops without items, for which the workflow waits forever from Argo 3.7.11 on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from argogen.argo.behavior import MISSING_OUTPUTS_WAIT
from argogen.context import Call, Output
from argogen.linter.model.flow.known_items import KnownLists
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import CallSite, is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.references.absence import explain, find_declared, has_default, is_handled, passes_default
from argogen.severity import Severity

_ROOTS = ("steps", "tasks")


class _Emptiness(NamedTuple):
    """Why a loop may have no items, and the severity of the use of its outputs."""

    reason: str
    severity: Severity | None = None


def find_outputs_of_empty_loops(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report references to outputs of loops without items, or possibly without items."""
    known: dict[int, _Emptiness | None] = {}
    for use in subject.uses:
        site = _find_loop(use, subject)
        if site is None or use.text.call is site.call or passes_default(use.text, subject):
            continue
        if id(site.call) not in known:
            known[id(site.call)] = _find_emptiness(site, subject)
        found = known[id(site.call)]
        if found is not None and not _is_safe(use, site.call, subject):
            yield _report(use, site, found, subject)


def _find_loop(use: VariableUse, subject: Subject) -> CallSite | None:
    """Return the loop whose outputs are used."""
    text = use.text
    is_output = use.parts[0] in _ROOTS and use.parts[2:3] == ("outputs",) and len(use.parts) > 3
    if not is_output or text.template is None or text.role is TextRole.TEMPLATE or use.parts[3] == "artifacts":
        return None
    found = subject.calls(text.template).get(use.parts[1])
    return found if found is not None and is_loop(found.call) else None


def _find_emptiness(site: CallSite, subject: Subject) -> _Emptiness | None:
    call = site.call
    if call.when is not None and not any(use.parts[0] == "item" for use in _uses_in_when(call, subject)):
        return _Emptiness("if its condition is false")
    if call.with_items:
        return None
    if call.with_sequence is not None:
        counts = list(subject.derive(PassedValues).fill(call.with_sequence.count or "", site.template))
        source = next((passed.source for value, passed in counts if value == "0"), "")
        source = "" if call.with_sequence.count != "0" and not source else source or "its sequence"
        return _Emptiness(f"because {source} is 0") if source else None
    if call.with_param is None or "{{" not in call.with_param:
        return _Emptiness("because its list is empty") if (call.with_param or "").strip() in ("[]", "null") else None
    known = subject.derive(KnownLists).find(site)
    source = next((each.source for each in known if not each.items.items), "")
    if source:
        return _Emptiness(f"because {source} is an empty list")
    if "filter(" in call.with_param:
        return _Emptiness("if its list is empty")
    return None if known else _Emptiness("if its list is empty", Severity.NOTE)


def _uses_in_when(call: Call, subject: Subject) -> Iterator[VariableUse]:
    texts = (text for text in subject.texts_of(call) if text.field == "when")
    return (use for text in texts for use in uses_in(text))


def _is_safe(use: VariableUse, producer: Call, subject: Subject) -> bool:
    """Return whether the string is only read if the loop has items, or a missing value is handled."""
    consumer = use.text.call
    if is_handled(use, subject.version) or has_default(use, _find_declared(use, producer, subject), subject):
        return True
    if not MISSING_OUTPUTS_WAIT.may_hold_in(subject.version):
        return True
    if consumer is None or use.text.field == "when" or consumer.when is None:
        return False
    sources = producer.with_param or producer.when or ""
    return (
        consumer.when == producer.when or f".{producer.name}." in consumer.when or _shares_a_tag(sources, consumer.when)
    )


def _find_declared(use: VariableUse, producer: Call, subject: Subject) -> Output | None:
    return find_declared(use, subject.called(producer), subject)


def _shares_a_tag(text: str, condition: str) -> bool:
    """Return whether a condition uses a variable of another string."""
    return any(use.strip("{}= ") in condition for use in text.split("}}") if "{{" in use)


def _report(use: VariableUse, site: CallSite, found: _Emptiness, subject: Subject) -> RuleDiagnostic:
    declared = _find_declared(use, site.call, subject)
    message = f"output of loop '{site.call.name}' has no value {found.reason}"
    tag = site.call.with_param or ""
    is_plain = tag.startswith("{{") and not tag.startswith("{{=")
    hint = f"add when: \"'{tag}' != '[]'\" to this step" if is_plain else "add a condition to this step"
    effect = explain(use, declared, subject.version)
    return use.diagnose("output-of-empty-loop", message + effect, hint, found.severity)
