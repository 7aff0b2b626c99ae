"""Check the values of loops, and whether they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.argo.expressions.tags import find_tags
from argogen.argo.notation.error import quote
from argogen.context import Call
from argogen.diagnostics import Severity
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import CallSite, calls_of
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TextRole
from argogen.linter.model.uses import uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.limits import load_json

_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_NEGATIVE = re.compile(r"-0*[1-9][0-9]*", re.ASCII)
_VERB = re.compile(r"%[-+# 0]*[0-9]*(?:\.[0-9]+)?([a-zA-Z%])?")
_VERBS_OF_INTEGERS = "bcdoOqxXUv"


def check_loops(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report loops over values that are not lists, invalid sequences, and unused items."""
    for caller in subject.callers:
        call = caller.call
        if call.with_param is not None:
            yield from _check_parameter(caller, subject)
        if call.with_sequence is not None:
            yield from _check_sequence(call)
        if call.with_items or call.with_param not in (None, "[]") or call.with_sequence is not None:
            yield from _check_use(caller.call, subject)


def _check_parameter(caller: CallSite, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a parameter whose value is not a list; the workflow may still be submitted with a valid value."""
    call = caller.call
    tags = find_tags(call.with_param or "")
    if len(tags) != 1 or tags[0].is_expression:
        return
    values = subject.derive(PassedValues).find(tags[0].body.strip(), caller.template)
    wrong = next((each for each in values if not _is_list(each.value)), None)
    if wrong is not None:
        message = f"loop requires a JSON list, got {quote(wrong.value)} from {wrong.source}"
        hint, at = 'use a JSON list, such as ["a", "b"]', ("withParam", call.with_param or "")
        yield RuleDiagnostic("invalid-loop-items", message, call.origin, hint, *at, severity=Severity.WARNING)


def _is_list(text: str) -> bool:
    try:
        return isinstance(load_json(text), list)
    except ValueError:
        return False


def _check_sequence(call: Call) -> Iterator[RuleDiagnostic]:
    sequence = call.with_sequence
    assert sequence is not None
    for field in ("count", "start", "end"):
        value = getattr(sequence, field)
        if value is not None and "{{" not in value and not _INTEGER.fullmatch(value):
            message = f"'{field}' of a sequence must be an integer, got '{value}'"
            hint = "use an integer or a template tag"
            yield RuleDiagnostic("invalid-number", message, call.origin, hint, field, value)
    if sequence.count is not None and _NEGATIVE.fullmatch(sequence.count):
        message = f"'count' of a sequence is {sequence.count}: Argo counts down from the start"
        at, severity = ("count", sequence.count), Severity.NOTE
        hint = "use a positive number, or 'start' and 'end' to count down"
        yield RuleDiagnostic("invalid-number", message, call.origin, hint, *at, severity=severity)
    form = sequence.format
    if form is not None and "{{" not in form:
        yield from _check_format(form, call)


def _check_format(form: str, call: Call) -> Iterator[RuleDiagnostic]:
    verbs = [verb for verb in _VERB.finditer(form) if verb[1] != "%"]
    wrong = next((verb for verb in verbs if not verb[1] or verb[1] not in _VERBS_OF_INTEGERS), None)
    if wrong is not None:
        message = f"invalid format '{wrong[0]}' for an integer"
        yield RuleDiagnostic(
            "invalid-sequence-format",
            message,
            call.origin,
            "use a Go format for integers, such as %02d or %x",
            "format",
            form,
            *wrong.span(),
        )
    elif len(verbs) != 1:
        message = f"format must have exactly one placeholder for the number, got {len(verbs)}"
        yield RuleDiagnostic(
            "invalid-sequence-format", message, call.origin, "use a format such as item-%02d", "format", form
        )


def _check_use(call: Call, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a loop whose item is not used, so that all iterations are the same."""
    texts = [text for text in subject.texts_of(call) if text.role is not TextRole.LOOP]
    waiting = [call.inline]
    while waiting:
        if (inline := waiting.pop()) is not None:
            texts += subject.texts_of(inline)
            inner = [site.call for site in calls_of(inline)]
            texts += [text for each in inner for text in subject.texts_of(each)]
            waiting += [each.inline for each in inner]
    if any(use.parts[0] == "item" for text in texts for use in uses_in(text)):
        return
    message = f"loop item is not used: all iterations of '{call.name}' are identical"
    severity = Severity.NOTE if call.with_sequence is not None else None
    field = "withSequence" if call.with_sequence else "withParam" if call.with_param else "withItems"
    yield RuleDiagnostic(
        "unused-item", message, call.origin, "use {{item}}, or remove the loop", field, key=True, severity=severity
    )
