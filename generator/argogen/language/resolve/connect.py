"""Walks through a pipeline in reading order and connects the references of everything in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from argogen.language.code.kinds import check_code
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.artifact_kinds import check_artifacts, check_passed_on
from argogen.language.lower.artifacts import FROM, Full, PathOf, list_outputs
from argogen.language.lower.containers import body_object, check_set_twice
from argogen.language.lower.output_kinds import check_outputs
from argogen.language.lower.parameters import spell_out
from argogen.language.lower.volumes import check_own_volumes
from argogen.language.model.drafts import CallModel, Scope, TemplateModel
from argogen.language.model.kinds import TEMPLATE_KINDS, kind_of
from argogen.language.model.outline import Outline
from argogen.language.resolve.items import check_items
from argogen.language.resolve.plumbing import Plumber, at
from argogen.language.resolve.scope import Pipeline
from argogen.language.resolve.tags import Reference
from argogen.language.settings.checks import check_profiles, check_settings
from argogen.language.settings.effective import SettingsResolver
from argogen.language.vocabulary import fields_of, has_container, is_object
from argogen.yaml.node_path import NodePath

# What stands on a pipeline, but is read where a template is.
_OF_TEMPLATES = frozenset({"on_exit", "hooks", "template_defaults"})
_TEXTS = ("path", "parameter", "json_path", "jq_filter", "default", "value", "valueFrom")


def connect_references(result: Outline, settings: SettingsResolver, collector: DiagnosticCollector) -> None:
    """Find what every reference means; their order is the order of the inputs that carry the values."""
    is_whole = kind_of(result.data) in ("Workflow", "CronWorkflow") and result.on_its_own
    parameters = tuple(result.data.get("parameters") or ())
    pipeline = Pipeline(parameters, is_whole, foreign_tags=bool(result.data.get("foreign_tags")))
    walk = _Walk(settings, Plumber(pipeline, collector), collector)
    for draft in result.roots():
        walk.through(draft)
    for hook in result.hooks.values():
        walk.hook(hook)
    is_open = kind_of(result.data) in TEMPLATE_KINDS
    walk.passed_on(result.artifacts, Scope(result.host), result.host.path_of_input, is_open=is_open)
    for key in ("volumes", *fields_of("WorkflowSpec")):
        if key in result.data and key not in _OF_TEMPLATES:
            walk.plumber.connect_parameters(result.data[key], Scope(result.host), at((key,), result.data[key]))


class _Walk(NamedTuple):
    settings: SettingsResolver
    plumber: Plumber
    collector: DiagnosticCollector

    def through(self, draft: TemplateModel) -> None:
        """A draft's own texts, then its calls with all that stands inside them."""
        check_profiles(draft, self.settings, self.collector)
        check_outputs(draft, self.collector)
        check_artifacts(draft, self.collector)
        check_code(draft, self.collector)
        if has_container(draft.body):
            check_set_twice(draft, self.collector)
        self._settings(draft)
        if draft.artifacts:
            self._artifacts(draft.artifacts, Scope(draft), draft.path_of_input)
        for call in draft.calls.values():
            self._call(call)
        self._outputs(draft)

    def _settings(self, draft: TemplateModel) -> None:
        scope = Scope(draft)

        def where(text: str) -> tuple[str | int, ...]:
            return self.settings.where(draft, text)

        if draft.body == "run":
            self.plumber.connect(draft.data["run"], scope, where)
        elif has_container(draft.body):
            self.plumber.connect(body_object(draft), scope, where)
        elif is_object(draft.body):
            self.plumber.connect(draft.data[draft.body], scope, where)
        if "volumes" in draft.data and draft.path:
            check_own_volumes(draft, self.collector)
            self.plumber.connect(draft.data["volumes"], scope, where)
        check_settings(draft, self.collector)
        settings = self.settings.of(draft)
        for part in filter(None, (settings.base, settings.env, settings.mounts)):
            self.plumber.connect(part, scope, where)

    def _outputs(self, draft: TemplateModel) -> None:
        for name, written in draft.outputs.items():
            full = spell_out(draft, written)
            path = draft.path_of_output(name)
            where = at(path, written)
            texts = {key: full[key] for key in _TEXTS if key in full}
            found = self.plumber.connect(texts, Scope(draft), where)
            for expression in filter(None, (full.get("expression"), full.get("valueFrom", {}).get("expression"))):
                found += self.plumber.connect_expression(expression, Scope(draft), where)
            self._refuse_global(draft, found, path)
        if draft.output_artifacts:
            full = list_outputs(draft)
            self._artifacts(full, Scope(draft), draft.path_of_output_artifact)

    def passed_on(self, artifacts: Mapping[str, Full], scope: Scope, path_of: PathOf, *, is_open: bool = False) -> None:
        """The artifacts among arguments; `path_of` says where one stands in the document."""
        check_passed_on(artifacts, path_of, self.collector, is_open=is_open)
        self._artifacts(artifacts, scope, path_of)

    def _artifacts(self, full: Mapping[str, Full], scope: Scope, path_of: PathOf) -> None:
        for name, artifact in full.items():
            where = at(path_of(name), artifact)
            self.plumber.connect({key: it for key, it in artifact.items() if key not in FROM}, scope, where)
            named = scope._replace(artifact=True)
            self.plumber.connect(artifact.get("from"), named, where)
            if artifact.get("fromExpression") is not None:
                self.plumber.connect_expression(artifact["fromExpression"], named, where)

    def _refuse_global(self, draft: TemplateModel, found: list[Reference], path: NodePath) -> None:
        """Argo knows no workflow parameters where it makes the outputs of steps and tasks."""
        for reference in found:
            source = draft.references.get(reference.text)
            if source is not None and draft.body == "tasks" and source.parts[-1] == "status":
                message = f"Argo knows no '{reference.text}' where it makes the outputs of tasks"
                self.collector.error("wrong-kind", message, path, "declare an output of the task", find=reference.text)
            if source is not None and source.level is None:
                message = f"an output cannot be made of the pipeline's parameter '{reference.text}'"
                hint = "read the parameter itself where it is needed"
                self.collector.error("wrong-kind", message, path, hint, find=reference.text)

    def _call(self, call: CallModel) -> None:
        scope = Scope(call.owner, call)
        if call.loop is not None:
            check_items(call.loop, self.collector)
            head = Scope(call.owner, call, head=True)
            self.plumber.connect(call.loop.value, head, at(call.loop.path, call.loop.value))
        for key in ("with", "when"):
            if key in call.data:
                self.plumber.connect(call.data[key], scope, at((*call.path, key), call.data[key]))
        self._more_arguments(call, scope)
        if call.artifacts:
            self.passed_on(call.artifacts, scope, call.path_of_artifact)
        self._inside(call)
        for handler in call.handlers():
            self.hook(handler)

    def _more_arguments(self, call: CallModel, scope: Scope) -> None:
        if call.more_arguments:
            path = (*call.path, "arguments", "parameters")
            self.plumber.connect(call.more_arguments, scope, at(path, call.more_arguments))

    def hook(self, hook: CallModel) -> None:
        """A hook or an exit handler."""
        scope = Scope(hook.owner, hook)
        self.plumber.connect(hook.data.get("with"), scope, at((*hook.path, "with"), hook.data.get("with")))
        self._more_arguments(hook, scope)
        if "expression" in hook.data:
            path = (*hook.path, "expression")
            found = self.plumber.connect_expression(hook.data["expression"], scope, lambda _: path)
            self._check_condition(hook, found)
        if hook.artifacts:
            self.passed_on(hook.artifacts, scope, hook.path_of_artifact)
        self._inside(hook)

    def _check_condition(self, hook: CallModel, found: list[Reference]) -> None:
        """Argo asks a hook's expression while the step runs: only its status is there, and all that ran before."""
        for reference in found:
            source = hook.references.get(reference.text)
            own = (hook.owner.root, hook.of.name) if hook.of else ()
            if source is not None and own and source.parts[:2] == own and source.parts[2:] != ("status",):
                message = f"the condition of a hook cannot use what its own step gives: '{reference.text}'"
                path = (*hook.path, "expression")
                self.collector.error("wrong-kind", message, path, "it can use the status", find=reference.text)

    def _inside(self, call: CallModel) -> None:
        if isinstance(call.target, TemplateModel) and call.target.caller is call:
            self.through(call.target)
