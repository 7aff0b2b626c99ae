"""The stages in which Argo manifests are checked: verify, translate to pipelines, validate, normalize, run rules."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from argogen.argo.structure import TEMPLATE_KINDS, load_structure
from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.dialects.translation import SourceLocation
from argogen.engine.compilation import start_alone
from argogen.engine.front_end.documents import Normalized, check_contexts, normalize_documents, validate_document
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import Compilation, Substituted
from argogen.engine.verification.manifest import find_manifest_errors
from argogen.engine.verification.size import LARGE, check_size
from argogen.importing.reading.manifest import ImportedManifest, InvalidManifestError, read_manifest
from argogen.language.recovery.manifest_repair import is_harmless
from argogen.language.validation.report import report
from argogen.yaml.document import Document


class LintedManifest(NamedTuple):
    """The manifest at `origin`."""

    origin: SourceLocation
    source_file: SourceFile
    options: CompileOptions
    session: EngineSession

    def validate(self, document: Document) -> Sequence[StructureDiagnostic]:
        """Validate this manifest in another document against the Argo schema, then beyond the schema."""
        origin = SourceLocation(document, self.origin.path)
        found = find_manifest_errors(origin.value, load_structure(self.options.argo_version.minor), origin.path)
        if structural := [diagnostic for diagnostic in found if not is_harmless(document.data, diagnostic)]:
            return structural
        try:
            read_manifest(origin, origin.value)
        except InvalidManifestError as error:
            return error.errors
        return ()

    def analyze(self, document: Document) -> Sequence[Diagnostic]:
        """Analyze this manifest in another document, where it has no schema errors."""
        return _run_later_stages([self._replace(origin=SourceLocation(document, self.origin.path))])[0]


class _Checked(NamedTuple):
    """The diagnostics of a manifest for which there are no further stages."""

    diagnostics: Sequence[Diagnostic]


class _Translated(NamedTuple):
    """A manifest as a pipeline."""

    manifest: LintedManifest
    pipeline: ImportedManifest
    substituted: Substituted
    compilation: Compilation

    def combine(self, found: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
        """Return the diagnostics of the manifest, `found` in the pipeline."""
        origin, is_long = self.manifest.origin, len(self.manifest.source_file.source.text) > LARGE // 2
        large = check_size(origin.value, origin.place) if is_long else ()
        return [*self.pipeline.diagnostics, *found, *large]


class _Compiled(NamedTuple):
    """A manifest with its Context."""

    translated: _Translated
    normalized: Normalized


_In = TypeVar("_In")
_Out = TypeVar("_Out")


def check_in_stages(manifests: Iterable[LintedManifest]) -> list[Sequence[Diagnostic]]:
    """Return the diagnostics of each manifest.

    Each stage checks all manifests before the next one does: many small manifests take a quarter less time than one
    after another, since the code of a stage remains in the processor's caches.
    """
    return _run_later_stages(_run_stage(_verify, manifests))


def _run_later_stages(manifests: Iterable[LintedManifest | _Checked]) -> list[Sequence[Diagnostic]]:
    valid = _run_stage(_validate, _run_stage(_translate, manifests))
    given = [(each.substituted, each.compilation) for each in valid if isinstance(each, _Translated)]
    normalized = iter(normalize_documents(given))
    compiled = [each if isinstance(each, _Checked) else _add_context(each, next(normalized)) for each in valid]
    prepared = iter(check_contexts([each.normalized for each in compiled if isinstance(each, _Compiled)]))
    return [
        each.translated.combine(next(prepared).diagnostics) if isinstance(each, _Compiled) else each.diagnostics
        for each in compiled
    ]


def _run_stage(stage: Callable[[_In], _Out | _Checked], given: Iterable[_In | _Checked]) -> list[_Out | _Checked]:
    return [each if isinstance(each, _Checked) else stage(each) for each in given]


def _verify(manifest: LintedManifest) -> LintedManifest | _Checked:
    value, path = manifest.origin.value, manifest.origin.path
    structural = find_manifest_errors(value, load_structure(manifest.options.argo_version.minor), path)
    if structural:
        return _recover(manifest, report(manifest.origin.document, structural), structural)
    if value["kind"] in TEMPLATE_KINDS and value["spec"] == {}:
        return _Checked(())  # Argo accepts a WorkflowTemplate without templates
    return manifest


def _translate(manifest: LintedManifest) -> _Translated | _Checked:
    try:
        pipeline = read_manifest(manifest.origin, manifest.origin.value)
    except InvalidManifestError as error:
        return _recover(manifest, error.diagnostics, error.errors)
    compilation = start_alone(manifest.source_file, manifest.options, manifest.session, Mode.LINT)
    return _Translated(manifest, pipeline, Substituted(pipeline.document), compilation)


def _validate(translated: _Translated) -> _Translated | _Checked:
    try:
        is_checked = translated.pipeline.is_whole
        validate_document(translated.substituted, translated.compilation, is_checked=is_checked)
    except InvalidInputError as error:
        return _Checked(translated.combine(error.diagnostics))
    return translated


def _add_context(translated: _Translated, found: Normalized | InvalidInputError) -> _Compiled | _Checked:
    if isinstance(found, InvalidInputError):
        return _Checked(translated.combine(found.diagnostics))
    return _Compiled(translated, found)


def _recover(
    manifest: LintedManifest, known: Sequence[Diagnostic], structural: Iterable[StructureDiagnostic]
) -> _Checked:
    # Valid manifests save the import of error recovery.
    recovery = importlib.import_module("argogen.engine.front_end.recovery")
    errors = recovery.KnownErrors(structural, known)
    return _Checked(recovery.diagnose_manifest(manifest.origin.document, manifest, errors))
