"""Resolve a pipeline model: its references, generated inputs and the edges of its DAGs.

The model is not changed, so resolution is idempotent.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.artifacts import ArtifactShares
from argogen.language.resolve.calls.arguments import ArgumentChecker, RequiredInputs, check_inline
from argogen.language.resolve.inputs import GeneratedInputs, name_inputs
from argogen.language.resolve.references import Resolver, ValueSource
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.resolve.walk import resolve_references
from argogen.language.settings.effective import TemplateSettings
from argogen.late import import_late
from argogen.records import Record

if TYPE_CHECKING:
    from argogen.language.resolve import edges as dag_edges
    from argogen.language.resolve.calls import inlining
    from argogen.language.resolve.edges import Edges
    from argogen.language.resolve.step_values import ForwardedOutput
else:
    dag_edges = import_late("argogen.language.resolve.edges")
    inlining = import_late("argogen.language.resolve.calls.inlining")


class Resolution(Record):
    """The resolved links between the parts of a pipeline.

    `references` are the sources of short references, by scope and text. `inputs` are the generated inputs, by template
    and source. `forwarded` are the outputs that loop wrappers export, by name. `edges` are those of all tasks.
    `not_inlined` are inline calls that exceed a limit.
    `has_comments` is false if expressions cannot contain comments in the Argo version.
    """

    symbols: Symbols
    shares: ArtifactShares
    references: Mapping[Scope, Mapping[str, ValueSource]]
    inputs: GeneratedInputs
    forwarded: Mapping[TemplateModel, Mapping[str, ForwardedOutput]]
    edges: Mapping[CallModel, Edges]
    not_inlined: frozenset[CallModel] = frozenset()
    has_comments: bool = True


def resolve(
    symbols: Symbols,
    shares: ArtifactShares,
    settings: TemplateSettings,
    values: Mapping[str, str],
    collector: DiagnosticCollector,
) -> Resolution:
    """Resolve the references of a pipeline model; unresolved references are reported and omitted.

    `values` override the values of pipeline parameters.
    """
    found = resolve_references(_build_resolver(symbols, shares), shares, settings, collector)
    edges: dict[CallModel, Edges] = {}
    for template in symbols.templates:
        if template.body == "tasks":
            edges |= dag_edges.find_edges(template, found.waits, symbols.indices, collector)
    ArgumentChecker(symbols, shares, collector, RequiredInputs()).check(values)
    inputs = name_inputs(symbols, found.threaded, shares.inputs)
    inline = [call for call in symbols.calls if call.is_inline]
    excessive = inlining.find_excessive(symbols, collector) if inline else frozenset()
    find_owners = functools.cache(symbols.find_inline_owners) if inline else symbols.find_inline_owners
    for call in inline:
        if call not in excessive:
            check_inline(call, symbols, find_owners, inputs, collector)
    return Resolution(symbols, shares, found.references, inputs, found.forwarded, edges, excessive)


def _build_resolver(symbols: Symbols, shares: ArtifactShares) -> Resolver:
    pipeline = symbols.pipeline
    is_whole = pipeline.kind in ("Workflow", "CronWorkflow") and pipeline.reference is None
    return Resolver(symbols, shares.inputs, pipeline.parameters, is_whole, pipeline.has_foreign_tags)
