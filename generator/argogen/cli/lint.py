"""`argogen lint`: what is wrong, and nothing written."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import click

from argogen.cli.generation import Options, generate
from argogen.cli.inputs import Input, find_inputs
from argogen.cli.linting import lint_options, settle
from argogen.cli.options import generation_options, read_options
from argogen.cli.report import count, print_diagnostics
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity, in_reading_order
from argogen.rules.every import check_all
from argogen.rules.selection import Choice, Selection


@click.command("lint")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@lint_options
@generation_options
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severities: Mapping[str, Severity],
    fix: bool,
    **shared: Any,
) -> int:
    """Check pipelines: their form, references and expressions, and what Argo would make of them.

    PATH is a pipeline, a folder to search for pipelines, or - for standard input. Exit 1 when anything is found that is
    more than a note. What is told has the name of a rule, which `argogen explain` explains; a comment
    `# argogen: ignore[RULE]` takes it away on its line.

    \b
    argogen lint pipeline.yaml
    argogen lint pipelines/ --argo-version 4.0
    argogen lint pipelines/ --select AG7 --ignore floating-image --severity AG5=error
    argogen lint pipelines/ --fix
    """
    inputs = find_inputs(paths)
    selection = Selection(select, ignore, severities)
    check = functools.partial(check_all, choice=Choice(selection))
    options = read_options(**shared)._replace(check=check)
    del fix
    found = in_reading_order(
        settle(
            [diagnostic for given in inputs for diagnostic in _look_at(given, options)],
            [given.source for given in inputs],
            selection,
        )
    )
    print_diagnostics(found)
    files = "1 file" if len(inputs) == 1 else f"{len(inputs)} files"
    click.echo(f"{files}: {count(found)}", err=True)
    return 1 if any(diagnostic.severity is not Severity.NOTE for diagnostic in found) else 0


def _look_at(given: Input, options: Options) -> list[Diagnostic]:
    try:
        return list(generate(given, options).diagnostics)
    except InvalidInputError as error:
        return list(error.diagnostics)
