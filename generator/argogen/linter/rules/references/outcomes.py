"""Check references to outputs of steps that may have been skipped or failed.

Whether a default applies, and what happens without one, depends on the version of Argo.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from argogen.argo.expressions.depends import find_decisive
from argogen.context import Call, Output, Template
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.model.uses import VariableUse
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.references.absence import (
    explain,
    explain_missing,
    find_declared,
    has_default,
    is_handled,
    name_version,
    passes_default,
)

_ROOTS = ("steps", "tasks")
# In a condition, a list in a string that is compared with one without outputs.
_EMPTY_LIST = re.compile(r"""[!=]=\s*(["'])\[\s*\]\1|(["'])\[\s*\]\2\s*[!=]=""")


def find_missing_outputs(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report references to outputs of steps that may have been skipped, or have failed."""
    for use in subject.uses:
        text = use.text
        if text.template is None or text.role is TextRole.TEMPLATE:
            continue
        producer = _find_producer(use, text.template, subject)
        if producer is not None and not is_handled(use, subject.version):
            yield from _check(use, producer, text, subject)


def _find_producer(use: VariableUse, template: Template, subject: Subject) -> Call | None:
    """Return the step or task whose output is referenced."""
    is_output = len(use.parts) > 3 and use.parts[0] in _ROOTS and use.parts[2] == "outputs"
    found = subject.calls(template).get(use.parts[1]) if is_output else None
    return found.call if found is not None else None


def _check(use: VariableUse, producer: Call, text: TaggedText, subject: Subject) -> Iterator[RuleDiagnostic]:
    consumer, called = text.call, subject.called(producer)
    is_known = called is not None or producer.template_ref is not None
    if consumer is producer or not is_known or passes_default(text, subject):
        return
    declared = find_declared(use, called, subject)
    if consumer is not None and _runs_only_after_failure(consumer, producer.name):
        yield from _report_failed(use, producer, declared, subject)
    elif (state := _find_absence(producer)) and not (
        _is_safe(text, producer, state) or has_default(use, declared, subject)
    ):
        message = f"output '{use.parts[-1]}' has no value if '{producer.name}' is {state}"
        default = "" if declared else f"{_suggest_default(use, subject)}, or "
        hint = f"{default}add the same 'when' condition to this step"
        yield use.diagnose("output-of-skipped-step", message + explain(use, declared, subject.version), hint)


def _report_failed(
    use: VariableUse, producer: Call, declared: Output | None, subject: Subject
) -> Iterator[RuleDiagnostic]:
    """Report an output without a default of a step that has not succeeded."""
    if declared is None:
        effect = explain_missing(subject.version)
        message = f"'{producer.name}' has no outputs here: this runs only if '{producer.name}' has not succeeded"
        message += f"; {effect}{name_version(subject.version)}"
        hint = f"{_suggest_default(use, subject)}, or use the status or exit code"
        yield use.diagnose("output-of-failed-step", message, hint)


def _suggest_default(use: VariableUse, subject: Subject) -> str:
    """Return how to give the output a default, which the result of a manifest cannot have."""
    if subject.is_manifest and use.parts[3:] == ("result",):
        return "use an output parameter with a default"
    return "add a default to the output"


def _find_absence(producer: Call) -> str:
    """Return the state in which a step or task has no outputs, "" if it always runs.

    A loop with skipped iterations still has the outputs of the others.
    """
    if producer.when is not None and not is_loop(producer):
        return "skipped"
    return "omitted" if producer.depends is not None and _needs_failure(producer.depends) else ""


def _needs_failure(depends: str) -> bool:
    """Return whether an expression is false if a certain task has succeeded."""
    return "." in depends and bool(find_decisive(depends, "Succeeded").fails & find_decisive(depends, "Daemoned").fails)


def _is_safe(text: TaggedText, producer: Call, state: str) -> bool:
    """Whether Argo only reads the string if the producer has run."""
    consumer = text.call
    if consumer is None or text.field == "when":
        return False
    if consumer.when is not None and (consumer.when == producer.when or _names(consumer.when, producer.name)):
        return True
    results = ("Omitted",) if state == "omitted" else ("Skipped", "Omitted")
    return consumer.depends is not None and _fails(consumer.depends, producer.name, results)


def _names(when: str, step: str) -> bool:
    """Whether a condition has the name of a step between two dots."""
    return f".{step}." in when if "." in step else step in _list_between_dots(when)


@functools.lru_cache(maxsize=1024)
def _list_between_dots(text: str) -> frozenset[str]:
    return frozenset(text.split(".")[1:-1])


def _runs_only_after_failure(consumer: Call, name: str) -> bool:
    return consumer.depends is not None and _fails(consumer.depends, name, ("Succeeded", "Daemoned"))


def _fails(depends: str, name: str, results: tuple[str, ...]) -> bool:
    """Whether an expression is false if a task has one of these results, whatever the results of other tasks."""
    return all(name in find_decisive(depends, result).fails for result in results)


def find_aggregates_used_as_scalars(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report aggregated outputs of a loop in comparisons and sequences, which require a single value."""
    for use in subject.uses:
        text = use.text
        if text.template is None or text.field not in ("when", "with_sequence"):
            continue
        if _EMPTY_LIST.search(text.value):
            continue  # the comparison is meant for the list as a whole
        producer = _find_producer(use, text.template, subject)
        if producer is not None and producer is not text.call and is_loop(producer) and use.is_whole:
            message = f"'{producer.name}' is a loop: its output is the list of the outputs of all iterations"
            yield use.diagnose("aggregate-compared-as-scalar", message, "select an element: {{=fromJSON(…)[0]}}")
