"""Runs the command line, and turns every outcome into an exit code."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys

import click

from argogen.cli.group import CLOSED_PIPE
from argogen.cli.main import cli
from argogen.cli.report import print_diagnostics
from argogen.diagnostics import InvalidInputError

USAGE, INTERNAL, INTERRUPTED = 2, 3, 130
COMPLETION = "_ARGOGEN_COMPLETE"
"""The variable in which a shell asks for completions."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def run(arguments: list[str]) -> int:
    """Run argogen with these arguments; return the exit code."""
    _escape_unprintable()
    if COMPLETION in os.environ:
        importlib.import_module("argogen.cli.completion.shells").register()
    try:
        return _run(arguments)
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return CLOSED_PIPE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            _discard_output()
            click.echo(f"argogen: the output cannot be written: {error.strerror}", err=True)
            return USAGE
        # Imported here, since other runs do not write tracebacks.
        internal = importlib.import_module("argogen.cli.internal_error")
        click.echo(internal.report_internal_error(error, arguments), err=True)
        return INTERNAL


def _escape_unprintable() -> None:
    """Print escapes for characters that the encoding of a stream does not have, such as those of invalid file names."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _run(arguments: list[str]) -> int:
    try:
        code = cli.main(arguments, prog_name="argogen", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except InvalidInputError as error:
        print_diagnostics(error.diagnostics)
        return USAGE
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    return code if isinstance(code, int) else 0


def _discard_output() -> None:
    """Python flushes standard output once more at exit; give it somewhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
