"""The program: runs the command line and turns every way it can end into an exit code."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

from argogen.cli.main import cli
from argogen.cli.report import print_diagnostics
from argogen.diagnostics import InvalidInputError

USAGE, FAULT, INTERRUPTED, CLOSED_PIPE = 2, 3, 130, 141


def main() -> None:
    """Run argogen; exit 0 fine, 1 findings, 2 wrong use or input, 3 a fault of argogen's own."""
    # What is read and rendered lives until the end: looking for garbage in it takes a fifth of the time and finds none.
    gc.set_threshold(500_000)
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run argogen with these arguments; the exit code."""
    try:
        code = cli.main(arguments, prog_name="argogen", standalone_mode=False)
        sys.stdout.flush()
    except InvalidInputError as error:
        print_diagnostics(error.diagnostics)
        return USAGE
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes standard output once more at exit; give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except Exception as error:
        fault = importlib.import_module("argogen.cli.fault")  # only here: a good run needs nothing to write tracebacks
        click.echo(fault.report_fault(error, arguments), err=True)
        return FAULT
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()
