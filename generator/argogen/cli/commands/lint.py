"""`argogen lint`: check pipelines and manifests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from argogen.cli.lint_options import lint_options
from argogen.cli.option_groups import complete_paths
from argogen.cli.options import format_option, generation_options
from argogen.cli.parts import Command
from argogen.cli.report import Report, count, run_reported, show_progress
from argogen.cli.scope_options import read_scope, scope_options
from argogen.cli.session import open_projects
from argogen.diagnostics import Diagnostic, Severity
from argogen.linter.run import PLUGIN_FAILURE
from argogen.linter.selection import RuleConfig
from argogen.workspace.linting import LintRequest, lint, lint_and_fix


@click.command("lint", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@lint_options
@scope_options
@format_option
@generation_options
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severities: Mapping[str, Severity],
    profile: str | None,
    fix: bool,
    refs: tuple[str, ...],
    scripts: str | None,
    form: str,
    **options: Any,
) -> int:
    """Check the schema, references, expressions and Argo semantics of pipelines and manifests.

    PATH is a pipeline, an Argo manifest, a directory that is searched for both, or - for standard input. Without PATH,
    all pipelines of the enclosing project are checked. The exit code is 1 if there is an error or a warning.

    Each diagnostic has the code and name of a rule: `argogen explain RULE` prints its documentation. A comment
    `# argogen: ignore[RULE]` suppresses a rule on its line, and `lint` in the project file enables and disables rules.

    \b
    argogen lint pipeline.yaml
    argogen lint manifests/ --argo-version 4.0
    argogen lint pipelines/ --select AG7 --ignore unpinned-image --severity AG5=error
    argogen lint workflows/ --ref shared/templates/
    argogen lint manifests/ --profile kubeflow
    argogen lint pipelines/ --fix
    argogen lint --env production --format github
    """
    if fix and "-" in paths:
        raise click.UsageError("--fix cannot be used with standard input")
    scope = read_scope(paths, options)
    selection = RuleConfig(select, ignore, severities, profile or "")
    projects = open_projects(**options, selection=selection)
    report = Report(form, projects.session.host)
    request = LintRequest(paths, scope, projects, refs, show_progress, scripts=scripts)
    return run_reported(report, lambda: _lint(request, report, fix=fix))


def _lint(request: LintRequest, report: Report, *, fix: bool) -> int:
    result = lint_and_fix(request) if fix else lint(request)
    report.add(result.diagnostics)
    fixed = f"; fixed {sum(result.fixes.values())}" if result.fixes else ""
    changed = [f"{file}: fixed {number}" for file, number in sorted(result.fixes.items())]
    summary = f"{result.files} file{'s' * (result.files != 1)}: {count(result.diagnostics)}{fixed}"
    report.summary = "\n".join([*changed, summary])
    return _decide_exit_code(result.diagnostics)


def _decide_exit_code(found: Iterable[Diagnostic]) -> int:
    """Return 2 if a rule of a package failed and the result is incomplete, 1 for errors and warnings, else 0."""
    found = list(found)
    if any(diagnostic.code == PLUGIN_FAILURE for diagnostic in found):
        return 2
    return 1 if any(diagnostic.severity is not Severity.NOTE for diagnostic in found) else 0
