"""`argogen templates check`: try templates and packs with examples."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from argogen.cli.options import format_option, read_pairs
from argogen.cli.report import Report, print_diff, run_reported, show_progress
from argogen.cli.session import open_projects
from argogen.project.project import Project
from argogen.workspace.templates.checking import CheckedExamples, check_templates
from argogen.workspace.templates.trial import TriedPack, read_tried


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
    projects = open_projects()
    session = projects.session
    report = Report(form, session.host)

    def work() -> int:
        project = None if folder else projects.here()
        tried = _list_packs(project) if project else [read_tried(folder or Path(), parameters, session.host)]
        templates = project.templates if project else ()
        with tempfile.TemporaryDirectory(prefix="argogen-") as scratch:
            checked = check_templates(Path(scratch), templates, tried, session, show_progress)
            return _report(checked, report, diff=diff)

    return run_reported(report, work)


def _list_packs(project: Project) -> list[TriedPack]:
    return [TriedPack(pack.name, pack.folder, pack.parameters) for pack in project.loaded_packs]


def _report(checked: CheckedExamples, report: Report, *, diff: bool) -> int:
    for change in checked.changes if diff else ():
        print_diff(change, ("argogen", "checked"))
    report.add(checked.diagnostics)
    report.summary = (
        f"{checked.examples} examples: {checked.differing} differ from argogen's own templates, "
        f"{checked.wrong} with something wrong"
    )
    return 1 if checked.wrong else 0
