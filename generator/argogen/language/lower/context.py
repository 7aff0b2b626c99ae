"""The Context of a pipeline model: its head, and the flat list of its templates in the order in which they appear."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from argogen.argo.structure import Structure
from argogen.context import Call, Context, Template
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.calls import CallBuilder
from argogen.language.lower.fields import FieldReader
from argogen.language.lower.names import name_templates
from argogen.language.lower.order import in_call_order
from argogen.language.lower.raw import check_raw
from argogen.language.lower.templates import TemplateBuilder
from argogen.language.lower.workflow import WorkflowBuilder
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.resolution import Resolution
from argogen.language.settings.merging import EffectiveSettings


class ContextBuilder(NamedTuple):
    """Builds the parts of the Context; raw fields that collide with others are reported."""

    resolution: Resolution
    settings: Mapping[TemplateModel, EffectiveSettings]
    calls: CallBuilder
    templates: TemplateBuilder
    collector: DiagnosticCollector

    def build_templates(self) -> Iterator[Template]:
        """Return every template that has a name."""
        symbols = self.resolution.symbols
        named = (symbols.find_exit(), symbols.named.get(symbols.pipeline.entrypoint or ""))
        for template in in_call_order(symbols):
            if template in named or not symbols.is_inlined(template):
                yield self._build(template, frozenset())

    def _build(self, template: TemplateModel, around: frozenset[TemplateModel]) -> Template:
        """Return a template; `around` are those inside of whose calls it stands."""
        groups = tuple(tuple(self._build_call(call, template, around) for call in group) for group in template.groups)
        built = self.templates.build(template, self.settings[template], tuple(filter(None, groups)))
        check_raw(built, template.path, self.collector)
        return built

    def _build_call(self, call: CallModel, owner: TemplateModel, around: frozenset[TemplateModel]) -> Call:
        inline = None
        template = self.resolution.symbols.find_template(call) if call.is_inline else None
        if template is not None and template not in around:  # else it stands in itself, which has been reported
            inline = dataclasses.replace(self._build(template, around | {owner, template}), name=call.inline_name)
        built = self.calls.build_call(call, owner, inline)
        check_raw(built, call.path, self.collector)
        return built


def lower(
    resolution: Resolution,
    settings: Mapping[TemplateModel, EffectiveSettings],
    sources: Mapping[TemplateModel, str],
    structure: Structure,
    values: Mapping[str, str],
    collector: DiagnosticCollector,
) -> Context:
    """Build the Context of a resolved pipeline model.

    `sources` are the codes of templates that have it in a file; `values` replace those of the pipeline's parameters.
    """
    names = name_templates(resolution.symbols)
    volumes = frozenset(resolution.symbols.pipeline.volumes)
    calls = CallBuilder(resolution, names, structure)
    templates = TemplateBuilder(resolution, names, sources, FieldReader(structure), structure, volumes)
    workflow = WorkflowBuilder(resolution, names, structure).build(values, calls)
    check_raw(workflow, (), collector)
    built = ContextBuilder(resolution, settings, calls, templates, collector).build_templates()
    return Context(workflow, tuple(built))
