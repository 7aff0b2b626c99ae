"""`argogen graph`: draw workflows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from argogen.cli.option_groups import complete_paths, completing
from argogen.cli.options import entrypoint_option, generation_options, ref_option
from argogen.cli.parts import Command
from argogen.cli.report import Report, run_reported
from argogen.cli.running.directory import find_runs, runs_option
from argogen.cli.session import open_projects
from argogen.drawing.formats import FORMATS
from argogen.files import is_file, is_folder
from argogen.graph.options import DEEPEST, GraphOptions
from argogen.host import Host
from argogen.output.files import write_files
from argogen.running.records.directory import RecordError
from argogen.running.records.listing import find_run
from argogen.running.records.reading import read_record
from argogen.workspace.pictures.drawing import Pictures, draw
from argogen.workspace.pictures.request import DrawRequest

_RECORDS = (".json", ".yaml", ".yml")
"""The endings of files that have a workflow."""


@click.command("graph", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=complete_paths)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default=None,
    help="Format of the picture.  [default: that of the output file, else mermaid]",
)
@click.option("-o", "--output", default="", metavar="PATH", help="Output file, or directory for several sources.")
@click.option(
    "--depth",
    type=click.IntRange(1, DEEPEST),
    default=DEEPEST,
    help="Number of levels of steps to show.  [default: all]",
)
@click.option(
    "--collapse",
    multiple=True,
    metavar="NAME",
    shell_complete=completing("sources", "list_collapsed"),
    help="Do not show the steps of a step or template, by its name or id.",
)
@entrypoint_option
@ref_option("whose steps are shown where they are called.", "WorkflowTemplates")
@click.option(
    "--run",
    default="",
    metavar="RUN",
    shell_complete=completing("runs", "list_names"),
    help="Show the phases of a run: the name or directory of a run of 'argogen run', or a workflow in the JSON that"
    " kubectl prints.",
)
@runs_option
@generation_options
def command(paths: tuple[str, ...], form: str | None, output: str, runs: Path | None, **options: Any) -> int:
    """Draw the graphs of workflows: steps, dependencies, loops, conditions, values that pass, and handlers.

    PATH is a pipeline, an Argo manifest, a directory, or - for standard input. Without PATH, the workflow of --run is
    drawn, or all pipelines of the enclosing project. GitHub and GitLab show Mermaid in Markdown, in a code block.

    \b
    argogen graph pipeline.yaml
    argogen graph pipeline.yaml -o pipeline.svg
    argogen graph pipelines/ --format html -o pictures/
    argogen graph manifest.yaml --ref templates/ --depth 2 --collapse publish
    argogen graph pipeline.yaml --format json | jq '.graphs[].edges'
    argogen graph pipeline.yaml --run scores-20260102-093000 -o run.html
    kubectl get workflow scores-x7k2p -o json > run.json
    argogen graph pipeline.yaml --run run.json -o run.html
    """
    shown = GraphOptions(
        depth=options.pop("depth"), collapse=options.pop("collapse"), entrypoint=options.pop("entrypoint")
    )
    refs, run = options.pop("refs"), options.pop("run")
    projects = open_projects(**options)
    host = projects.session.host
    try:
        record = _read_record(run, runs)
    except RecordError as error:
        click.echo(f"argogen: {error}", err=True)
        return 2
    request = DrawRequest(paths, projects, shown, refs, run, record, form or "", "" if output == "-" else output)
    report = Report("text", host, is_taken=True)

    def work() -> int:
        pictures = draw(request)
        report.add(pictures.diagnostics)
        _write(pictures, host)
        return 0

    return run_reported(report, work)


def _write(pictures: Pictures, host: Host) -> None:
    """Print or write pictures, and then the remarks on them. Raises InvalidInputError."""
    if None in pictures.texts:
        click.echo(pictures.texts[None], nl=False)
    else:
        write_files({path: text for path, text in pictures.texts.items() if path is not None}, host.show)
    for remark in pictures.remarks:
        click.echo(f"argogen: {remark}", err=True)


def _read_record(run: str, runs: Path | None) -> Mapping[str, Any] | None:
    """Return the record of a run on this machine, by its directory or name; None for a file. Raises RecordError."""
    path = Path(run)
    if not run:
        return None
    if is_folder(path):
        return read_record(path)
    is_path = "/" in run or path.suffix in _RECORDS or is_file(path)
    return None if is_path else read_record(find_run(find_runs(runs), run).path)
