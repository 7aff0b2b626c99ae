"""`argogen templates diff`: how template files differ from those that they replace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from argogen.cli.commands.templates.ejected import read_ejected
from argogen.cli.commands.templates.origins import (
    Origin,
    complete_names,
    find_all,
    list_names,
    list_origins,
    templates_option,
)
from argogen.cli.report import print_diff
from argogen.output.diff import find_overlaps


@click.command("diff")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete_names)
@templates_option
def command(names: tuple[str, ...], templates: tuple[Path, ...]) -> int:
    """Show how the project's template files differ from argogen's or a pack's that they replace.

    Of a file that was ejected there are three texts: what it was then, what it is here, and what it is in argogen or
    the pack now. So there are two differences: what was changed here, and what was changed there since.

    \b
    argogen templates diff
    argogen templates diff constructs/container.yaml.j2
    """
    origins = list_origins(templates)
    for name in names:
        find_all(name, origins)
    for name, ours, beneath in _list_replaced(names or list_names(origins), origins):
        _show(name, ours, beneath)
    return 0


def _list_replaced(names: Sequence[str], origins: Sequence[Origin]) -> Iterator[tuple[str, Origin, Origin]]:
    """The files of the project that replace another one."""
    for name in names:
        found = find_all(name, origins)
        beneath = [origin for origin in found if not origin.theirs]
        if found[0].theirs and beneath:
            yield name, found[0], beneath[0]


def _show(name: str, ours: Origin, beneath: Origin) -> None:
    here, there = f"{ours.label}/{name}", f"{beneath.label}/{name}"
    then = read_ejected(ours.folder, name)
    mine, theirs = ours.read(name), beneath.read(name)
    if then is None:
        click.echo(f"{here} replaces {there}:", err=True)
        print_diff(theirs, mine, name, (beneath.label, ours.label))
        return
    overlaps = find_overlaps(then, mine, theirs)
    click.echo(_describe(here, there, then, mine, theirs, overlaps), err=True)
    print_diff(then, mine, name, ("ejected", ours.label))
    print_diff(then, theirs, name, ("ejected", beneath.label))


def _describe(here: str, there: str, then: str, mine: str, theirs: str, overlaps: Sequence[int]) -> str:
    """One line: which of the two texts have changed since the file was ejected."""
    if overlaps:
        lines = f"line{'s' if len(overlaps) > 1 else ''} {', '.join(map(str, overlaps))}"
        return f"{here} and {there} have both changed {lines} of the ejected file:"
    changed = [path for path, text in ((here, mine), (there, theirs)) if text != then]
    return f"{' and '.join(changed)} changed since it was ejected:" if changed else f"{here} is as it was ejected."
