"""`argogen templates check`: try templates and packs with examples."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from argogen.cli.commands.templates.trial import Tried, read_tried, write_trial
from argogen.cli.lint_options import Look, settle
from argogen.cli.options import format_option, read_pairs, read_request
from argogen.cli.report import Report, print_diff, run_reported, show_progress
from argogen.diagnostics import Diagnostic, Severity
from argogen.dialects.recognition import is_runnable
from argogen.engine.manifest_lint import check_manifests
from argogen.engine.options import CompileOptions, RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.results import Generated, Result
from argogen.engine.source_file import SourceFile
from argogen.engine.workers.pool import Batch, attempt_all
from argogen.lint.selection import Selection
from argogen.project.choices import choose_rules
from argogen.project.layers import load_packs
from argogen.project.project import Project
from argogen.resources import EXAMPLES
from argogen.workspace.inputs import find_inputs
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText


class _Example(NamedTuple):
    """A pipeline to try, with the templates in question and without; of a pack's own, all that is wrong counts."""

    given: SourceFile
    tried: CompileOptions
    plain: CompileOptions
    is_packs: bool = False


@click.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    callback=read_pairs,
    help="A value for a parameter of the pack in FOLDER.",
)
@click.option("--diff/--no-diff", default=True, help="Whether to show what differs from argogen's own templates.")
@format_option
def command(folder: Path | None, parameters: Mapping[str, str], diff: bool, form: str) -> int:
    """Render examples with a pack, or with the project's templates and packs, and say what is wrong.

    FOLDER holds a pack; without it, the project around this folder is tried. The examples are those of the packs, with
    all that these say, and argogen's own, with nothing but their templates. What comes out is checked against Argo's
    structure and by the rules of argogen lint, and compared with what argogen's own templates give. Exit 1 when
    anything is wrong.

    \b
    argogen templates check
    argogen templates check packs/acme --parameter team=data --no-diff
    """
    report = Report(form)

    def work() -> int:
        tried = [read_tried(folder, parameters)] if folder else _read_project(Projects(read_request()).here())
        templates = () if folder else Projects(read_request()).here().templates
        with tempfile.TemporaryDirectory(prefix="argogen-") as scratch:
            examples = list(_list_examples(Path(scratch), templates, tried))
            return _try(examples, report, diff=diff)

    return run_reported(report, work)


def _request_lint() -> RequestOptions:
    """The options with which `lint` runs all rules, unlike `render`."""
    return read_request(selection=Selection())


def _read_project(project: Project) -> list[Tried]:
    return [Tried(pack.name, pack.folder, pack.parameters) for pack in load_packs(project)]


def _list_examples(scratch: Path, templates: Sequence[Path], packs: Sequence[Tried]) -> Iterator[_Example]:
    trial = write_trial(scratch, templates, packs)
    projects = Projects(_request_lint())
    whole, without, bare = (projects.options(projects.read(file), None) for file in trial)
    for pack in packs:
        if (pack.folder / "examples").is_dir():
            inputs = find_inputs([str(pack.folder / "examples")])
            yield from (_Example(given, whole, without, is_packs=True) for given in inputs)
    plain = projects.options(None, None)
    yield from (_Example(given, bare, plain) for given in find_inputs([str(EXAMPLES)]) if not _is_foreign(given))


def _is_foreign(given: SourceFile) -> bool:
    """Whether it is in another dialect, which needs files of its own."""
    return any(is_runnable(document.data) for document in read_documents(given.source))


def _try(examples: Sequence[_Example], report: Report, *, diff: bool) -> int:
    batch = Batch(_request_lint(), progress=show_progress)
    tried = attempt_all([(example.given, example.tried) for example in examples], batch)
    plain = attempt_all([(example.given, example.plain) for example in examples], batch)
    wrong = differing = 0
    for number, example in enumerate(examples):
        found = set(_find_wrong(example, tried[number], plain[number]))
        report.add(found)
        wrong += any(diagnostic.severity is not Severity.NOTE for diagnostic in found)
        before, after = _read_text(plain[number]), _read_text(tried[number])
        differing += before != after and after is not None
        if diff and after is not None:
            print_diff(before, after, example.given.relative.as_posix(), ("argogen", "checked"))
    report.summary = (
        f"{len(examples)} examples: {differing} differ from argogen's own templates, {wrong} with something wrong"
    )
    return 1 if wrong else 0


def _find_wrong(example: _Example, tried: Result, plain: Result) -> Iterator[Diagnostic]:
    """What lint says of an example, and of the manifest that comes out, and would not without these templates."""
    known = set() if example.is_packs else set(_lint(example.given, example.plain, plain.diagnostics))
    yield from (found for found in _lint(example.given, example.tried, tried.diagnostics) if found not in known)
    before, after = _lint_text(example.given, example.plain, plain), _lint_text(example.given, example.tried, tried)
    said = {(found.code, found.message) for found in before}
    # What a template does wrong, it does in every place: one of them tells it.
    once = {(found.code, found.message): found for found in reversed(after)}
    yield from (found for key, found in once.items() if key not in said)


def _lint_text(given: SourceFile, options: CompileOptions, result: Result) -> list[Diagnostic]:
    """What lint says of a manifest that was rendered."""
    rendered = given._replace(source=SourceText(f"{given.source.file} (rendered)", _read_text(result) or ""))
    return _lint(rendered, options, check_manifests(rendered, options).diagnostics)


def _lint(given: SourceFile, options: CompileOptions, found: Sequence[Diagnostic]) -> list[Diagnostic]:
    choice = choose_rules(options.setup, given.path, options.selection)
    return list(settle([Look(given.source, found, choice)]))


def _read_text(result: Result) -> str | None:
    return result.text if isinstance(result, Generated) else None
