"""Compile a valid pipeline document to its Context: desugar, settings, resolve, lower."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

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
from argogen.records import Record
from argogen.yaml.document import Document
from argogen.yaml.spelled_numbers import keep_spelling
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.language.checks import functions, notebooks
    from argogen.language.settings import policies
else:
    functions = import_late("argogen.language.checks.functions")
    notebooks = import_late("argogen.language.checks.notebooks")
    policies = import_late("argogen.language.settings.policies")

ReadFile = Callable[[str], SourceText]


class Normalization(Record):
    """The Context of a pipeline document, and the diagnostics.

    With errors, the Context is not complete: unresolved references are kept as written, or omitted. It can be checked
    but not rendered.
    """

    context: Context
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Return whether there are no errors."""
        return not has_errors(self.diagnostics)

    def require_complete(self) -> Normalization:
        """Return the normalization itself. Raises InvalidInputError with the diagnostics if there are errors."""
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
    """Compile a pipeline document that matches its schema.

    `read_file` returns the content of a file, by its path relative to the pipeline; `values` override the values of the
    pipeline's parameters; `inherited` are the settings of the project and its packs, lowest precedence first.
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
    for template in symbols.templates:
        if template.body == "python" and template in sources:
            functions.check_function(template, sources[template], collector)
        elif template.body == "notebook":
            notebooks.check_notebook(template, read_file, collector)
    resolution = resolve(symbols, shares, settings, values, collector)
    texts = {template: source.text for template, source in sources.items()}
    context = lower(resolution, settings.effective, texts, structure, values, collector)
    return Normalization(context, tuple(collector.diagnostics))


def _check(
    symbols: Symbols, shares: ArtifactShares, settings: SettingsResolver, collector: DiagnosticCollector
) -> None:
    """Report errors of the templates and their settings."""
    if symbols.pipeline.reference is not None:
        check_no_templates(symbols.templates, collector)
    check_layers(settings, collector)
    if any(layer.final for layer in settings.inherited):
        policies.check_policies(settings, symbols.templates, collector)
    for template in symbols.templates:
        check_profiles(template, settings, collector)
        check_settings(template, collector)
        check_template(template, shares.inputs.get(template, EMPTY), collector)
