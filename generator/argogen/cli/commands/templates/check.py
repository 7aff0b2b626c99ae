"""`argogen templates check`: test templates and packs with example pipelines."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import click

from argogen.cli.options import format_option, read_pairs
from argogen.cli.parts import EXISTING_DIRECTORY, Command
from argogen.cli.report import Report, print_diff, run_reported, show_progress
from argogen.cli.session import open_projects
from argogen.project.project import Project
from argogen.workspace.templates.checking import CheckedExamples, check_templates
from argogen.workspace.templates.trial import TriedPack, read_tried


@click.command("check", cls=Command)
@click.argument("folder", required=False, metavar="[DIRECTORY]", type=EXISTING_DIRECTORY)
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    callback=read_pairs,
    help="Set a parameter of the pack in DIRECTORY.",
)
@click.option("--diff/--no-diff", default=True, help="Print differences from the output of the built-in templates.")
@format_option
def command(folder: Path | None, parameters: Mapping[str, str], diff: bool, form: str) -> int:
    """Render example pipelines with a pack, or with the templates and packs of the project, and check the manifests.

    DIRECTORY contains a pack; without it, the enclosing project is checked. The examples of packs are rendered with the
    templates and settings of the packs, and the built-in examples with the templates only. The manifests are checked
    against the Argo schema and by the lint rules, and compared with the output of the built-in templates. The exit code
    is 1 if there is an error.

    \b
    argogen templates check
    argogen templates check packs/acme --parameter team=data --no-diff
    """
    projects = open_projects(allow_outside=True)  # examples of packs are rendered in temporary projects
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
        f"{checked.examples} examples: {checked.differing} differ from the built-in templates, "
        f"{checked.wrong} with errors"
    )
    return 1 if checked.wrong else 0
