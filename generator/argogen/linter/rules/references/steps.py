"""References to steps and tasks in Argo's tags: their outputs and order.

Short references are made to be right; these are as a person wrote them. Argo's linter looks at the names alone, and not
at all of them (workflow/validate/validate.go, docs/variables.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from argogen.argo.variables import list_names
from argogen.context import Call, Template
from argogen.linter.model.nodes import CallSite, fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest

_ROOTS = ("steps", "tasks")
_WORDS = (*list_names("steps", "*"), "name")
_WITHOUT_RESULT = frozenset({"steps", "dag", "suspend"})


def check_references(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report references to steps that have not run, and to outputs that they do not have."""
    for text in subject.texts:
        if text.template is None:
            continue
        for use in uses_in(text):
            if use.parts[0] in _ROOTS and len(use.parts) > 2 and text.role is not TextRole.TEMPLATE:
                yield from _check_step(use, text, text.template, subject)
            elif use.parts[0] == "outputs" and text.role is TextRole.TEMPLATE:
                yield from _check_own_output(use, text.template, subject)


def _check_step(use: VariableUse, text: TaggedText, template: Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    callers = subject.calls(template)
    producer = callers.get(use.parts[1])
    if producer is None:
        return
    if text.call is not None:
        yield from _check_order(use, producer, callers[text.call.name], text, subject)
    yield from _check_output(use, producer.call, subject)


def _check_order(
    use: VariableUse, producer: CallSite, consumer: CallSite, text: TaggedText, subject: Subject
) -> Iterator[RuleDiagnostic]:
    name = producer.call.name
    if producer.call.name == consumer.call.name:
        if text.role is not TextRole.HOOK:
            message = f"'{name}' cannot use what it gives itself"
            yield use.diagnose("self-reference", message, "name an earlier step, or write a hook", use.severity)
    elif producer.template.tasks:
        if not subject.index(producer.template).waits_for(consumer.call.name, name):
            message = f"'{consumer.call.name}' does not wait for '{name}', so this may not be there yet"
            yield use.diagnose("missing-edge", message, f"add '{name}' to what it needs", use.severity)
    elif producer.group >= consumer.group:
        runs = "runs beside" if producer.group == consumer.group else "runs after"
        message = f"'{name}' has not run yet: it {runs} '{consumer.call.name}'"
        yield use.diagnose("not-yet-run", message, f"put '{name}' before it", use.severity)


def _check_output(use: VariableUse, producer: Call, subject: Subject) -> Iterator[RuleDiagnostic]:
    template, (_, name, word, *rest) = subject.called(producer), use.parts
    if word not in _WORDS:
        hint = suggest(word, _WORDS, f"known words: {', '.join(_WORDS)}")
        yield use.diagnose("unknown-output", f"Argo knows no '{word}' of a step", hint, use.severity)
    elif template is None:
        return
    elif rest[:1] == ["parameters"] and len(rest) == 2 and "outputs" not in template.raw:
        declared = subject.index(template).outputs
        if rest[1] not in declared:
            known = f"it has {', '.join(declared)}" if declared else "it declares none"
            message = f"'{name}' has no output '{rest[1]}'"
            yield use.diagnose("unknown-output", message, suggest(rest[1], declared, known), use.severity)
    elif (word == "exitCode" or rest == ["result"]) and template.construct in _WITHOUT_RESULT:
        message = f"'{name}' is made of {template.construct}, which has no {rest[0] if rest else word}"
        yield use.diagnose("wrong-kind", message, "declare an output, and name that", use.severity)
    elif word == "ip" and not fields_of(template).get("daemon"):
        yield use.diagnose("wrong-kind", f"'{name}' has no address: it is no daemon", "add daemon: true", use.severity)


def _check_own_output(use: VariableUse, template: Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report `outputs.parameters.NAME.path` of undeclared outputs, which Argo's linter does not check."""
    index = subject.index(template)
    declared: Mapping[str, Collection[str]] = {"parameters": index.outputs, "artifacts": index.output_artifacts}
    word = use.parts[1] if len(use.parts) > 1 else ""
    if word not in declared or use.parts[3:] != ("path",) or "outputs" in template.raw:
        return
    if use.parts[2] not in declared[word]:
        hint = suggest(use.parts[2], declared[word], "declare it in outputs:")
        what = "output" if word == "parameters" else "output artifact"
        yield use.diagnose("unknown-output", f"this template declares no {what} '{use.parts[2]}'", hint, use.severity)
