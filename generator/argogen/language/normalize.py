"""From a valid pipeline document to its Context: the order of the work in this room."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from argogen import context
from argogen.argo.structure import Structure
from argogen.context import Context, Template
from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.language.code.scripts import embed_scripts
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.artifacts import share_artifacts
from argogen.language.lower.calls import build_call, build_hook
from argogen.language.lower.fields import FieldReader
from argogen.language.lower.names import name_drafts
from argogen.language.lower.order import in_call_order
from argogen.language.lower.raw import call_fields, check_raw, template_fields
from argogen.language.lower.templates import Surroundings, build_template
from argogen.language.lower.workflow import build_workflow
from argogen.language.model.drafts import CallModel, TemplateModel
from argogen.language.model.kinds import check_kind, check_reference_alone
from argogen.language.model.outline import Outline, outline
from argogen.language.resolve.arguments import check_arguments
from argogen.language.resolve.connect import connect_references
from argogen.language.resolve.edges import Edges, find_edges
from argogen.language.resolve.inline import check_inline
from argogen.language.resolve.plumbing import name_inputs
from argogen.language.settings.checks import check_layers
from argogen.language.settings.effective import SettingsResolver
from argogen.language.settings.layers import SettingsLayer
from argogen.language.settings.policies import check_policies
from argogen.yaml.document import Document
from argogen.yaml.spelled_numbers import keep_spelling
from argogen.yaml.text import SourceText

ReadFile = Callable[[str], SourceText]


class Normalized(NamedTuple):
    """A pipeline's Context, and what was noticed on the way (warnings only)."""

    context: Context
    diagnostics: tuple[Diagnostic, ...] = ()


def normalize(
    document: Document,
    structure: Structure,
    read_file: ReadFile,
    values: Mapping[str, str] = MappingProxyType({}),
    inherited: tuple[SettingsLayer, ...] = (),
) -> Normalized:
    """Resolve everything in a valid pipeline document.

    `read_file` gives the text of a file that the pipeline names, by a path relative to the pipeline; `values` are for
    the pipeline's parameters, instead of those written; `inherited` are settings to start from, the lowest first.
    Raises InvalidInputError with all that is wrong.
    """
    collector = DiagnosticCollector(document, [(layer.document, layer.path) for layer in inherited])
    data = keep_spelling(document)
    check_kind(data, collector)
    result = outline(data, collector)
    if not result.on_its_own:
        check_reference_alone(result.drafts, collector)
    settings = SettingsResolver(SettingsLayer(data, document), inherited)
    check_layers(settings, collector)
    embed_scripts(result.drafts, read_file, collector)
    check_policies(settings, result.drafts, collector)
    edges = _resolve(result, settings, values)
    _stop_at_errors(collector)
    around = Surroundings(FieldReader(structure), structure, frozenset(data.get("volumes") or ()))
    made = _Builder(result, settings, around, edges).build(values)
    _stop_at_errors(collector)
    return Normalized(made, tuple(collector.diagnostics))


def _resolve(result: Outline, settings: SettingsResolver, values: Mapping[str, str]) -> Mapping[CallModel, Edges]:
    """Settle names, references and arguments, so that texts can be written; the edges of every task."""
    collector = result.collector
    share_artifacts(result)
    name_drafts([draft for draft in result.drafts if not draft.is_held])
    connect_references(result, settings, collector)
    edges = {call: found for draft in _dags(result) for call, found in find_edges(draft, collector).items()}
    check_arguments(result, values, collector)
    for call in result.calls():
        check_inline(call, collector)
    for draft in result.drafts:
        name_inputs(draft)
    return edges


def _stop_at_errors(collector: DiagnosticCollector) -> None:
    if has_errors(collector.diagnostics):
        raise InvalidInputError(collector.diagnostics)


def _dags(result: Outline) -> Iterator[TemplateModel]:
    return (draft for draft in result.drafts if draft.body == "tasks")


class _Builder(NamedTuple):
    """Builds the parts of the Context, in the order in which they appear."""

    outline: Outline
    settings: SettingsResolver
    around: Surroundings
    edges: Mapping[CallModel, Edges]

    def build(self, values: Mapping[str, str]) -> Context:
        """The Context; `values` replace those of the pipeline's parameters."""
        hooks = tuple(build_hook(name, hook, self.around.structure) for name, hook in self.outline.hooks.items())
        workflow = build_workflow(self.outline, hooks, self.around.structure, values)
        check_raw(workflow, (), self.outline.collector)
        return Context(workflow, tuple(self._templates()))

    def _templates(self) -> Iterator[Template]:
        named = (self.outline.on_exit, self.outline.components.get(self.outline.data.get("entrypoint", "")))
        for draft in in_call_order(self.outline):
            if draft in named or not draft.is_held:
                yield self._build(draft)

    def _build(self, draft: TemplateModel) -> Template:
        groups = tuple(tuple(self._call(call) for call in group) for group in draft.groups if group)
        raw = template_fields(draft.data) if draft.path else {}  # the pipeline's own are the workflow's
        settings = self.settings.of(draft)
        template = build_template(draft, settings, groups, raw, self.around)
        check_raw(template, draft.path, self.outline.collector)
        return template

    def _call(self, call: CallModel) -> context.Call:
        inline = None
        if isinstance(call.target, TemplateModel) and call.is_inline:
            inline = dataclasses.replace(self._build(call.target), name=call.data.get("template"))
        raw = call_fields(call.data) if call.path != call.owner.path else {}
        built = build_call(call, self.edges.get(call, Edges()), inline, raw, self.around.structure)
        check_raw(built, call.path, self.outline.collector)
        return built
