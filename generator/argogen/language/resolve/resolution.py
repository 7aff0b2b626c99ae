"""What is found out about a pipeline model: what its references mean, and what follows from them.

Nothing that is read is changed, so that resolving twice gives the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.arguments import ArgumentChecker, check_inline
from argogen.language.resolve.artifacts import ArtifactShares
from argogen.language.resolve.edges import Edges, find_edges
from argogen.language.resolve.inputs import GeneratedInputs, name_inputs
from argogen.language.resolve.references import Resolver, ValueSource
from argogen.language.resolve.symbols import Scope, Symbols
from argogen.language.resolve.walk import resolve_references
from argogen.language.settings.effective import TemplateSettings


class Resolution(NamedTuple):
    """What the parts of a pipeline mean to each other.

    `references` are the sources of short references, by scope and text; `inputs` are generated for values from outside,
    by template and source; `forwarded` are the outputs that wrappers of loops hand out, with Argo's tag of each but for
    its braces; `edges` are those of the tasks of each DAG.
    """

    symbols: Symbols
    shares: ArtifactShares
    references: Mapping[Scope, Mapping[str, ValueSource]]
    inputs: GeneratedInputs
    forwarded: Mapping[TemplateModel, Mapping[str, str]]
    edges: Mapping[CallModel, Edges]


def resolve(
    symbols: Symbols,
    shares: ArtifactShares,
    settings: TemplateSettings,
    values: Mapping[str, str],
    collector: DiagnosticCollector,
) -> Resolution:
    """Resolve the references of a pipeline model; what is unknown is reported, and left out.

    `values` are for the pipeline's parameters, instead of those written.
    """
    found = resolve_references(_build_resolver(symbols, shares), shares, settings, collector)
    edges: dict[CallModel, Edges] = {}
    for template in symbols.templates:
        if template.body == "tasks":
            edges |= find_edges(template, found.waits, collector)
    ArgumentChecker(symbols, shares, collector).check(values)
    inputs = name_inputs(symbols, found.threaded, shares.inputs)
    for call in symbols.calls:
        if call.is_inline:
            check_inline(call, symbols, inputs, collector)
    return Resolution(symbols, shares, found.references, inputs, found.forwarded, edges)


def _build_resolver(symbols: Symbols, shares: ArtifactShares) -> Resolver:
    pipeline = symbols.pipeline
    is_whole = pipeline.kind in ("Workflow", "CronWorkflow") and pipeline.reference is None
    return Resolver(symbols, shares.inputs, tuple(pipeline.parameters), is_whole, pipeline.has_foreign_tags)
