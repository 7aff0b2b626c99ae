"""`argogen lint`: check pipelines and manifests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from argogen.cli.lint_options import lint_options
from argogen.cli.options import format_option, generation_options
from argogen.cli.report import Report, count, run_reported, show_progress
from argogen.cli.scope_options import read_scope, scope_options
from argogen.cli.session import open_projects
from argogen.diagnostics import Diagnostic, Severity
from argogen.linter.run import PLUGIN_FAILURE
from argogen.linter.selection import RuleConfig
from argogen.workspace.linting import LintRequest, lint, lint_and_fix


@click.command("lint")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@lint_options
@scope_options
@format_option
@generation_options
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severities: Mapping[str, Severity],
    fix: bool,
    refs: tuple[str, ...],
    ignore_missing_refs: bool,
    form: str,
    **options: Any,
) -> int:
    """Check pipelines and manifests: their form, references and expressions, and what Argo would make of them.

    PATH is a pipeline, a manifest of Argo's, a folder to search for them, or - for standard input. Without PATH, all
    pipelines of the project around this folder are checked. Exit 1 when anything is found that is more than a note.
    What is told has the name of a rule, which `argogen explain` explains; a comment `# argogen: ignore[RULE]` takes it
    away on its line, and the key `lint` of the project file says which rules are asked.

    \b
    argogen lint pipeline.yaml
    argogen lint manifests/ --argo-version 4.0
    argogen lint pipelines/ --select AG7 --ignore floating-image --severity AG5=error
    argogen lint workflows/ --ref shared/templates/
    argogen lint pipelines/ --fix
    argogen lint --env production --format github
    """
    if fix and "-" in paths:
        raise click.UsageError("--fix writes into files, and standard input is none")
    scope = read_scope(paths, options)
    selection = RuleConfig(select, ignore, severities)
    projects = open_projects(
        **options, selection=selection.without_missing_refs() if ignore_missing_refs else selection
    )
    report = Report(form, projects.session.host)
    request = LintRequest(paths, scope, projects, refs, show_progress)
    return run_reported(report, lambda: _lint(request, report, fix=fix))


def _lint(request: LintRequest, report: Report, *, fix: bool) -> int:
    result = lint_and_fix(request) if fix else lint(request)
    report.add(result.diagnostics)
    fixed = f"; mended {result.fixes}" if result.fixes else ""
    report.summary = f"{result.files} file{'s' * (result.files != 1)}: {count(result.diagnostics)}{fixed}"
    return _decide_exit_code(result.diagnostics)


def _decide_exit_code(found: Iterable[Diagnostic]) -> int:
    """Return 2 if a rule of a package has failed, so that the result is incomplete, 1 for more than notes, else 0."""
    found = list(found)
    if any(diagnostic.code == PLUGIN_FAILURE for diagnostic in found):
        return 2
    return 1 if any(diagnostic.severity is not Severity.NOTE for diagnostic in found) else 0
