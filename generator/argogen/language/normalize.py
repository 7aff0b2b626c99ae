"""From a valid pipeline document to its Context: desugar, settings, resolve, lower."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from argogen.argo.structure import Structure
from argogen.context import Context
from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.language.checks.templates import check_no_templates, check_template
from argogen.language.code.scripts import read_sources
from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.pipeline import desugar
from argogen.language.lower.context import lower
from argogen.language.model.pipeline import EMPTY
from argogen.language.resolve.artifacts import ArtifactShares, share_artifacts
from argogen.language.resolve.resolution import resolve
from argogen.language.resolve.symbols import Symbols, build_symbols
from argogen.language.settings.checks import check_layers, check_profiles, check_settings
from argogen.language.settings.effective import SettingsResolver, resolve_settings
from argogen.language.settings.layers import SettingsLayer
from argogen.late import import_late
from argogen.yaml.document import Document
from argogen.yaml.spelled_numbers import keep_spelling
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.language.settings import policies
else:
    policies = import_late("argogen.language.settings.policies")

ReadFile = Callable[[str], SourceText]


class Normalization(NamedTuple):
    """What a pipeline document comes to: its Context, and all that was found on the way, errors among it.

    With errors the Context `is_complete` no more: what could not be resolved is left as it is written, or left out. It
    is good for checks that look at what is there, and not for rendering.
    """

    context: Context
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the Context is all that the document says."""
        return not has_errors(self.diagnostics)

    def require_complete(self) -> Normalization:
        """Return the same, if there are no errors; raises InvalidInputError with all that was found."""
        if not self.is_complete:
            raise InvalidInputError(self.diagnostics)
        return self


def normalize(
    document: Document,
    structure: Structure,
    read_file: ReadFile,
    values: Mapping[str, str] = MappingProxyType({}),
    inherited: tuple[SettingsLayer, ...] = (),
) -> Normalization:
    """Resolve everything in a pipeline document whose form is valid.

    `read_file` gives the text of a file that the pipeline names, by a path relative to the pipeline; `values` are for
    the pipeline's parameters, instead of those written; `inherited` are settings to start from, the lowest first.
    """
    collector = DiagnosticCollector(document, [(layer.document, layer.path) for layer in inherited])
    data = keep_spelling(document)
    pipeline = desugar(data, collector)
    symbols = build_symbols(pipeline)
    shares = share_artifacts(symbols)
    resolver = SettingsResolver(SettingsLayer(data, document), inherited)
    settings = resolve_settings(symbols.templates, resolver)
    _check(symbols, shares, resolver, collector)
    sources = read_sources(symbols.templates, read_file, collector)
    resolution = resolve(symbols, shares, settings, values, collector)
    context = lower(resolution, settings.effective, sources, structure, values, collector)
    return Normalization(context, tuple(collector.diagnostics))


def _check(
    symbols: Symbols, shares: ArtifactShares, settings: SettingsResolver, collector: DiagnosticCollector
) -> None:
    """Report what is wrong with the templates themselves, and with their settings."""
    if symbols.pipeline.reference is not None:
        check_no_templates(symbols.templates, collector)
    check_layers(settings, collector)
    if any(layer.final for layer in settings.inherited):
        policies.check_policies(settings, symbols.templates, collector)
    for template in symbols.templates:
        check_profiles(template, settings, collector)
        check_settings(template, collector)
        check_template(template, shares.inputs.get(template, EMPTY), collector)
