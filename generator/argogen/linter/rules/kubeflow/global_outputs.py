"""Check tags of global outputs in the order in which Kubeflow Pipelines validates the templates of a manifest.

It validates with the linter of Argo, without the entrypoint: first the exit handler, then the list of templates, each
with the templates that it calls (workflow/validate/validate.go). A global output is known once a step or task that
exports it has been validated. Tasks are validated after those with fewer levels of dependencies; the order of tasks of
one level is random. Expression tags are not resolved.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from argogen.context import Call, Template
from argogen.linter.model.nodes import calls_of, mapping_in, mappings_in
from argogen.linter.model.subject import Subject
from argogen.linter.model.uses import VariableUse, uses_in
from argogen.linter.rule_diagnostic import RuleDiagnostic

_Output = tuple[str, str]
"""The kind and the name of a global output."""
_KINDS = ("parameters", "artifacts")
_ANY = ""


def check_global_outputs(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report tags of global outputs that are unknown when Kubeflow validates their template."""
    is_relevant = subject.workflow.kind == "Workflow" and subject.workflow.workflow_template_ref is None
    if is_relevant and any(_find_name(use) for use in subject.uses):
        yield from _Validation(subject).run()


class _Validation:
    """The validation of the templates of a workflow.

    `_known` are the global outputs so far, and `_exported` those of the calls in each template, by its identity.
    """

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._known: set[_Output] = set()
        self._exported: dict[int, frozenset[_Output]] = {}

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
        key = id(template)
        if key in self._exported:
            self._known |= self._exported[key]
            return
        self._exported[key] = frozenset()  # a template that calls itself is validated once
        exported = yield from self._validate_tasks(template) if template.tasks else self._validate_steps(template)
        self._exported[key] = frozenset(exported)
        yield from self._check_node(template)

    def _validate_steps(self, template: Template) -> Generator[Template | RuleDiagnostic, None, set[_Output]]:
        """Validate steps in their order, and return the outputs that they export."""
        exported: set[_Output] = set()
        for site in calls_of(template):
            yield from self._enter(site.call)
            yield from self._check_node(site.call)
            exported |= self._list_exported(site.call)
            self._known |= exported
        return exported

    def _validate_tasks(self, template: Template) -> Generator[Template | RuleDiagnostic, None, set[_Output]]:
        """Validate tasks level by level, and return the outputs that they export."""
        index = self._subject.index(template)
        exported: set[_Output] = set()
        for level in _list_levels(index.needs):
            before = frozenset(self._known)
            for name in level:
                call = index.calls[name].call
                self._known = set(before)
                yield from self._enter(call)
                exported |= self._list_exported(call)
            self._known = {*before, *exported}
        for site in calls_of(template):
            yield from self._check_node(site.call)
        return exported

    def _enter(self, call: Call) -> Iterator[Template]:
        called = self._subject.called(call)
        if called is not None:
            yield called

    def _list_exported(self, call: Call) -> set[_Output]:
        """Return the outputs that are known after a step or task has been validated."""
        called = self._subject.called(call)
        if called is None:
            return {(kind, _ANY) for kind in _KINDS} if call.template_ref else set()
        listed = [("parameters", output.global_name) for output in called.outputs]
        listed += [("artifacts", artifact.others.get("globalName")) for artifact in called.output_artifacts]
        raw = mapping_in(called.raw, "outputs")
        listed += [(kind, output.get("globalName")) for kind in _KINDS for output in mappings_in(raw, kind)]
        own = {(kind, _ANY if "{{" in name else name) for kind, name in listed if isinstance(name, str)}
        return own | self._exported.get(id(called), frozenset())

    def _check_node(self, node: Template | Call) -> Iterator[RuleDiagnostic]:
        for use in itertools.chain.from_iterable(map(uses_in, self._subject.texts_of(node))):
            name = _find_name(use)
            if name and not {name, (name[0], _ANY)} & self._known:
                yield _report(use, name)


def _list_levels(needs: Mapping[str, Sequence[str]]) -> Iterator[Sequence[str]]:
    """Yield the tasks with no dependencies, then those that depend only on them, and so on; all at once for a cycle."""
    sorter = TopologicalSorter({name: [other for other in others if other in needs] for name, others in needs.items()})
    try:
        sorter.prepare()
    except CycleError:
        yield tuple(needs)
        return
    while level := sorter.get_ready():
        yield level
        sorter.done(*level)


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
