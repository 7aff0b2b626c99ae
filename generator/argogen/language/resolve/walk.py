"""Resolve the references of everything in a pipeline, in reading order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import (
    ABSENT,
    FROM,
    ArtifactModel,
    CallModel,
    OutputModel,
    TemplateModel,
)
from argogen.language.resolve.artifacts import Artifacts, ArtifactShares
from argogen.language.resolve.references import Resolver
from argogen.language.resolve.symbols import Scope
from argogen.language.resolve.texts import ResolvedTexts, TextResolver, locate_in
from argogen.language.settings.effective import TemplateSettings
from argogen.language.tags import Reference
from argogen.late import import_late
from argogen.records import Record
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.language.checks import artifacts as artifact_checks
    from argogen.language.code import functions
    from argogen.language.resolve.loops import items
else:
    artifact_checks = import_late("argogen.language.checks.artifacts")
    functions = import_late("argogen.language.code.functions")
    items = import_late("argogen.language.resolve.loops.items")

# Settings of a pipeline that are resolved in the scope of templates.
_OF_TEMPLATES = frozenset({"template_defaults"})


def resolve_references(
    resolver: Resolver, shares: ArtifactShares, settings: TemplateSettings, collector: DiagnosticCollector
) -> ResolvedTexts:
    """Resolve all references; generated inputs have the order of the references."""
    pipeline = resolver.symbols.pipeline
    walk = _Walk(resolver, shares, settings, TextResolver(resolver, collector), collector)
    for template in pipeline.roots():
        walk.resolve_template(template)
    for hook in pipeline.hooks.values():
        walk.resolve_hook(hook)
    host = Scope(pipeline.host)
    walk.resolve_passed_on(shares.of_workflow, host, is_open=pipeline.kind in TEMPLATE_KINDS)
    for volume in pipeline.volumes.values():
        walk.texts.resolve_parameters(volume.fields, host, partial(collector.find, path=volume.origin))
    for key, value in pipeline.settings.items():
        if key not in _OF_TEMPLATES:
            walk.texts.resolve_parameters(value, host, partial(collector.find, path=(key,)))
    return walk.texts.collect()


class _Walk(Record):
    resolver: Resolver
    shares: ArtifactShares
    settings: TemplateSettings
    texts: TextResolver
    collector: DiagnosticCollector

    def resolve_template(self, template: TemplateModel) -> None:
        """Resolve the strings of a template, then its calls and nested templates."""
        self._settings(template)
        if template in self.shares.inputs:
            self._artifacts(self.shares.inputs[template].values(), Scope(template))
        for group in template.groups:
            for call in group:
                self._call(call, template)
        for output in template.outputs.values():
            self._output(output, template)
        if template.output_artifacts:
            self._artifacts(template.output_artifacts.values(), Scope(template))

    def _settings(self, template: TemplateModel) -> None:
        scope, where = Scope(template), partial(self.settings.resolver.where, template)
        resolve = self.texts.resolve
        resolve(functions.list_code_texts(template) if template.is_code else template.content, scope, where)
        for volume in template.volumes.values() if template.volumes else ():
            resolve(volume.fields, scope, where)
        base, env, mounts, _ = self.settings.effective[template]
        for part in (base, env, mounts):
            if part:
                resolve(part, scope, where)

    def _output(self, output: OutputModel, template: TemplateModel) -> None:
        scope, where = Scope(template), partial(self.collector.find, path=output.origin)
        found: list[Reference] = []
        for value in _list_texts(output):
            found += self.texts.resolve(value, scope, where)
        self._refuse_status(template, found, output.origin)
        if template.is_composite:
            self._refuse_global([each for each in found if each.in_expression], template, output.origin)
        for expression in filter(None, (output.expression, (output.value_from or {}).get("expression"))):
            inside = self.texts.resolve_expression(expression, scope, where)
            self._refuse_status(template, inside, output.origin)
            self._refuse_global(inside, template, output.origin)

    def resolve_passed_on(self, artifacts: Artifacts, scope: Scope, *, is_open: bool = False) -> None:
        """Resolve the artifacts among arguments."""
        if artifacts:
            artifact_checks.check_passed_on(artifacts, self.collector, is_open=is_open)
            self._artifacts(artifacts.values(), scope)

    def _artifacts(self, artifacts: Collection[ArtifactModel], scope: Scope) -> None:
        named = scope._replace(names_artifact=True)
        for artifact in artifacts:
            fields = artifact.fields
            where = locate_in(artifact.origin, fields)
            self.texts.resolve({key: it for key, it in fields.items() if key not in FROM}, scope, where)
            self.texts.resolve(fields.get("from"), named, where)
            if fields.get("fromExpression") is not None:
                self.texts.resolve_expression(to_string(fields["fromExpression"]), named, where)

    def _refuse_status(self, template: TemplateModel, found: list[Reference], path: NodePath) -> None:
        """Report references to the status of tasks, which is not available in outputs."""
        for reference in found if template.body == "tasks" else ():
            source = self.texts.find_source(reference, Scope(template))
            if source is not None and source.parts[-1] == "status":
                message = f"'{reference.text}' is not available in the outputs of a template with tasks"
                hint = "use a declared output of the task"
                self.collector.error("unsupported-reference", message, path, hint, find=reference.text)

    def _refuse_global(self, found: Iterable[Reference], template: TemplateModel, path: NodePath) -> None:
        """Report parameters of the pipeline, which are not in the scope of expressions of outputs."""
        for reference in found:
            source = self.texts.find_source(reference, Scope(template))
            if source is not None and source.level is None:
                message = f"pipeline parameter '{reference.text}' cannot be used in an expression of an output"
                hint = f"use '{{{{{reference.text}}}}}' outside of the expression, or pass it to a step"
                self.collector.error("unsupported-reference", message, path, hint, find=reference.text)

    def _call(self, call: CallModel, owner: TemplateModel) -> None:
        scope = Scope(owner, call)
        if call.loop is not None:
            items.check_items(call.loop, self.collector)
            values = call.loop.items if call.loop.sequence is None else call.loop.sequence
            self.texts.resolve(values, Scope(owner, call, is_head=True), locate_in(call.loop.values_path, values))
        self._arguments(call, scope)
        if isinstance(call.when, str):
            path = (*call.path, "when")
            self.texts.resolve_text(call.when, scope, lambda _: path)
        self._more_arguments(call, scope)
        self._inside(call, scope)
        if call.hooks or call.on_exit is not None:
            for handler in call.handlers():
                self.resolve_hook(handler)

    def resolve_hook(self, hook: CallModel) -> None:
        """Resolve a hook or an exit handler."""
        scope = Scope(self.resolver.symbols.owners[hook], hook)
        self._arguments(hook, scope)
        self._more_arguments(hook, scope)
        if hook.expression is not None:
            path = (*hook.path, "expression")
            found = self.texts.resolve_expression(hook.expression, scope, lambda _: path)
            self._check_condition(hook, found, scope)
        self._inside(hook, scope)

    def _arguments(self, call: CallModel, scope: Scope) -> None:
        if call.arguments:
            self.texts.resolve(call.arguments, scope, locate_in((*call.path, "with"), call.arguments))

    def _more_arguments(self, call: CallModel, scope: Scope) -> None:
        if call.more_arguments:
            written = list(call.more_arguments)
            self.texts.resolve(written, scope, locate_in((*call.path, "arguments", "parameters"), written))

    def _inside(self, call: CallModel, scope: Scope) -> None:
        """Resolve the artifact arguments of a call, and the template nested in it."""
        if call in self.shares.arguments:
            self.resolve_passed_on(self.shares.arguments[call], scope)
        if call.own_template is not None:
            self.resolve_template(call.own_template)

    def _check_condition(self, hook: CallModel, found: list[Reference], scope: Scope) -> None:
        """Report references to the step of a hook except its status: conditions are evaluated while the step runs."""
        step = self.resolver.symbols.steps.get(hook)
        for reference in found:
            source = self.texts.find_source(reference, scope)
            own = () if step is None else (scope.template.tag_prefix, step.name)
            if source is not None and own and source.parts[:2] == own and source.parts[2:] != ("status",):
                message = f"'{reference.text}' is not available in the condition of a hook: the step is still running"
                path, hint = (*hook.path, "expression"), f"use '{own[1]}.status'"
                self.collector.error("unsupported-reference", message, path, hint, find=reference.text)


def _list_texts(output: OutputModel) -> list[Any]:
    """Return the values of an output that can contain references, except expressions."""
    parts = (
        output.path,
        output.parameter,
        output.json_path,
        output.jq_filter,
        output.default,
        output.value,
        output.value_from,
    )
    return [part for part in parts if part is not None and part is not ABSENT]
