"""Check tags of global outputs in the order in which Kubeflow Pipelines validates the templates of a manifest.

It validates with the linter of Argo, without the entrypoint: first the exit handler, then the list of templates, each
with the templates that it calls (workflow/validate/validate.go). A global output is known once a step or task that
exports it has been validated. Expression tags are not resolved.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from argogen.context import Call, Template
from argogen.linter.model.nodes import CallSite, calls_of, mapping_in, mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic

_KINDS = ("parameters", "artifacts")
_ANY = ""


def check_global_outputs(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report tags of global outputs that are unknown when Kubeflow validates their template."""
    is_relevant = subject.workflow.kind == "Workflow" and subject.workflow.workflow_template_ref is None
    if is_relevant and any(_find_name(use) for use in subject.uses):
        yield from _Validation(subject).run()


class _Validation:
    """The validation of the templates of a workflow; `_known` are the kinds and names of global outputs so far."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._known: set[tuple[str, str]] = set()
        self._seen: set[int] = set()

    def run(self) -> Iterator[RuleDiagnostic]:
        """Yield the diagnostics; without recursion, since templates may be nested to any depth."""
        handler = self._subject.templates.get(self._subject.workflow.on_exit or "")
        for root in (*([handler] if handler else []), *_list_templates(self._subject)):
            open_templates = [self._validate(root)]
            while open_templates:
                found = next(open_templates[-1], None)
                if found is None:
                    open_templates.pop()
                elif isinstance(found, Template):
                    open_templates.append(self._validate(found))
                else:
                    yield found

    def _validate(self, template: Template) -> Iterator[Template | RuleDiagnostic]:
        """Yield the templates to validate before the rest of a template, and the diagnostics of the template."""
        if id(template) in self._seen:
            return
        self._seen.add(id(template))
        sites = self._sort(template) if template.tasks else tuple(calls_of(template))
        for site in sites:
            yield from self._enter(site.call)
            if not template.tasks:
                yield from self._check_node(site.call)
            self._export(site.call)
        for site in sites if template.tasks else ():
            yield from self._check_node(site.call)
        yield from self._check_node(template)

    def _sort(self, template: Template) -> tuple[CallSite, ...]:
        """Return the tasks of a template, each after its dependencies."""
        index = self._subject.index(template)
        known = {name: [other for other in needs if other in index.needs] for name, needs in index.needs.items()}
        try:
            return tuple(index.calls[name] for name in TopologicalSorter(known).static_order())
        except CycleError:
            return tuple(calls_of(template))

    def _enter(self, call: Call) -> Iterator[Template]:
        called = self._subject.called(call)
        if called is not None:
            yield called

    def _export(self, call: Call) -> None:
        called = self._subject.called(call)
        if called is None:
            self._known |= {(kind, _ANY) for kind in _KINDS} if call.template_ref else set()
            return
        listed = [("parameters", output.global_name) for output in called.outputs]
        listed += [("artifacts", artifact.others.get("globalName")) for artifact in called.output_artifacts]
        self._known |= {(kind, _ANY if "{{" in name else name) for kind, name in listed if isinstance(name, str)}

    def _check_node(self, node: Template | Call) -> Iterator[RuleDiagnostic]:
        for use in itertools.chain.from_iterable(map(uses_in, self._subject.texts_of(node))):
            name = _find_name(use)
            if name and not {name, (name[0], _ANY)} & self._known:
                yield _report(use, name)


def _list_templates(subject: Subject) -> Sequence[Template]:
    """Return the templates in the order of the manifest, which differs from that of the pipeline in lint."""
    templates = subject.context.templates
    manifest = subject.document.original if subject.document is not None and subject.is_manifest else None
    listed = mappings_in(mapping_in(manifest, "spec"), "templates") if isinstance(manifest, Mapping) else ()
    order = {template.get("name"): number for number, template in enumerate(listed)}
    return sorted(templates, key=lambda it: order.get(it.name, len(order)))


def _find_name(use: VariableUse) -> tuple[str, str] | None:
    """Return the kind and name of a global output in a plain tag."""
    if use.in_expression or use.parts[:2] != ("workflow", "outputs") or len(use.parts) < 4:
        return None
    return use.parts[2], ".".join(use.parts[3:])


def _report(use: VariableUse, name: tuple[str, str]) -> RuleDiagnostic:
    kind, output = name
    message = f"Kubeflow Pipelines cannot resolve the global output '{output}' when it validates this template"
    hint = "read the output of the step instead"
    if kind == "parameters":
        hint = f"use an expression: '{{{{=workflow.outputs.parameters['{output}']}}}}'"
    return use.diagnose("kubeflow-global-output", message, hint)
