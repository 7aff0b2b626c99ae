"""`argogen templates diff`: compare overrides with the templates that they replace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from argogen.cli.commands.templates.shared import complete_names, find_origins, templates_option
from argogen.cli.parts import Command
from argogen.cli.report import print_diff
from argogen.output.diff import find_overlaps
from argogen.output.manifests import TextChange
from argogen.workspace.templates.ejected import read_ejected
from argogen.workspace.templates.origins import TemplateOrigin, find_all, list_names, list_replaced


@click.command("diff", cls=Command)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_names)
@templates_option
def command(names: tuple[str, ...], templates: tuple[Path, ...]) -> int:
    """Compare the template files of the project with the built-in or pack files that they override.

    For an ejected file two diffs are printed: the changes of the override since it was ejected, and the changes of the
    original since then.

    \b
    argogen templates diff
    argogen templates diff constructs/container.yaml.j2
    """
    origins = find_origins(templates)
    for name in names:
        find_all(name, origins)
    for replaced in list_replaced(names or list_names(origins), origins):
        _show(*replaced)
    return 0


def _show(name: str, ours: TemplateOrigin, inherited: TemplateOrigin) -> None:
    here, there = f"{ours.label}/{name}", f"{inherited.label}/{name}"
    then = read_ejected(ours.folder, name)
    mine, theirs = ours.read(name), inherited.read(name)
    if then is None:
        click.echo(f"{here} replaces {there}:", err=True)
        print_diff(TextChange(theirs, mine, name), (inherited.label, ours.label))
        return
    overlaps = find_overlaps(then, mine, theirs)
    click.echo(_describe(here, there, then, mine, theirs, overlaps), err=True)
    print_diff(TextChange(then, mine, name), ("ejected", ours.label))
    print_diff(TextChange(then, theirs, name), ("ejected", inherited.label))


def _describe(here: str, there: str, then: str, mine: str, theirs: str, overlaps: Sequence[int]) -> str:
    """State in one line which of the two files have changed since the file was ejected."""
    if overlaps:
        lines = f"line{'s' if len(overlaps) > 1 else ''} {', '.join(map(str, overlaps))}"
        return f"{here} and {there} have both changed {lines} of the ejected file:"
    changed = [path for path, text in ((here, mine), (there, theirs)) if text != then]
    return (
        f"{' and '.join(changed)} changed since it was ejected:"
        if changed
        else f"{here} is unchanged since it was ejected."
    )
