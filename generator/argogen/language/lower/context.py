"""Build the Context of a pipeline model: the workflow, and a flat list of templates in the order of the manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argogen.argo.behavior import COMMENTS
from argogen.argo.structure import Structure
from argogen.argo.versions import parse_version
from argogen.context import Call, Context, Template
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.calls import CallBuilder
from argogen.language.lower.expansion import check_expansion, may_add_variables
from argogen.language.lower.fields import FieldReader
from argogen.language.lower.names import name_templates
from argogen.language.lower.order import in_call_order
from argogen.language.lower.raw import check_raw
from argogen.language.lower.templates import Groups, TemplateBuilder
from argogen.language.lower.workflow import WorkflowBuilder
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.resolution import Resolution
from argogen.language.settings.merging import EffectiveSettings
from argogen.language.vocabulary import has_container
from argogen.records import Record


class ContextBuilder(Record):
    """Builds the templates of the Context, and reports raw fields that conflict with generated fields."""

    resolution: Resolution
    settings: Mapping[TemplateModel, EffectiveSettings]
    calls: CallBuilder
    templates: TemplateBuilder
    collector: DiagnosticCollector

    def build_templates(self) -> Iterator[Template]:
        """Yield all named templates."""
        symbols = self.resolution.symbols
        named = (symbols.find_exit(), symbols.named.get(symbols.pipeline.entrypoint or ""))
        for template in in_call_order(symbols):
            if template in named or not symbols.is_inlined(template):
                yield self._build(template, frozenset())

    def _build(self, template: TemplateModel, around: frozenset[TemplateModel]) -> Template:
        """Return a template; `around` are the templates whose calls contain it."""
        calls: Groups = ()
        if template.groups:
            groups = (tuple(self._build_call(call, template, around) for call in group) for group in template.groups)
            calls = tuple(filter(None, groups))
        built = self.templates.build(template, self.settings[template], calls)
        check_raw(built, template.path, self.collector, template.body)
        if has_container(template.body) and not template.is_expanded:
            check_expansion(built, template, self.templates.write_text, self.collector)
        return built

    def _build_call(self, call: CallModel, owner: TemplateModel, around: frozenset[TemplateModel]) -> Call:
        inline = None
        is_inline = call.is_inline and call not in self.resolution.not_inlined
        template = self.resolution.symbols.find_template(call) if is_inline else None
        if template is not None and template not in around:  # otherwise it contains itself, which has been reported
            inline = self._build(template, around | {owner, template})._replace(name=call.inline_name)
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

    `sources` is the code of templates from files; `values` override the values of the pipeline's parameters.
    """
    if not COMMENTS.holds_in(parse_version(structure.version)):
        resolution = resolution._replace(has_comments=False)
    names = name_templates(resolution.symbols)
    volumes = frozenset(resolution.symbols.pipeline.volumes)
    calls = CallBuilder(resolution, names, structure)
    is_open = may_add_variables(resolution.symbols.pipeline.settings)
    templates = TemplateBuilder(resolution, names, sources, FieldReader(structure), structure, volumes, is_open)
    workflow = WorkflowBuilder(resolution, names, structure).build(values, calls)
    check_raw(workflow, (), collector)
    built = ContextBuilder(resolution, settings, calls, templates, collector).build_templates()
    return Context(workflow, tuple(built))
