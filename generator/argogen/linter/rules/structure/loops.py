"""Loops: their values, and whether these are used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from argogen.argo.expressions.tags import find_tags
from argogen.context import Call
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import CallSite
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TextRole
from argogen.linter.model.uses import uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic

_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
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
    """Report a parameter whose value is not a list; another may be passed when the workflow is submitted."""
    call = caller.call
    tags = find_tags(call.with_param or "")
    parameter = subject.find_parameter(tags[0].body.strip(), caller.template) if len(tags) == 1 else None
    if parameter is None:
        return
    is_input = parameter.name not in subject.parameters or parameter is not subject.parameters[parameter.name]
    value = parameter.default if is_input and parameter.value is None else parameter.value
    if value is None or _is_list(value):
        return
    message = f"a loop needs a JSON list, and the value of this parameter is '{value}'"
    hint = "write the value as a list"
    yield RuleDiagnostic(
        "bad-items", message, call.origin, hint, "withParam", call.with_param or "", severity=Severity.WARNING
    )


def _is_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def _check_sequence(call: Call) -> Iterator[RuleDiagnostic]:
    sequence = call.with_sequence
    assert sequence is not None
    for field in ("count", "start", "end"):
        value = getattr(sequence, field)
        if value is not None and "{{" not in value and not _INTEGER.fullmatch(value):
            message = f"a sequence counts in whole numbers, and '{value}' is none"
            yield RuleDiagnostic("bad-number", message, call.origin, "write a number, or a tag", field, value)
    form = sequence.format
    if form is not None and "{{" not in form:
        yield from _check_format(form, call)


def _check_format(form: str, call: Call) -> Iterator[RuleDiagnostic]:
    verbs = [verb for verb in _VERB.finditer(form) if verb[1] != "%"]
    wrong = next((verb for verb in verbs if not verb[1] or verb[1] not in _VERBS_OF_INTEGERS), None)
    if wrong is not None:
        message = f"Go has no format '{wrong[0]}' for a whole number"
        yield RuleDiagnostic(
            "bad-format", message, call.origin, "write it as %02d or %x", "format", form, *wrong.span()
        )
    elif len(verbs) != 1:
        message = f"the format has a place for {len(verbs) or 'no'} numbers, and there is one"
        yield RuleDiagnostic("bad-format", message, call.origin, "write it as item-%02d", "format", form)


def _check_use(call: Call, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a loop whose item nothing uses: each run does the same."""
    texts = [text for text in subject.texts_of(call) if text.role is not TextRole.LOOP]
    if call.inline is not None:
        texts += subject.texts_of(call.inline)
    if any(use.parts[0] == "item" for text in texts for use in uses_in(text)):
        return
    message = f"nothing uses the value of this loop: '{call.name}' does the same thing each time"
    severity = Severity.NOTE if call.with_sequence is not None else None
    field = "withSequence" if call.with_sequence else "withParam" if call.with_param else "withItems"
    yield RuleDiagnostic(
        "unused-item", message, call.origin, "use {{item}}, or loop no more", field, key=True, severity=severity
    )
