"""Report an internal error: one line on the terminal, and a log file with all details for a bug report."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence

from argogen.engine.masking import MASK, mask
from argogen.git.remote import hide_password
from argogen.version import __version__

_WITH_VALUES = ("--set", "--var")


def report_internal_error(error: Exception, arguments: Sequence[str]) -> str:
    """Write the details to a log file; return the line for the terminal."""
    secrets = [value for _, value in _list_values(arguments)]
    details = mask("".join(traceback.format_exception(error)), secrets)
    head = f"argogen {__version__}, Python {sys.version}\narguments: {_mask_arguments(arguments)}\n\n"
    with tempfile.NamedTemporaryFile("w", prefix="argogen-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(head + details)
    summary = mask(" ".join(f"{type(error).__name__}: {error}".split()), secrets)
    return f"argogen: internal error ({summary}): report it with the output of 'argogen doctor', and attach {log.name}"


def _list_values(arguments: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the values of parameters and variables, each with the index of its argument: `--var N=V`, `--var=N=V`."""
    for index, argument in enumerate(arguments):
        option, joined, text = argument.partition("=")
        is_next = index > 0 and arguments[index - 1] in _WITH_VALUES
        written = argument if is_next else text if joined and option in _WITH_VALUES else ""
        yield index, written.partition("=")[2]


def _mask_arguments(arguments: Sequence[str]) -> list[str]:
    values = dict(_list_values(arguments))
    return [
        hide_password(argument.removesuffix(values[index]) + MASK if values[index] else argument)
        for index, argument in enumerate(arguments)
    ]
