"""Check for unused parameters."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.argo.expressions.tags import find_tags
from argogen.context import Parameter, Template
from argogen.linter.model.expressions import list_expressions
from argogen.linter.model.nodes import display_name
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TextRole
from argogen.linter.model.uses import Name, names_in, uses_in_expression
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.linter.rules.structure.parameters import list_supplied


def find_unused_parameters(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report parameters of the workflow and inputs of templates that are not referenced."""
    yield from _of_workflow(subject)
    shared = _find_shared(subject)
    for template in subject.all_templates:
        if not template.inputs:
            continue
        used = {*_names_in(template, subject), *shared}
        used |= {("inputs", "parameters", name) for name in list_supplied(template)}
        if not _uses_all(used, ("inputs", "parameters")):
            for parameter in template.inputs:
                if ("inputs", "parameters", parameter.name) not in used:
                    message = f"unused input parameter '{parameter.name}' of {display_name(template)}"
                    yield _diagnose(parameter, message)


def _find_shared(subject: Subject) -> frozenset[Name]:
    """Return the inputs in fields of the workflow, such as `nodeSelector`, which Argo resolves in each pod."""
    if not subject.is_manifest:
        return frozenset()
    uses = (use for use in subject.uses if use.text.role is TextRole.WORKFLOW)
    return frozenset(use.parts for use in uses if use.parts[0] == "inputs")


def _of_workflow(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report unused parameters of the workflow; templates of other objects and the entrypoint may use some."""
    is_open = subject.is_library or subject.workflow.workflow_template_ref is not None
    if not subject.workflow.arguments or is_open or subject.has_template_refs:
        return
    used = {use.parts for use in subject.uses}
    used |= {name for located in list_expressions(subject) for name in uses_in_expression(located.expression)}
    entry = subject.templates.get(subject.workflow.entrypoint or "")
    given = {parameter.name for parameter in entry.inputs} if entry else set()
    if not _uses_all(used, ("workflow", "parameters")):
        for parameter in subject.workflow.arguments:
            if ("workflow", "parameters", parameter.name) not in used and parameter.name not in given:
                yield _diagnose(parameter, f"unused workflow parameter '{parameter.name}'")


def _uses_all(used: set[tuple[str, ...]], root: tuple[str, ...]) -> bool:
    """Whether all parameters are used as one value, or one whose name has a template tag."""
    return any(parts in (root, root[:1], (*root, "json")) or "{{" in ".".join(parts) for parts in used)


def _names_in(template: Template, subject: Subject) -> Iterator[Name]:
    """Yield the variables that the strings and expressions of a template and its calls use."""
    texts = [*subject.texts_of(template)]
    for caller in subject.calls(template).values():
        texts += subject.texts_of(caller.call)
        if (
            caller.call.inline is not None
        ):  # Argo also resolves tags of an inline template with the inputs of the template around it
            yield from _names_in(caller.call.inline, subject)
    for text in texts:
        yield from names_in(text)
        if text.value.count("{{") > len(find_tags(text.value)):
            yield "inputs", "parameters"
    for expression in _expressions_of(template, subject):
        yield from uses_in_expression(expression)


def _expressions_of(template: Template, subject: Subject) -> Iterator[str]:
    """Yield the expressions without braces."""
    yield from (output.expression for output in template.outputs if output.expression is not None)
    for caller in subject.calls(template).values():
        yield from (hook.expression for hook in caller.call.hooks if hook.expression is not None)


def _diagnose(parameter: Parameter, message: str) -> RuleDiagnostic:
    return RuleDiagnostic("unused-parameter", message, parameter.origin, "use it, or remove it", key=True)
