"""Run lint rules on Contexts, as selected by the project, its packs and the request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from argogen.catalogue import Check, Rule
from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.dialects.recognition import is_manifest
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.source_file import SourceFile
from argogen.engine.stages import Compilation, Substituted
from argogen.language.tags import may_have_tags
from argogen.late import import_late
from argogen.linter.model.subject import Language, Subject
from argogen.linter.run import CheckTarget, run_checks
from argogen.linter.screening.evidence import Evidence
from argogen.linter.screening.screens import is_needed
from argogen.linter.selection import DEFAULT_SELECTION, RuleSelection
from argogen.records import Record
from argogen.yaml.document import Document

if TYPE_CHECKING:
    from argogen.linter import suppressions
    from argogen.linter.model import origins
    from argogen.linter.model.libraries import Libraries
    from argogen.project import rule_selection
else:
    suppressions = import_late("argogen.linter.suppressions")
    origins = import_late("argogen.linter.model.origins")
    rule_selection = import_late("argogen.project.rule_selection")

_OF_REFERENCES = frozenset(
    {"references.library_requirements:find_unmet_requirements", "references.whole_references:check_whole_references"}
)


class RuleInput(Record):
    """A Context with its document, and the compilation that selects the rules."""

    context: Context
    substituted: Substituted
    compilation: Compilation


def run_rules(inputs: Sequence[RuleInput]) -> list[Sequence[Diagnostic]]:
    """Run the rules of the mode on Contexts, and return the diagnostics of each."""
    targets = [_make_target(each) for each in inputs]
    listed = [_list_checks(each, target) for each, target in zip(inputs, targets, strict=True)]
    found: list[Sequence[Diagnostic]] = [()] * len(inputs)
    together: dict[int, list[int]] = {}
    for number, each in enumerate(inputs):
        if each.compilation.mode is Mode.RENDER:
            found[number] = _find_errors(each, targets[number])
        else:
            together.setdefault(id(listed[number]), []).append(number)
    for numbers in together.values():
        diagnostics = run_checks(listed[numbers[0]], [targets[number] for number in numbers])
        for number, of_target in zip(numbers, diagnostics, strict=True):
            found[number] = of_target
    return found


def _make_target(each: RuleInput) -> CheckTarget:
    options, document = each.compilation.options, each.substituted.document
    subject = Subject(
        each.context,
        options.argo_version,
        _find_libraries(each.compilation.source_file, options),
        options.config_objects,
        language=_find_language(document),
        has_tags=may_have_tags(document),
        document=document,
    )
    is_render = each.compilation.mode is Mode.RENDER  # which screens checks by more than fields
    fields = None if is_render else Evidence(subject, ()).set_fields
    return CheckTarget(subject, document, _select_rules(each.compilation), fields)


def _list_checks(each: RuleInput, target: CheckTarget) -> Mapping[Check, Rule]:
    return target.selection.list_checks(in_render=each.compilation.mode is not Mode.LINT)


def _find_errors(each: RuleInput, target: CheckTarget) -> Sequence[Diagnostic]:
    """Run the checks of render that can find an error."""
    evidence = Evidence(target.subject, _list_sources(each.substituted))
    found = run_checks(_screen(_list_checks(each, target), evidence), [target])[0]
    errors = _screen(target.selection.list_error_checks(), evidence)
    return [*found, *run_checks(errors, [target], errors_only=True)[0]]


def _find_language(document: Document) -> Language:
    if not document.is_translated:
        return Language.PIPELINE
    return Language.MANIFEST if is_manifest(document.original) else Language.RUNNABLE


def find_origin(source_file: SourceFile, options: CompileOptions) -> origins.Origin:
    """Return where a source is, for references between its templates and those of others."""
    folder = source_file.path.parent.parts if source_file.path is not None else ()
    return origins.Origin(source_file.source.file, folder, options.environment)


def _find_libraries(source_file: SourceFile, options: CompileOptions) -> Libraries | None:
    """Return the libraries of the options as seen from a source."""
    libraries = options.libraries
    if libraries is None or not libraries.has_duplicates:
        return libraries
    return libraries.seen_from(find_origin(source_file, options))


def _screen(checks: Mapping[Check, Rule], evidence: Evidence) -> Mapping[Check, Rule]:
    """Return the checks that can find an error."""
    return {check: rule for check, rule in checks.items() if is_needed(check, evidence)}


def _list_sources(substituted: Substituted) -> list[str]:
    """Return the sources of the pipeline, its project and its packs."""
    documents = (substituted.document, *(layer.document for layer in substituted.inherited))
    return list({id(document.source): document.source.text for document in documents}.values())


def run_reference_rules(context: Context, document: Document, compilation: Compilation) -> Iterable[Diagnostic]:
    """Run the rules of references to other documents that certainly fail, also in render."""
    options, selection = compilation.options.for_pipeline(document.data), _select_rules(compilation)
    checks: Mapping[Check, Rule] = {
        check: rule for check, rule in selection.list_checks().items() if check in _OF_REFERENCES
    }
    language = _find_language(document)
    subject = Subject(context, options.argo_version, options.libraries, language=language)
    return run_checks(checks, [CheckTarget(subject, document, selection)])[0]


def settle(found: Iterable[Diagnostic], document: Document, compilation: Compilation) -> tuple[Diagnostic, ...]:
    """Apply the selected severities and the suppression comments; lint applies them later to all diagnostics."""
    if compilation.mode is Mode.LINT:
        return tuple(found)
    selection = _select_rules(compilation)
    kept = tuple(selection.apply(found))
    return tuple(suppressions.drop_suppressed(kept, document.source, selection.table)) if kept else ()


def _select_rules(compilation: Compilation) -> RuleSelection:
    options = compilation.options
    with_plugins = compilation.mode is Mode.LINT
    if options.project_environment is None and options.selection is None and not with_plugins:
        return DEFAULT_SELECTION
    path = compilation.source_file.path if options.project_environment else None
    return rule_selection.resolve_rules(options.project_environment, path, options.selection, with_plugins=with_plugins)
