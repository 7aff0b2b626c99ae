"""Resolve the references of everything in a pipeline, in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.language.checks.artifacts import check_passed_on
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
from argogen.language.resolve.loop_items import check_items
from argogen.language.resolve.references import Resolver
from argogen.language.resolve.symbols import Scope
from argogen.language.resolve.texts import ResolvedTexts, TextResolver, locate_in
from argogen.language.settings.effective import TemplateSettings
from argogen.language.tags import Reference
from argogen.late import import_late
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.language.code import functions
else:
    functions = import_late("argogen.language.code.functions")

# What stands on a pipeline, but is read where a template is.
_OF_TEMPLATES = frozenset({"template_defaults"})


def resolve_references(
    resolver: Resolver, shares: ArtifactShares, settings: TemplateSettings, collector: DiagnosticCollector
) -> ResolvedTexts:
    """Find what every reference means; their order is the order of the inputs that carry the values."""
    pipeline = resolver.symbols.pipeline
    walk = _Walk(resolver, shares, settings, TextResolver(resolver, collector), collector)
    for template in pipeline.roots():
        walk.resolve_template(template)
    for hook in pipeline.hooks.values():
        walk.resolve_hook(hook)
    host = Scope(pipeline.host)
    walk.resolve_passed_on(shares.of_workflow, host, is_open=pipeline.kind in TEMPLATE_KINDS)
    for _, fields, origin, _ in pipeline.volumes.values():
        walk.texts.resolve_parameters(fields, host, partial(collector.find, path=origin))
    for key, value in pipeline.settings.items():
        if key not in _OF_TEMPLATES:
            walk.texts.resolve_parameters(value, host, partial(collector.find, path=(key,)))
    return walk.texts.collect()


class _Walk(NamedTuple):
    resolver: Resolver
    shares: ArtifactShares
    settings: TemplateSettings
    texts: TextResolver
    collector: DiagnosticCollector

    def resolve_template(self, template: TemplateModel) -> None:
        """Resolve a template's own texts, then its calls with all that stands inside them."""
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
        content = template.content
        self.texts.resolve(functions.build_code_object(template) if template.is_code else content, scope, where)
        for volume in (template.volumes or {}).values():
            self.texts.resolve(volume.fields, scope, where)
        settings = self.settings.effective[template]
        for part in filter(None, (settings.base, settings.env, settings.mounts)):
            self.texts.resolve(part, scope, where)

    def _output(self, output: OutputModel, template: TemplateModel) -> None:
        scope, where = Scope(template), partial(self.collector.find, path=output.origin)
        found: list[Reference] = []
        for value in _list_texts(output):
            found += self.texts.resolve(value, scope, where)
        for expression in filter(None, (output.expression, (output.value_from or {}).get("expression"))):
            found += self.texts.resolve_expression(expression, scope, where)
        self._refuse_global(template, found, output.origin)

    def resolve_passed_on(self, artifacts: Artifacts, scope: Scope, *, is_open: bool = False) -> None:
        """Resolve the artifacts among arguments."""
        check_passed_on(artifacts, self.collector, is_open=is_open)
        self._artifacts(artifacts.values(), scope)

    def _artifacts(self, artifacts: Iterable[ArtifactModel], scope: Scope) -> None:
        named = scope._replace(names_artifact=True)
        for _, fields, origin in artifacts:
            where = locate_in(origin, fields)
            self.texts.resolve({key: it for key, it in fields.items() if key not in FROM}, scope, where)
            self.texts.resolve(fields.get("from"), named, where)
            if fields.get("fromExpression") is not None:
                self.texts.resolve_expression(to_string(fields["fromExpression"]), named, where)

    def _refuse_global(self, template: TemplateModel, found: list[Reference], path: NodePath) -> None:
        """Report what Argo does not know where it makes the outputs of steps and tasks."""
        for reference in found:
            source = self.texts.find_source(reference, Scope(template))
            if source is not None and template.body == "tasks" and source.parts[-1] == "status":
                message = f"Argo knows no '{reference.text}' where it makes the outputs of tasks"
                self.collector.error("wrong-kind", message, path, "declare an output of the task", find=reference.text)
            if source is not None and source.level is None:
                message = f"an output cannot be made of the pipeline's parameter '{reference.text}'"
                hint = "read the parameter itself where it is needed"
                self.collector.error("wrong-kind", message, path, hint, find=reference.text)

    def _call(self, call: CallModel, owner: TemplateModel) -> None:
        scope = Scope(owner, call)
        if call.loop is not None:
            check_items(call.loop, self.collector)
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
        """Resolve the artifacts that a call passes on, and the template that stands in it."""
        if call in self.shares.arguments:
            self.resolve_passed_on(self.shares.arguments[call], scope)
        if call.own_template is not None:
            self.resolve_template(call.own_template)

    def _check_condition(self, hook: CallModel, found: list[Reference], scope: Scope) -> None:
        """Report values of the hook's own step but for its status: Argo evaluates the condition while the step runs."""
        step = self.resolver.symbols.steps.get(hook)
        for reference in found:
            source = self.texts.find_source(reference, scope)
            own = () if step is None else (scope.template.tag_prefix, step.name)
            if source is not None and own and source.parts[:2] == own and source.parts[2:] != ("status",):
                message = f"the condition of a hook cannot use what its own step gives: '{reference.text}'"
                path = (*hook.path, "expression")
                self.collector.error("wrong-kind", message, path, "it can use the status", find=reference.text)


def _list_texts(output: OutputModel) -> list[Any]:
    """Return the parts of an output in which references may stand, apart from expressions."""
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
