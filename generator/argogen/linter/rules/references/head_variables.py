"""Check variables in the fields of the workflow itself, which the linter of Argo does not check."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.variables import list_names
from argogen.diagnostics import Severity
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TextRole
from argogen.linter.model.uses import VariableUse
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.references.prefixes import list_shared_names
from argogen.suggestions import NameIndex, list_known, suggest

_VARIABLES = list_names("workflow")
_INPUT = ("inputs", "parameters")


def check_head_variables(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unknown variables and parameters in the fields of the workflow, and in the defaults of its templates."""
    if not subject.is_manifest or subject.workflow.workflow_template_ref is not None:
        return
    for use in subject.uses:
        if use.text.role is TextRole.WORKFLOW and not use.is_guarded:
            found = _explain(use, subject)
            if found is not None:
                yield from _report(use, *found, subject)


def _explain(use: VariableUse, subject: Subject) -> tuple[str, str] | None:
    """Return the message and hint for a variable that does not exist."""
    if use.parts[:2] == _INPUT and len(use.parts) > 2:
        return _explain_input(".".join(use.parts[2:]), subject)
    if use.parts[0] != "workflow" or len(use.parts) == 1 or "{{" in use.parts[1]:
        return None
    word, name = use.parts[1], ".".join(use.parts[2:])
    if word not in _VARIABLES:
        return f"unknown workflow variable '{word}'", suggest(word, _VARIABLES, list_known(_VARIABLES))
    if word != "parameters" or name in ("", "json", *subject.parameters) or subject.is_library:
        return None  # a workflow that runs a library can add parameters
    hint = suggest(name, subject.parameter_names, f"add '{name}' to 'arguments'")
    return f"unknown workflow parameter '{name}'", hint


def _explain_input(name: str, subject: Subject) -> tuple[str, str] | None:
    """Report an input that no template has: each template that has it sets it in its own pod."""
    known = subject.derive(_list_inputs)
    if name in known or "json" in name or subject.has_template_refs:
        return None
    return f"no template has the input parameter '{name}'", suggest(name, known, "use a parameter of the workflow")


def _list_inputs(subject: Subject) -> NameIndex:
    """Return the input parameters of all templates."""
    return NameIndex({key: None for template in subject.all_templates for key in subject.index(template).inputs})


def _report(use: VariableUse, message: str, hint: str, subject: Subject) -> Iterator[RuleDiagnostic]:
    shared = next((text for text, _ in list_shared_names(subject) if text.value == use.text.value), None)
    if shared is None:
        message += ": Argo leaves this tag unresolved"
        yield use.diagnose("unknown-tag-variable", message, hint, Severity.WARNING)
    elif use.parts[0] == "workflow" or shared.role is not TextRole.WORKFLOW:  # others are reported elsewhere
        message += ": the tag stays in the name of the lock"
        yield use.diagnose("unknown-tag-variable", message, hint, Severity.ERROR)
