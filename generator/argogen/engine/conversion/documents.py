"""Convert a manifest or a runnable pipeline to a pipeline, and verify the manifest that it renders to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from argogen.argo.structure import load_structure
from argogen.argo.versions import DEFAULT, ArgoVersion
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity, has_errors
from argogen.dialects.translation import SourceLocation
from argogen.engine.compilation import generate, render_alone, render_incomplete
from argogen.engine.conversion import refused_values
from argogen.engine.front_end import dialects
from argogen.engine.front_end.documents import find_files_for_runnable
from argogen.engine.manifest_lint import check_manifest
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.verification.equivalence import is_equivalent
from argogen.engine.verification.manifest import UNKNOWN, verify_passed_through
from argogen.importing.calls import find_raw_fields
from argogen.importing.comments import place_comments
from argogen.importing.manifest_fields import find_additions, normalize_quantities, without_paths
from argogen.importing.reading.manifest import ImportedManifest, read_manifest
from argogen.importing.simplify import SimplifiedPipeline, arrange_translation, simplify
from argogen.importing.tags import ForeignTagError
from argogen.language.checks.raw_fields import is_allowed
from argogen.language.validation.pipeline import validate_pipeline
from argogen.linter.selection import RuleConfig
from argogen.project.confinement import confine
from argogen.provenance import InputTracker
from argogen.yaml.document import Document
from argogen.yaml.emitter.commented import dump_commented
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.positions.comments import Comments
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


class Conversion(NamedTuple):
    """A source to convert, with options.

    `rename` replaces names of templates by generated names, `factor` moves shared settings into `defaults`.
    """

    source_file: SourceFile
    options: CompileOptions
    session: EngineSession
    rename: bool = False
    factor: bool = False

    def generate(self, text: str, version: ArgoVersion | None = None) -> Any:
        """Render a pipeline to its manifest, as plain data, without a project. Raises InvalidInputError.

        `version` is the Argo version, None for that of the pipeline, or the default. Names and labels may be invalid.
        """
        source_file = self._write_source(text)
        options = CompileOptions(
            version or DEFAULT,
            selection=RuleConfig(ignore=(refused_values.NAME, refused_values.LABEL)),
            is_version_selected=version is not None,
        )
        made = generate(source_file, options, self.session, Mode.CONVERT)
        return read_documents(SourceText(source_file.source.file, made.text), KUBERNETES)[0].data

    def generate_incomplete(self, text: str) -> Any:
        """Render a pipeline with errors, as far as possible; None if that is not possible."""
        options = CompileOptions(self.options.argo_version, is_version_selected=True)
        return render_incomplete(self._write_source(text), options, self.session)

    def _write_source(self, text: str) -> SourceFile:
        return self.source_file._replace(source=SourceText(self.source_file.source.file, text))


class ConvertedDocument(NamedTuple):
    """The converted document as YAML, and warnings and notes."""

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()


def convert_manifest(origin: SourceLocation, comments: Comments, conversion: Conversion) -> ConvertedDocument:
    """Convert a manifest. Raises InvalidInputError."""
    errors = _check_form(origin, conversion.options)
    additions = find_additions(origin.value)
    manifest = normalize_quantities(without_paths(origin.value, additions))
    read = _read(origin, manifest, conversion)
    faults = _explain(origin, conversion)
    version = conversion.options.argo_version
    reasons: list[str] = []
    for simple, comparable in _list_candidates(read, conversion):
        kept = refused_values.find_kept(faults, origin, simple.pipeline)
        shown = kept.suppress(comments)
        try:
            rendered = conversion.generate(_write(simple, shown), version)
            if comparable is not simple:
                rendered = conversion.generate(_write(comparable, {}), version)
            if is_equivalent(manifest, rendered):
                changes = _report_changes(origin, additions, simple, errors)
                final = _add_version(simple, comparable, manifest, conversion)
                others = _list_others(faults, kept.warnings)
                return ConvertedDocument(_write(final, shown), (*read.diagnostics, *others, *kept.warnings, *changes))
            reasons.append("the rendered manifest differs")
        except InvalidInputError as error:
            reasons.append(error.diagnostics[0].message)
    if faults and (incomplete := _find_with_errors(read, manifest, conversion)):
        return ConvertedDocument(_write(incomplete, comments), (*read.diagnostics, *faults))
    raise InvalidInputError(faults or [_report_failure(origin, reasons)])


def _list_others(faults: Iterable[Diagnostic], kept: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the errors of a manifest that its pipeline has, too: not of kept values, and not of unknown fields."""
    named = {(each.code, each.place) for each in kept}
    return (each for each in faults if each.code not in UNKNOWN and (each.code, each.place) not in named)


def _find_with_errors(read: ImportedManifest, manifest: Any, conversion: Conversion) -> SimplifiedPipeline | None:
    """Return the pipeline for a manifest with semantic errors, such as an unknown template: it has the same errors."""
    version = conversion.options.argo_version
    for simple, comparable in _list_candidates(read, conversion):
        rendered = conversion.generate_incomplete(_write(comparable, {}))
        if rendered is not None and is_equivalent(manifest, rendered):
            return simple if version == DEFAULT else simple.with_argo_version(str(version))
    return None


