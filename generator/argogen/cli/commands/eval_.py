"""`argogen eval`: evaluate an expression, a tag, a condition or dependencies."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from argogen.argo.evaluation.batch import evaluate_row
from argogen.argo.evaluation.environment import Evaluation
from argogen.argo.evaluation.errors import MissingLibraryError
from argogen.cli.evaluation import KINDS, Inquiry, answer
from argogen.cli.options import result_format_option, set_option
from argogen.cli.report import print_diagnostics
from argogen.cli.session import read_host
from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.yaml.read import read_document

_FILE = click.Path(dir_okay=False, allow_dash=True)
_TAG = "{{"
_STRINGS = ("expr", "text", "when")
# The types of the other values of a row, which may be null.
_FORMS: Mapping[str, tuple[type, str]] = {
    "env": (dict, "an object"),
    "depends": (str, "a string"),
    "dependencies": (list, "a list"),
    "tasks": (dict, "an object"),
}
_TASK = 'an object such as {"phase": "Succeeded"}'
_KEYS = ("expr", "text", "when", "depends", "dependencies", "tasks")


@click.command("eval")
@click.argument("text", required=False, metavar="[TEXT]")
@click.option(
    "--kind", type=click.Choice(list(KINDS)), help="What TEXT is.  [default: tag if it contains '{{', otherwise expr]"
)
@click.option("--env", "environment", type=_FILE, metavar="FILE", help="JSON or YAML file with the variables.")
@set_option("Set a variable to a string, or for --kind depends the phase of a task.")
@click.option("--strict", is_flag=True, help="Report tags that remain unresolved, as Argo does in loops and metrics.")
@click.option("--cron", is_flag=True, help="Evaluate the 'when' of a CronWorkflow, in which words are variables.")
@click.option("--batch", type=_FILE, metavar="FILE", help="Evaluate the rows of a JSON list; print one object per row.")
@result_format_option("Output format.")
def command(text: str | None, batch: str | None, form: str, **options: Any) -> int:
    """Evaluate an expression, a string with tags, a condition or dependencies with the results of Argo 3.7.

    The kinds are `tag`, a string with {{name}} or {{=expression}}; `expr`, an expression without braces; `when`, the
    condition of a step or task; `depends`, the dependencies of a task. Variables have the names that tags have; the
    variables of Argo are strings.

    Rows of --batch have the keys `expr` and `env`, `text` and `env`, `when`, or `depends`, `dependencies` and `tasks`.

    \b
    argogen eval "{{=asInt(inputs.parameters.n) + 1}}" --set inputs.parameters.n=4
    argogen eval --kind expr "filter([1, 2, 3], # > 1)" --format json
    argogen eval --kind when "{{inputs.parameters.size}} > 10" --set inputs.parameters.size=12
    argogen eval --kind depends "build && !test.Failed" --set build=Succeeded --set test=Skipped
    argogen eval "hello {{item.name}}" --env variables.yaml
    argogen eval --batch rows.json

    Exit code 1 if the evaluation fails.
    """
    host = read_host()
    if batch is not None:
        _reject_text(text)
        return _run_batch(batch, host)
    if text is None:
        raise click.UsageError("Missing argument 'TEXT', or the option '--batch'.")
    return _run_one(text, form, host, **options)


def _reject_text(text: str | None) -> None:
    if text is not None:
        raise click.UsageError("Option '--batch' excludes the argument 'TEXT'.")


def _run_one(
    text: str, form: str, host: Host, *, kind: str | None, environment: str | None, values: Mapping[str, str],
    strict: bool, cron: bool,
) -> int:  # fmt: skip
    kind = kind or ("tag" if _TAG in text else "expr")
    variables = {**(_read_variables(environment, host) if environment else {}), **values}
    inquiry = Inquiry(text, variables, is_strict=strict, is_cron=cron)
    try:
        found = answer(kind, inquiry, Evaluation())
    except MissingLibraryError as error:
        raise click.ClickException(str(error)) from error
    if form == "json":
        click.echo(json.dumps(found.row, ensure_ascii=False))
    elif found.diagnostic is None:
        click.echo(found.text)
    if found.diagnostic is not None and form == "text":
        print_diagnostics([found.diagnostic])
    return 0 if found.diagnostic is None else 1


def _read_variables(path: str, host: Host) -> Mapping[str, Any]:
    source = host.read_standard_input() if path == "-" else host.read(path)
    data = read_document(source).data
    if not isinstance(data, dict) or not all(isinstance(name, str) for name in data):
        raise _invalid(path, "expected a mapping of names to values")
    return data


def _run_batch(path: str, host: Host) -> int:
    evaluation = Evaluation()
    for row in _read_rows(path, host):
        click.echo(json.dumps(evaluate_row(row, evaluation), ensure_ascii=False))
    return 0


def _read_rows(path: str, host: Host) -> Iterator[Mapping[str, Any]]:
    source = host.read_standard_input() if path == "-" else host.read(path)
    try:
        rows = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        raise _invalid(path, f"invalid JSON: {error}") from error
    if not isinstance(rows, list):
        raise _invalid(path, "expected a JSON list of rows")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not any(key in row for key in _KEYS):
            raise _invalid(path, f"row {number} requires one of the keys {', '.join(_KEYS)}")
        for key, expected in _find_problems(row):
            raise _invalid(path, f"'{key}' of row {number} must be {expected}")
    return iter(rows)


def _find_problems(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the keys whose values have a wrong type, each with the expected type."""
    yield from ((key, "a string") for key in _STRINGS if not isinstance(row.get(key, ""), str))
    wrong = [key for key, (kind, _) in _FORMS.items() if not isinstance(row.get(key), (kind, type(None)))]
    yield from ((key, _FORMS[key][1]) for key in wrong)
    if wrong:
        return
    yield from (
        ("dependencies", "a list of names") for name in row.get("dependencies") or () if not isinstance(name, str)
    )
    for name, task in (row.get("tasks") or {}).items():
        if not isinstance(task, dict):
            yield name, _TASK
        elif not isinstance(task.get("continueOn"), (dict, type(None))):
            yield f"{name}.continueOn", "an object"


def _invalid(path: str, message: str) -> InvalidInputError:
    return InvalidInputError([Diagnostic("invalid-value", message, Place(Path(path).as_posix()))])
