"""`argogen graph`: draw workflows."""

from __future__ import annotations

from typing import Any

import click

from argogen.cli.options import generation_options
from argogen.cli.parts import EXISTING_PATH, Command
from argogen.cli.report import Report, run_reported
from argogen.cli.session import open_projects
from argogen.drawing.formats import FORMATS
from argogen.graph.options import DEEPEST, GraphOptions
from argogen.output.files import write_files
from argogen.workspace.pictures.drawing import draw
from argogen.workspace.pictures.request import DrawRequest


@click.command("graph", cls=Command)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
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
    help="Do not show the steps of a step or template, by its name or id.",
)
@click.option("--entrypoint", default="", metavar="NAME", help="Template to start with, instead of the entrypoint.")
@click.option(
    "--ref",
    "references",
    multiple=True,
    metavar="PATH",
    type=EXISTING_PATH,
    help="File or directory of WorkflowTemplates, whose steps are shown where they are called.",
)
@click.option(
    "--run",
    default="",
    metavar="FILE",
    help="Show the phases of a run: a workflow in the JSON that kubectl prints, or the directory of a run.",
)
@generation_options
def command(paths: tuple[str, ...], form: str | None, output: str, **options: Any) -> int:
    """Draw the graphs of workflows: steps, dependencies, loops, conditions, values that pass, and handlers.

    PATH is a pipeline, an Argo manifest, a directory, or - for standard input. Without PATH, the workflow of --run is
    drawn, or all pipelines of the enclosing project. GitHub and GitLab show Mermaid in Markdown, in a code block.

    \b
    argogen graph pipeline.yaml
    argogen graph pipeline.yaml -o pipeline.svg
    argogen graph pipelines/ --format html -o pictures/
    argogen graph manifest.yaml --ref templates/ --depth 2 --collapse publish
    argogen graph pipeline.yaml --format json | jq '.graphs[].edges'
    kubectl get workflow scores-x7k2p -o json > run.json
    argogen graph pipeline.yaml --run run.json -o run.html
    """
    shown = GraphOptions(
        depth=options.pop("depth"), collapse=options.pop("collapse"), entrypoint=options.pop("entrypoint")
    )
    references, run = options.pop("references"), options.pop("run")
    projects = open_projects(**options)
    host = projects.session.host
    request = DrawRequest(paths, projects, shown, references, run, form or "", "" if output == "-" else output)
    report = Report("text", host, is_taken=True)

    def work() -> int:
        pictures = draw(request)
        report.add(pictures.diagnostics)
        if None in pictures.texts:
            click.echo(pictures.texts[None], nl=False)
        else:
            write_files({path: text for path, text in pictures.texts.items() if path is not None}, host.show)
        for remark in pictures.remarks:
            click.echo(f"argogen: {remark}", err=True)
        return 0

    return run_reported(report, work)
