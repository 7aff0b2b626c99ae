"""`argogen lint`: what is wrong, and nothing written."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import click

from argogen.cli.fixing import fix_all
from argogen.cli.generation import Options, generate
from argogen.cli.inputs import Input, find_inputs
from argogen.cli.linting import lint_options, settle
from argogen.cli.options import generation_options, read_options
from argogen.cli.report import count, print_diagnostics
from argogen.diagnostics import Diagnostic, InvalidInputError, Severity, in_reading_order
from argogen.rules.every import check_all
from argogen.rules.selection import Choice, Selection
from argogen.source.text import read_source


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
    if fix and "-" in paths:
        raise click.UsageError("--fix writes into files, and standard input is none")
    selection = Selection(select, ignore, severities)
    options = read_options(**shared)._replace(check=functools.partial(check_all, choice=Choice(selection)))
    inputs = find_inputs(paths)
    names = [given.source.file for given in inputs]
    mended = 0
    if fix:
        found, mended = fix_all(lambda: _find(paths, options, selection), (*names, *_list_files(options)))
    else:
        found = _settle(inputs, options, selection)
    print_diagnostics(found)
    files = "1 file" if len(names) == 1 else f"{len(names)} files"
    told = f"; mended {mended}" if mended else ""
    click.echo(f"{files}: {count(found)}{told}", err=True)
    return 1 if any(diagnostic.severity is not Severity.NOTE for diagnostic in found) else 0


def _find(paths: tuple[str, ...], options: Options, selection: Selection) -> list[Diagnostic]:
    return _settle(find_inputs(paths), options, selection)


def _settle(inputs: Sequence[Input], options: Options, selection: Selection) -> list[Diagnostic]:
    sources = [*(given.source for given in inputs), *map(read_source, _list_files(options))]
    found = (diagnostic for given in inputs for diagnostic in _look_at(given, options))
    return in_reading_order(settle(found, sources, selection))


def _list_files(options: Options) -> list[str]:
    """The files beside the pipelines in which something may be found."""
    return [str(file) for file in (options.configuration, options.parameters) if file is not None]


def _look_at(given: Input, options: Options) -> list[Diagnostic]:
    try:
        return list(generate(given, options).diagnostics)
    except InvalidInputError as error:
        return list(error.diagnostics)
