"""The command that resumes a run, with the options that it was started with."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

import click
from click.core import ParameterSource

_RECORDED = ("path", "resume", "executor", "entrypoint", "artifacts", "allow_changes")
_SHOWN = ("logs", "is_live", "form")
_STDIN = "-"


def write_command(context: click.Context, name: str, executor: str) -> str:
    """Return the command line that resumes a run, in the same directory."""
    words = ["argogen", "run", *([_STDIN] if str(context.params.get("path")) == _STDIN else ())]
    words += ["--executor", executor]
    for parameter in context.command.params:
        given = context.get_parameter_source(str(parameter.name)) is ParameterSource.COMMANDLINE
        is_needed = given and parameter.name not in (*_RECORDED, *_SHOWN)
        if is_needed and isinstance(parameter, click.Option):
            words += _write_option(parameter, context.params[str(parameter.name)])
    return shlex.join([*words, "--resume", name])


def _write_option(parameter: click.Option, value: Any) -> Iterator[str]:
    option = max(parameter.opts, key=len)
    if parameter.is_flag:
        yield option
        return
    pairs = [f"{name}={each}" for name, each in value.items()] if isinstance(value, Mapping) else None
    for each in pairs or (value if parameter.multiple else (value,)):
        yield from (option, str(each))


def describe_reading(context: click.Context) -> Iterator[str]:
    """Yield a line for each input that the resumed run reads again: the standard input, and files of Secrets."""
    if str(context.params.get("path")) == _STDIN:
        yield "the pipeline or manifest is read from standard input again"
    for text in context.params.get("secrets") or ():
        name, _, file = text.partition("@")
        source = "standard input" if file == _STDIN else f"'{file}'"
        yield f"Secret '{name}' is read from {source} again"
