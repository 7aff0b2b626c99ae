"""`argogen render`: pipelines in, manifests out."""

from __future__ import annotations

import importlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from argogen.cli.inputs import Input, find_inputs, is_folder
from argogen.cli.jobs import make_job, refuse_clashes, wrong_output
from argogen.cli.leftovers import Leftover, describe_leftover
from argogen.cli.options import Given, format_option, generation_options, reach_options, read_reach
from argogen.cli.projects import Projects
from argogen.cli.report import Report, print_diff, run_reported
from argogen.cli.scope import Plan, plan_projects
from argogen.cli.update import KEPT, Outcome, State, compare, describe, write
from argogen.diagnostics import Severity
from argogen.paths import show_path


class _How(NamedTuple):
    """What to do about manifests that are not up to date, or that nothing makes any more."""

    check: bool
    diff: bool
    force: bool
    restamp: bool
    prune: bool

    @property
    def only_looks(self) -> bool:
        """Whether nothing is written."""
        return self.check or self.diff


@click.command("render")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-o", "--output", metavar="PATH", help="A file for one pipeline, a folder for several; `-` prints.")
@click.option("--check", is_flag=True, help="Write nothing, and exit 1 if a manifest is not up to date.")
@click.option("--diff", is_flag=True, help="The same, and show what would change.")
@click.option("--force", is_flag=True, help="Also replace changes made by hand, and files that are not argogen's.")
@click.option("--restamp", is_flag=True, help="Also renew the stamps of manifests that stay the same.")
@click.option("--prune", is_flag=True, help="Also remove manifests whose pipeline is gone.")
@reach_options
@format_option
@generation_options
def command(paths: tuple[str, ...], output: str | None, form: str, **options: Any) -> int:
    """Render pipelines into Argo Workflows manifests.

    PATH is a pipeline, a folder to search for pipelines, or - for standard input. Without PATH, all manifests of the
    project around this folder are brought up to date. Nothing is written when anything is wrong.

    \b
    argogen render pipeline.yaml
    argogen render pipeline.yaml -o manifest.yaml --set shards=8
    argogen render pipelines/ -o manifests/ --argo-version 3.6
    argogen render pipeline.yaml --templates our-templates/ | kubectl create -f -
    argogen render --prune
    argogen render --check --changed --since main --format github
    """
    how = _How(*(options.pop(name) for name in _How._fields))
    reach = read_reach(paths, options)
    prints = reach is None and output in (None, "-")
    _refuse_nonsense(how, form, output, prints, is_project=reach is not None)
    projects = Projects(Given(**options))
    report = Report(form, is_taken=prints)

    def work() -> int:
        if prints:
            return _print(find_inputs(paths), projects, report)
        plan = plan_projects(projects, reach) if reach else _plan_outputs(paths, str(output), projects)
        return _look(plan, how, report) if how.only_looks else _write(plan, how, report)

    return run_reported(report, work)


def _refuse_nonsense(how: _How, form: str, output: str | None, prints: bool, is_project: bool) -> None:
    if is_project and output is not None:
        raise click.UsageError("--output needs a PATH; where the manifests of a project go, its `output` says")
    if prints and how.only_looks:
        raise click.UsageError("--check and --diff need manifests to look at: give --output, or no PATH")
    if how.prune and not is_project:
        raise click.UsageError("--prune is about projects, and PATH names pipelines: give one of them")
    if how.diff and form == "json":
        raise click.UsageError("--diff prints text, and so cannot be had with --format json")


def _print(inputs: Sequence[Input], projects: Projects, report: Report) -> int:
    work = [(given, projects.options_around(given.folder)) for given in inputs]
    made = importlib.import_module("argogen.cli.generation").generate_all(work)
    report.add(diagnostic for generated in made for diagnostic in generated.diagnostics)
    click.echo("---\n".join(generated.text for generated in made), nl=False)
    return 0


def _look(plan: Plan, how: _How, report: Report) -> int:
    report.add(plan.noticed)
    outcomes = compare(plan.jobs, report)
    drifted = [outcome for outcome in outcomes if outcome.state not in KEPT]
    report.add(map(describe, drifted))
    report.add(map(describe_leftover, plan.leftovers))
    if how.diff:
        _print_diffs(drifted, plan.leftovers)
    states = Counter(State.FRESH if outcome.state in KEPT else outcome.state for outcome in outcomes)
    amounts = {state.value: states[state] for state in State}
    report.summary = _summarize(len(outcomes), {**amounts, "left over": len(plan.leftovers)})
    return 1 if drifted or plan.leftovers else 0


def _write(plan: Plan, how: _How, report: Report) -> int:
    report.add(plan.noticed)
    outcomes = compare(plan.jobs, report)
    doomed = plan.leftovers if how.prune else []
    written = write(outcomes, doomed, force=how.force, restamp=how.restamp)
    kept = [leftover for leftover in plan.leftovers if not how.prune]
    report.add(describe_leftover(leftover)._replace(severity=Severity.WARNING) for leftover in kept)
    amounts = {"written": written, "up to date": len(outcomes) - written, "removed": len(doomed)}
    report.summary = _summarize(len(outcomes), {**amounts, "left over": len(kept)})
    return 0


def _print_diffs(outcomes: Sequence[Outcome], leftovers: Sequence[Leftover]) -> None:
    for outcome in outcomes:
        manifest = outcome.job.manifest
        print_diff(manifest.body, outcome.body, show_path(manifest.path))
    for leftover in leftovers:
        print_diff(leftover.manifest.body, None, show_path(leftover.manifest.path))


def _summarize(manifests: int, amounts: Mapping[str, int]) -> str:
    """One line: how many manifests there are, and how they are or what was done with them."""
    said = ", ".join(f"{number} {what}" for what, number in amounts.items() if number) or "nothing to do"
    return f"{manifests} manifest{'s' * (manifests != 1)}: {said}"


def _plan_outputs(paths: Sequence[str], output: str, projects: Projects) -> Plan:
    """The jobs of pipelines that were named, in places that were named."""
    inputs = find_inputs(paths)
    targets = _find_targets(inputs, paths, output)
    pairs = zip(inputs, targets, strict=True)
    jobs = [make_job(given, projects.options_around(given.folder), target) for given, target in pairs]
    refuse_clashes(jobs)
    return Plan(jobs, [], [])


def _find_targets(inputs: Sequence[Input], paths: Sequence[str], output: str) -> list[Path]:
    if len(paths) == 1 and not is_folder(Path(paths[0])):
        return [_file_target(Path(output), inputs[0])]
    return [_folder(Path(output)) / given.relative for given in inputs]


def _file_target(output: Path, given: Input) -> Path:
    if is_folder(output):
        hint = f"name a file in it: {output / given.relative}"
        raise wrong_output("a folder cannot be the output of one pipeline", output, hint)
    return output


def _folder(output: Path) -> Path:
    if not is_folder(output) and os.path.lexists(output):
        raise wrong_output("a file cannot be the output of several pipelines", output, "name a folder")
    return output
