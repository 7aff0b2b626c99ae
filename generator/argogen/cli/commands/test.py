"""`argogen test`: run the test cases of pipelines and manifests."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from argogen.cli.option_groups import complete_paths, completing
from argogen.cli.options import generation_options, ref_option
from argogen.cli.parts import Command
from argogen.cli.report import print_diagnostics
from argogen.cli.session import open_projects
from argogen.diagnostics import InvalidInputError
from argogen.engine.projects import Projects
from argogen.formats import write_diagnostics
from argogen.output.files import write_files
from argogen.testing.discovery import find_test_files
from argogen.testing.reports.json import write as write_json
from argogen.testing.reports.junit import write as write_junit
from argogen.testing.reports.text import FAILED, PASSED, summarize
from argogen.testing.reports.text import write as write_text
from argogen.testing.results import SuiteResult, add_coverage, decide_exit_code, list_diagnostics
from argogen.testing.selection import select_by_name
from argogen.testing.suites import SuiteRequest, run_suites
from argogen.testing.watching import Snapshot, has_changed_between, take_snapshot, wait_for_change

_FORMATS = {"json": write_json, "junit": write_junit}
_PAUSE = 0.5  # seconds between two looks at the files


@click.command("test", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@click.option(
    "-k",
    "names",
    multiple=True,
    metavar="TEXT",
    shell_complete=completing("sources", "list_cases"),
    help="Run only cases with TEXT in the name or file name.",
)
@click.option("--coverage", is_flag=True, help="List the steps and branches that no case covers.")
@click.option(
    "--fail-under",
    "minimum",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail if the coverage of steps and branches is lower.",
)
@click.option("--watch", is_flag=True, help="Run again whenever a file changes, until interrupted.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", "github"]),
    default="text",
    help="Output format: plain text, JSON, JUnit XML, or GitHub annotations.",
)
@click.option(
    "--junit",
    "junit_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write JUnit XML to a file, too.",
)
@ref_option("that the workflows use.")
@generation_options
def command(paths: tuple[str, ...], refs: tuple[str, ...], names: tuple[str, ...], watch: bool, **options: Any) -> int:
    """Run the test cases of pipelines, with mocks in place of their steps.

    PATH is a test file NAME.test.yaml, a pipeline or manifest NAME.yaml beside one, or a directory that is searched for
    test files. Without PATH, the enclosing project is searched, or the working directory. The workflow runs as in Argo,
    but without a cluster, and time is simulated.

    Exit code 1 if a case fails, 2 if a test file or its pipeline is invalid.

    \b
    argogen test
    argogen test pipelines/scores.yaml
    argogen test -k "failed shard" --watch
    argogen test --coverage --fail-under 100
    argogen test --junit report.xml
    """
    reports = {name: options.pop(name) for name in ("coverage", "minimum", "form", "junit_file")}
    projects = open_projects(**options)
    request = SuiteRequest(paths, projects, refs, select_by_name(names))
    if watch:
        return _watch(request, names, reports)
    return _run(request, names, **reports)[0]


def _run(
    request: SuiteRequest,
    names: Sequence[str],
    *,
    coverage: bool,
    minimum: float | None,
    form: str,
    junit_file: Path | None,
) -> tuple[int, Sequence[SuiteResult]]:
    suites = run_suites(request)
    if not any(suite.cases or suite.is_invalid for suite in suites):
        wanted = "' or '".join(names)
        raise click.ClickException(f"no test case matches -k '{wanted}'")
    host = request.projects.session.host
    if form == "text":
        click.echo(_colour(write_text(suites, with_coverage=coverage or minimum is not None)), nl=False)
    elif form == "github":
        click.echo(write_diagnostics(form, list_diagnostics(suites), host.working_directory, host.environ), nl=False)
    else:
        click.echo(_FORMATS[form](suites), nl=False)
    if form != "text":
        click.echo(summarize(suites), err=True)
    if junit_file is not None:
        write_files({host.resolve(junit_file): write_junit(suites)}, host.show)
    if minimum is not None and add_coverage(suites).percent < minimum:
        click.echo(f"coverage {add_coverage(suites).percent:.1f} % is below {minimum:g} %", err=True)
    return decide_exit_code(suites, minimum), suites


def _colour(text: str) -> str:
    """Return a report with colored marks of cases on a terminal."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    for mark, colour in ((PASSED, "green"), (FAILED, "red")):
        text = text.replace(f"\n  {mark} ", f"\n  {click.style(mark, fg=colour, bold=True)} ")
    return text


def _watch(request: SuiteRequest, names: Sequence[str], reports: dict[str, Any]) -> int:
    """Run again after each change, until Ctrl-C."""
    while True:
        started = time.time_ns()
        suites: Sequence[SuiteResult] = ()
        try:
            _, suites = _run(request, names, **reports)
        except InvalidInputError as error:
            print_diagnostics(error.diagnostics)
        click.echo("Waiting for changes …", err=True)
        paths = {path for suite in suites for path in suite.inputs}

        def take() -> Snapshot:
            return take_snapshot({*paths, *_list_tests(request)})  # noqa: B023 - called in this iteration only

        before = take()
        # A file may have been changed after it was read.
        if not has_changed_between(before, started, time.time_ns()):
            wait_for_change(before, take, lambda: time.sleep(_PAUSE))
        request = request._replace(projects=_reopen(request.projects))


def _list_tests(request: SuiteRequest) -> Sequence[Path]:
    """Return the test files that exist now, as absolute paths."""
    try:
        found = find_test_files(request.paths, _reopen(request.projects))
    except InvalidInputError:
        return ()
    return [request.projects.session.host.resolve(file) for file in found]


def _reopen(projects: Projects) -> Projects:
    """Return the same projects with their current files."""
    projects.session.begin_run()
    return Projects(projects.request, projects.session)
