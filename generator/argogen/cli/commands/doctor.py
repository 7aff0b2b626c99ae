"""`argogen doctor`: report the installation and its missing parts."""

from __future__ import annotations

import contextlib
import json
import locale
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from argogen.cli.options import result_format_option
from argogen.cli.parts import Command
from argogen.cli.session import read_host
from argogen.diagnostics import write_in_one_line
from argogen.installation.finding import Item, Section, Status, anonymize, is_usable
from argogen.installation.inspection import inspect

try:
    import pwd
except ImportError:  # on Windows
    pwd = None  # type: ignore[assignment]

_VERSION = 1
_VARIABLES = ("LC_ALL", "LC_CTYPE", "LANG", "TERM", "NO_COLOR")
_COLOURS = {Status.OK: "green", Status.MISSING: "yellow", Status.REQUIRED: "red"}


@click.command("doctor", cls=Command)
@result_format_option("Text, or JSON with the same sections and items.")
def command(form: str) -> int:
    """Report the installation and its missing parts, for bug reports.

    It lists the versions of argogen, Python and packages, the extras with the commands that install them, caches, git,
    the executors of `argogen run` with the reason if one does not work, linters of scripts, the project file and the
    terminal. It has no values of secrets, and `~` in place of home directories.

    `missing` items are optional. Exit code 1 if the project requires something that is missing.

    \b
    argogen doctor
    argogen doctor --format json
    argogen schema doctor
    """
    sections = anonymize(inspect(read_host(), _read_terminal()), _list_homes())
    if form == "json":
        click.echo(write_json(sections))
    else:
        click.echo(write_text(sections, coloured=sys.stdout.isatty() and not os.environ.get("NO_COLOR")), nl=False)
    return 0 if is_usable(sections) else 1


def write_json(sections: Iterable[Section]) -> str:
    """Return the report as JSON: `schemas/doctor.schema.json` describes it."""
    listed = list(sections)
    data = {
        "version": _VERSION,
        "usable": is_usable(listed),
        "sections": [{"name": each.name, "items": [_convert(item) for item in each.items]} for each in listed],
    }
    return json.dumps(data, indent=2)


def _convert(item: Item) -> Mapping[str, str]:
    return {"name": item.name, "status": item.status.value, "value": item.value, "hint": item.hint}


def write_text(sections: Iterable[Section], *, coloured: bool = False) -> str:
    """Return the plain report: a line for each item, and its hint on the line below."""
    return "\n".join("".join(_write_section(section, coloured=coloured)) for section in sections)


def _write_section(section: Section, *, coloured: bool) -> Iterator[str]:
    yield f"{section.name}\n"
    width = max(len(item.name) for item in section.items)
    for item in section.items:
        status = f"{item.status.value:8}"
        shown = click.style(status, fg=_COLOURS[item.status]) if coloured else status
        yield f"  {shown}  {item.name:{width}}  {write_in_one_line(item.value)}\n"
        if item.hint and item.status is not Status.OK:
            yield f"  {'':8}  {'':{width}}  {write_in_one_line(item.hint)}\n"


def _read_terminal() -> Mapping[str, str]:
    streams = (("output", sys.stdout), ("errors", sys.stderr))
    shown = {name: _describe(stream.isatty(), stream.encoding) for name, stream in streams if stream is not None}
    size = shutil.get_terminal_size()
    variables = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
    return {
        **shown,
        "size": f"{size.columns} columns, {size.lines} lines",
        "file names": sys.getfilesystemencoding(),
        "locale": locale.setlocale(locale.LC_CTYPE),
        **variables,
    }


def _describe(is_terminal: bool, encoding: str) -> str:
    return f"{'a terminal' if is_terminal else 'not a terminal'}, {encoding}"


def _list_homes() -> Iterator[str]:
    """Yield the home directories of the user, of HOME and of the system, and their paths without links."""
    homes = [os.environ.get("HOME", ""), os.environ.get("USERPROFILE", "")]
    if pwd is not None:
        with contextlib.suppress(KeyError):  # a user of a container may have no entry
            homes.append(pwd.getpwuid(os.getuid()).pw_dir)
    for home in filter(os.path.isabs, homes):
        yield from (home, str(Path(home).resolve()))
