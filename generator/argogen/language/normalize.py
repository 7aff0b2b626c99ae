"""Compile a valid pipeline document to its Context: desugar, settings, resolve, lower."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from argogen.argo.structure import Structure
from argogen.context import Context
from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.language.checks.templates import check_no_templates, check_template
from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.pipeline import desugar
from argogen.language.lower.context import lower
from argogen.language.model.pipeline import EMPTY, TemplateModel
from argogen.language.resolve.artifacts import ArtifactShares, share_artifacts
from argogen.language.resolve.resolution import Resolution, resolve
from argogen.language.resolve.symbols import Symbols, build_symbols
from argogen.language.settings.checks import check_layers, check_profiles, check_settings
from argogen.language.settings.effective import SettingsResolver, TemplateSettings, resolve_settings
from argogen.language.settings.layers import SettingsLayer
from argogen.late import import_late
from argogen.records import Record
from argogen.yaml.document import Document
from argogen.yaml.spelled_numbers import keep_spelling
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.language.checks import functions, notebooks
    from argogen.language.code import scripts
    from argogen.language.settings import policies
else:
    functions = import_late("argogen.language.checks.functions")
    notebooks = import_late("argogen.language.checks.notebooks")
    scripts = import_late("argogen.language.code.scripts")
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


class NormalizationInput(Record):
    """A pipeline document that matches its schema.

    `read_file` returns the content of a file, by its path relative to the pipeline; `values` override the values of the
    pipeline's parameters; `inherited` are the settings of the project and its packs, lowest precedence first.
    """

    document: Document
    structure: Structure
    read_file: ReadFile
    values: Mapping[str, str] = MappingProxyType({})
    inherited: tuple[SettingsLayer, ...] = ()


def normalize(
    document: Document,
    structure: Structure,
    read_file: ReadFile,
    values: Mapping[str, str] = MappingProxyType({}),
    inherited: tuple[SettingsLayer, ...] = (),
) -> Normalization:
    """Compile a pipeline document; see NormalizationInput. Raises InvalidInputError if there is no Context."""
    (found,) = normalize_all([NormalizationInput(document, structure, read_file, values, inherited)])
    if isinstance(found, InvalidInputError):
        raise found
    return found


def normalize_all(given: Iterable[NormalizationInput]) -> list[Normalization | InvalidInputError]:
    """Compile pipeline documents, in each pass all of them before the next pass, which takes less time for many."""
    resolved = _run_pass(_resolve, _run_pass(_desugar, given))
    return _run_pass(_lower, resolved)


_In = TypeVar("_In")
_Out = TypeVar("_Out")


def _run_pass(run: Callable[[_In], _Out], given: Iterable[_In | InvalidInputError]) -> list[_Out | InvalidInputError]:
    return [each if isinstance(each, InvalidInputError) else _attempt(run, each) for each in given]


def _attempt(run: Callable[[_In], _Out], given: _In) -> _Out | InvalidInputError:
    try:
        return run(given)
    except InvalidInputError as error:
        return error


class _Desugared(Record):
    """The model of a document, its settings, and the code of its functions and notebooks."""

    given: NormalizationInput
    collector: DiagnosticCollector
    symbols: Symbols
    shares: ArtifactShares
    settings: TemplateSettings
    sources: Mapping[TemplateModel, scripts.ScriptSource]


def _desugar(given: NormalizationInput) -> _Desugared:
    document, inherited = given.document, given.inherited
    collector = DiagnosticCollector(document, [(layer.document, layer.path) for layer in inherited])
    data = keep_spelling(document)
    symbols = build_symbols(desugar(data, collector))
    shares = share_artifacts(symbols)
    resolver = SettingsResolver(SettingsLayer(data, document), inherited)
    settings = resolve_settings(symbols.templates, resolver)
    _check(symbols, shares, resolver, collector)
    coded = [template for template in symbols.templates if template.is_code or template.file is not None]
    sources = scripts.read_sources(coded, given.read_file, collector) if coded else {}
    for template in coded:
        if template.body == "python" and template in sources:
            functions.check_function(template, sources[template], collector)
        elif template.body == "notebook":
            notebooks.check_notebook(template, given.read_file, collector)
    return _Desugared(given, collector, symbols, shares, settings, sources)


class _Resolved(Record):
    """A document with its resolved references."""

    desugared: _Desugared
    resolution: Resolution


def _resolve(desugared: _Desugared) -> _Resolved:
    symbols, settings, values = desugared.symbols, desugared.settings, desugared.given.values
    return _Resolved(desugared, resolve(symbols, desugared.shares, settings, values, desugared.collector))


def _lower(resolved: _Resolved) -> Normalization:
    desugared, given = resolved.desugared, resolved.desugared.given
    texts = {template: source.text for template, source in desugared.sources.items()}
    effective, collector = desugared.settings.effective, desugared.collector
    context = lower(resolved.resolution, effective, texts, given.structure, given.values, collector)
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