def _check_form(origin: SourceLocation, options: CompileOptions) -> list[Diagnostic]:
    """Return diagnostics of unknown fields, which go into `argo`. Raises InvalidInputError for other schema errors."""
    errors = verify_passed_through(
        origin.value, origin.document, load_structure(options.argo_version.minor), origin.path
    )
    if any(each.code not in UNKNOWN for each in errors):
        raise InvalidInputError(errors)
    return errors


def _read(origin: SourceLocation, manifest: Any, conversion: Conversion) -> ImportedManifest:
    """Translate a manifest to the language. Raises InvalidInputError with the errors of the manifest."""
    try:
        read = read_manifest(origin, manifest, is_allowed)
    except InvalidInputError as error:
        raise InvalidInputError(_explain(origin, conversion) or error.diagnostics) from error
    if has_errors(found := validate_pipeline(read.document)):
        raise InvalidInputError(_explain(origin, conversion) or found)
    return read


def _list_candidates(
    read: ImportedManifest, conversion: Conversion
) -> Iterator[tuple[SimplifiedPipeline, SimplifiedPipeline]]:
    """Yield candidate pipelines for a manifest in order of preference, each with the pipeline to verify.

    This is the pipeline itself, except with generated names, which change the manifest.
    """
    try:
        plain = simplify(read.main, read.document, factor=conversion.factor)
        renamed = conversion.rename and simplify(read.main, read.document, rename=True, factor=conversion.factor)
        yield renamed or plain, plain
        if conversion.factor or conversion.rename:
            yield (simple := simplify(read.main, read.document)), simple
    except ForeignTagError:
        pass
    yield (simple := simplify(read.main, read.document, keep_argo_terms=True)), simple


def _add_version(
    simple: SimplifiedPipeline, comparable: SimplifiedPipeline, manifest: Any, conversion: Conversion
) -> SimplifiedPipeline:
    """Return a pipeline with the Argo version of the conversion if it does not render to the manifest without it."""
    version = conversion.options.argo_version
    try:
        if version == DEFAULT or is_equivalent(manifest, conversion.generate(_write(comparable, {}))):
            return simple
    except InvalidInputError:
        pass
    return simple.with_argo_version(str(version))


def _write(simple: SimplifiedPipeline, comments: Comments) -> str:
    placed = place_comments(simple, comments)
    return dump_commented(placed.data, placed.above, placed.top, placed.end)


def _explain(origin: SourceLocation, conversion: Conversion) -> list[Diagnostic]:
    """Return the errors of the manifest itself."""
    found = check_manifest(origin, conversion.source_file, conversion.options, conversion.session)
    return [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]


def _report_failure(origin: SourceLocation, reasons: list[str]) -> Diagnostic:
    message = f"no equivalent pipeline found for this manifest: {reasons[0]}"
    return Diagnostic(
        "import-not-equivalent", message, origin.place(), "this is an internal error of argogen: please report it"
    )


def _report_changes(
    origin: SourceLocation, additions: list[Any], simple: SimplifiedPipeline, errors: list[Diagnostic]
) -> Iterator[Diagnostic]:
    for path in additions:
        message = f"omitted field '{path[-1]}': it is set by the cluster"
        yield _note("untranslated-setting", message, origin.at(*path).place(key=True))
    unknown = {each.place: each for each in errors}
    for name, at in find_raw_fields(simple.pipeline):
        place = origin.document.place(at or origin.path, key=True)
        if each := unknown.get(place):
            message = f"{each.message}: kept under 'argo'"
            yield each._replace(message=message, severity=Severity.WARNING)
        else:
            yield _note("raw-argo-field", f"no key of the pipeline language for '{name}': kept under 'argo'", place)


def _note(code: str, message: str, place: Any) -> Diagnostic:
    return Diagnostic(code, message, place, severity=Severity.NOTE)


def convert_runnable(document: Document, comments: Comments, conversion: Conversion) -> ConvertedDocument:
    """Convert a runnable pipeline. Raises InvalidInputError."""
    tracker = InputTracker(conversion.session.host)
    named = find_files_for_runnable(conversion.options, tracker.environ)
    host, folder = conversion.session.host, conversion.source_file.folder
    files = dialects.RunnableFiles(folder, *named, tracker, confine(host.resolve(folder), None, host))
    translated = dialects.translate(document, files, {})
    expected = render_alone(
        translated.document,
        conversion.source_file,
        CompileOptions(conversion.options.argo_version),
        conversion.session,
    )
    arranged = arrange_translation(translated.document, next(iter(document.data)))
    final = _add_version(arranged, arranged, expected, conversion)
    text = _write(final, comments)
    if not is_equivalent(expected, conversion.generate(text, conversion.options.argo_version)):
        raise InvalidInputError([_report_failure(SourceLocation(document, ()), ["the rendered manifest differs"])])
    return ConvertedDocument(text, translated.diagnostics)
