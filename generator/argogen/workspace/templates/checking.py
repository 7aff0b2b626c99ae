"""Render examples with templates and packs, and report diagnostics and changed manifests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, Severity
from argogen.dialects.recognition import is_runnable
from argogen.engine.manifest_lint import check_manifests, read_objects
from argogen.engine.options import CompileOptions, Mode, RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.results import Generated, Result
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.engine.workers.pool import Batch, Progress, attempt_all
from argogen.linter.filtering import LintedSource, filter_diagnostics
from argogen.output.manifests import TextChange
from argogen.resources import EXAMPLES
from argogen.workspace.inputs import find_inputs
from argogen.workspace.linting import select_rules
from argogen.workspace.templates.trial import TriedPack, write_trial
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


class CheckedExamples(NamedTuple):
    """The diagnostics of examples, the changes between built-in and checked templates, and counts.

    `wrong` examples have errors or warnings; `differing` examples have a changed manifest.
    """

    examples: int
    wrong: int
    differing: int
    diagnostics: list[Diagnostic]
    changes: list[TextChange]


class _Example(NamedTuple):
    """A pipeline to render with and without the checked templates; diagnostics of pack examples are never omitted."""

    source_file: SourceFile
    tried: CompileOptions
    plain: CompileOptions
    is_packs: bool = False


def check_templates(
    scratch: Path, templates: Sequence[Path], packs: Sequence[TriedPack], session: EngineSession, progress: Progress
) -> CheckedExamples:
    """Render the examples of packs and of argogen with the templates; `scratch` is an empty directory.

    Raises InvalidInputError.
    """
    examples = list(_list_examples(scratch, templates, packs, session))
    batch = Batch(RequestOptions(), session, progress=progress, mode=Mode.LINT)
    tried = attempt_all([(example.source_file, example.tried) for example in examples], batch)
    plain = attempt_all([(example.source_file, example.plain) for example in examples], batch)
    found = [set(_find_wrong(*results, session)) for results in zip(examples, tried, plain, strict=True)]
    changes = list(_list_changes(examples, tried, plain))
    return CheckedExamples(
        len(examples),
        sum(any(diagnostic.severity is not Severity.NOTE for diagnostic in each) for each in found),
        sum(change.before != change.after for change in changes),
        [diagnostic for each in found for diagnostic in each],
        changes,
    )


def _list_examples(
    scratch: Path, templates: Sequence[Path], packs: Sequence[TriedPack], session: EngineSession
) -> Iterator[_Example]:
    host = session.host
    trial = write_trial(scratch, templates, packs, host)
    projects = Projects(RequestOptions(), session)
    whole, without, bare = (projects.options(projects.read(file), None) for file in trial)
    for pack in packs:
        if host.resolve(pack.folder / "examples").is_dir():
            inputs = find_inputs([str(pack.folder / "examples")], host)
            yield from (_Example(source_file, whole, without, is_packs=True) for source_file in inputs)
    plain = projects.options(None, None)
    yield from (
        _Example(source_file, bare, plain)
        for source_file in find_inputs([str(EXAMPLES)], host)
        if not _is_runnable(source_file)
    )


def _is_runnable(source_file: SourceFile) -> bool:
    """Whether a source is a runnable pipeline, which requires a configuration file."""
    return any(is_runnable(document.data) for document in read_documents(source_file.source))


def _list_changes(
    examples: Sequence[_Example], tried: Sequence[Result], plain: Sequence[Result]
) -> Iterator[TextChange]:
    for example, after, before in zip(examples, tried, plain, strict=True):
        if isinstance(after, Generated):
            yield TextChange(_read_text(before), after.text, example.source_file.relative.as_posix())


def _find_wrong(example: _Example, tried: Result, plain: Result, session: EngineSession) -> Iterator[Diagnostic]:
    """Yield the diagnostics of an example and its manifest that are caused by these templates."""
    known = set() if example.is_packs else set(_lint(example.source_file, example.plain, plain.diagnostics))
    yield from (found for found in _lint(example.source_file, example.tried, tried.diagnostics) if found not in known)
    before, after = (
        _lint_text(example.source_file, options, result, session)
        for options, result in ((example.plain, plain), (example.tried, tried))
    )
    reported = {(found.code, found.message) for found in before}
    # An error in a template occurs in every use of the template: it is reported once.
    once = {(found.code, found.message): found for found in reversed(after)}
    yield from (found for key, found in once.items() if key not in reported)


def _lint_text(
    source_file: SourceFile, options: CompileOptions, result: Result, session: EngineSession
) -> list[Diagnostic]:
    """Lint a rendered manifest."""
    rendered = source_file._replace(
        source=SourceText(f"{source_file.source.file} (rendered)", _read_text(result) or "")
    )
    return _lint(rendered, options, check_manifests(read_objects(rendered), rendered, options, session).diagnostics)


def _lint(source_file: SourceFile, options: CompileOptions, found: Sequence[Diagnostic]) -> list[Diagnostic]:
    return list(filter_diagnostics([LintedSource(source_file.source, found, select_rules(source_file, options))]))


def _read_text(result: Result) -> str | None:
    return result.text if isinstance(result, Generated) else None
