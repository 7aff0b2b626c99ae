"""Check references to steps and tasks in Argo template tags: their outputs and order.

The compiler checks short references; these checks are for tags in Argo syntax. The linter of Argo checks only names,
and not all of them (workflow/validate/validate.go, docs/variables.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.variables import list_names
from argogen.context import Call, Template
from argogen.diagnostics import Severity
from argogen.linter.model.nodes import CallSite, fields_of, is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse, uses_in_expression
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import NameIndex, list_first, suggest
from argogen.yaml.node_path import NodePath

_ROOTS = ("steps", "tasks")
_WORDS = (*list_names("steps", "*"), "name")
# The values that Argo sets for single pods only (buildLocalScope of workflow/controller/operator.go).
_OF_ONE_RUN = frozenset({"ip", "exitCode", "hostNodeName"})
_WITHOUT_RESULT = frozenset({"steps", "dag", "suspend", "resource"})


def check_references(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report references to steps that have not run, and to undeclared outputs."""
    for use in subject.uses:
        text = use.text
        if text.template is None:
            continue
        if use.parts[0] in _ROOTS and len(use.parts) > 2 and text.role is not TextRole.TEMPLATE:
            yield from _check_step(use, text, text.template, subject)
        elif use.parts[0] == "outputs" and text.role is TextRole.TEMPLATE:
            yield from _check_own_output(use, text.template, subject)
    yield from _check_expressions(subject)


def _check_expressions(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report values of single pods of loops in the expressions of outputs and hooks, which have no tags."""
    for template in subject.all_templates:
        for output in template.outputs:
            if output.expression is not None:
                yield from _check_expression(output.expression, output.origin, template, subject)
    for caller, hook in subject.hooks:
        if caller is not None and hook.expression is not None:
            own = caller.call.name
            yield from _check_expression(hook.expression, hook.origin, caller.template, subject, own)


def _check_expression(
    expression: str, origin: NodePath, template: Template, subject: Subject, own: str = ""
) -> Iterator[RuleDiagnostic]:
    for parts in uses_in_expression(expression) if any(word in expression for word in _OF_ONE_RUN) else ():
        if parts[0] in _ROOTS and len(parts) > 2 and parts[2] in _OF_ONE_RUN and parts[1] != own:
            producer = subject.calls(template).get(parts[1])
            if producer is not None and is_loop(producer.call):
                message, hint = _explain_loop(parts[1], parts[2])
                at: Any = {"field": "expression", "text": expression, "severity": Severity.WARNING}
                yield RuleDiagnostic("unsupported-reference", message, origin, hint, **at)


def _explain_loop(name: str, word: str) -> tuple[str, str]:
    message = f"'{name}' has no {word}: it is a loop, and each iteration has a different value"
    return message, "use an output of the loop instead"


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
            message = f"'{name}' cannot use its own outputs"
            yield use.diagnose("self-reference", message, "use an earlier step, or a hook", use.severity)
    elif producer.template.tasks:
        if not subject.index(producer.template).waits_for(consumer.call.name, name):
            message = f"'{consumer.call.name}' has no dependency on '{name}'"
            yield use.diagnose("missing-dependency", message, f"add a dependency on '{name}'", use.severity)
    elif producer.group >= consumer.group:
        when = "at the same time as" if producer.group == consumer.group else "after"
        message = f"'{name}' has not run yet: it runs {when} '{consumer.call.name}'"
        hint = f"move '{name}' before '{consumer.call.name}'"
        yield use.diagnose("output-not-yet-available", message, hint, use.severity)


def _check_output(use: VariableUse, producer: Call, subject: Subject) -> Iterator[RuleDiagnostic]:
    template, (_, name, word, *_) = subject.called(producer), use.parts
    if word not in _WORDS:
        hint = suggest(word, _WORDS, f"known fields: {', '.join(_WORDS)}")
        yield use.diagnose("unknown-output", f"unknown field '{word}' of a step", hint, use.severity)
    elif word in _OF_ONE_RUN and is_loop(producer) and use.text.call is not producer:
        yield use.diagnose("unsupported-reference", *_explain_loop(name, word), use.severity)
    elif template is not None:
        yield from _check_template(use, template, subject)
        if template.container_set is not None and not is_loop(producer):
            yield from _check_container_set(use, template.container_set)


def _check_template(use: VariableUse, template: Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a value that a called template does not give."""
    _, name, word, *rest = use.parts
    if _is_daemon(template) and _ends(word, rest):
        yield _report_daemon(use)
    elif rest[:1] == ["parameters"] and len(rest) == 2 and "outputs" not in template.raw:
        declared = subject.index(template).output_names
        if rest[1] not in declared:
            listed = list_first(declared)
            known = f"declared outputs: {listed}" if listed else "declare it in 'outputs'"
            message = f"'{name}' has no output '{rest[1]}'"
            yield use.diagnose("unknown-output", message, suggest(rest[1], declared, known), use.severity)
    elif (word == "exitCode" or rest == ["result"]) and template.construct in _WITHOUT_RESULT:
        message = f"'{name}' has no {rest[0] if rest else word}: its template is of the type '{template.construct}'"
        yield use.diagnose("unsupported-reference", message, "declare an output parameter, and use that", use.severity)
    elif word == "ip" and not fields_of(template).get("daemon"):
        yield use.diagnose(
            "unsupported-reference", f"'{name}' has no address: it is not a daemon", "add 'daemon: true'", use.severity
        )


def _check_container_set(use: VariableUse, container_set: Mapping[str, Any]) -> Iterator[RuleDiagnostic]:
    """Report the result or the exit code of a container set without a main container, whose they are (validate.go)."""
    _, name, word, *rest = use.parts
    if (word == "exitCode" or rest == ["result"]) and "main" not in {
        container.get("name") for container in container_set.get("containers") or ()
    }:
        message = f"'{name}' has no {rest[0] if rest else word}: its container set has no container 'main'"
        hint = "rename one of the containers to 'main'"
        yield use.diagnose("unsupported-reference", message, hint, use.severity)


def _is_daemon(template: Template) -> bool:
    return template.container is not None and fields_of(template).get("daemon") is True


def _report_daemon(use: VariableUse) -> RuleDiagnostic:
    root, name, *rest = use.parts
    message = f"'{name}' is a daemon: it runs until the other steps have ended, and has no '{'.'.join(rest)}'"
    hint = f"use its address, {{{{{root}.{name}.ip}}}}"
    return use.diagnose("unsupported-reference", message, hint, use.severity)


def _ends(word: str, rest: list[str]) -> bool:
    """Return whether a value only exists after the end of a step."""
    return word in ("exitCode", "finishedAt") or (word == "outputs" and rest != [])


def _check_own_output(use: VariableUse, template: Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report `outputs.parameters.NAME.path` of undeclared outputs, which the linter of Argo does not check."""
    index = subject.index(template)
    declared: Mapping[str, NameIndex] = {"parameters": index.output_names, "artifacts": index.artifact_names}
    word = use.parts[1] if len(use.parts) > 1 else ""
    if word not in declared or use.parts[3:] != ("path",) or "outputs" in template.raw:
        return
    if use.parts[2] not in declared[word]:
        hint = suggest(use.parts[2], declared[word], "declare it in 'outputs'")
        kind = "output" if word == "parameters" else "output artifact"
        yield use.diagnose("unknown-output", f"undeclared {kind} '{use.parts[2]}'", hint, use.severity)
