"""`argogen runs`: list, show and delete the records of runs."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path

import click

from argogen.argo.notation.durations import is_day_duration, read_day_duration
from argogen.cli.option_groups import completing
from argogen.cli.options import result_format_option
from argogen.cli.parts import Command
from argogen.cli.running.directory import find_runs, runs_option
from argogen.cli.running.ending import name_nodes
from argogen.cli.running.logs import read_lines
from argogen.cli.running.options import read_step_paths
from argogen.runner.execution import SECOND
from argogen.runner.submission import format_time
from argogen.running.records.directory import RecordError
from argogen.running.records.listing import (
    RunSummary,
    find_old,
    find_run,
    list_prunable,
    list_runs,
    summarize,
)
from argogen.running.records.logs import find_logs
from argogen.running.records.reading import read_record
from argogen.running.records.steps import describe_steps, name_steps
from argogen.testing.structure.step_paths import StepPath

_RUNNING = "Running"
_ACTIONS = ("list", "show", "remove", "prune")


@click.command("runs", cls=Command)
@click.argument("action", type=click.Choice(_ACTIONS), default="list", metavar=f"[{'|'.join(_ACTIONS)}]")
@click.argument("names", nargs=-1, metavar="[RUN]...", shell_complete=completing("runs", "list_names"))
@click.option(
    "--older-than", "age", default="30d", metavar="DURATION", help="Age of the runs that prune deletes.  [30d]"
)
@click.option(
    "--log",
    "logs",
    multiple=True,
    metavar="STEP",
    shell_complete=completing("runs", "list_steps"),
    help="With `show`: print the log of a step.",
)
@result_format_option("Text, or JSON: a list of the runs, or with `show` the workflow of each run on a line.")
@runs_option
def command(
    action: str, names: tuple[str, ...], age: str, logs: tuple[str, ...], form: str, runs: Path | None
) -> int:  # fmt: skip
    """List, show and delete the records of runs.

    `prune` deletes the records of all runs that ended before a time. Runs that are in progress are kept.

    \b
    argogen runs
    argogen runs show scores-20260102-093000
    argogen runs show scores-20260102-093000 --log score
    argogen runs show scores-20260102-093000 --format json
    argogen runs remove scores-20260102-093000
    argogen runs prune --older-than 7d
    """
    base = find_runs(runs)
    if action in ("show", "remove") and not names:
        raise click.UsageError(f"'{action}' requires the name of a run; 'argogen runs' lists them")
    if action in ("list", "prune") and names:
        raise click.UsageError(f"'{action}' takes no name of a run")
    if logs and action != "show":
        raise click.UsageError("--log requires 'show'")
    if form == "json" and (logs or action not in ("list", "show")):
        raise click.UsageError("--format json requires 'list', or 'show' without --log")
    if not is_day_duration(age):
        raise click.BadParameter(f"'{age}' is not a duration such as 7d or 12h", param_hint="--older-than")
    try:
        if logs:
            _print_logs(base, names, read_step_paths(logs))
        else:
            _act(action, base, names, float(read_day_duration(age)), is_json=form == "json")
    except RecordError as error:
        click.echo(f"argogen: {error}", err=True)
        return 2
    return 0


def _act(action: str, base: Path, names: Sequence[str], seconds: float, *, is_json: bool) -> None:
    if action == "list":
        found = list_runs(base)
        text = _write_list(found) if is_json else "".join(f"{_describe(run)}\n" for run in found)
        click.echo(text, nl=False)
        return
    if action == "prune":
        chosen = find_old(list_prunable(base), seconds)
    else:
        chosen = [summarize(find_run(base, name)) for name in names]
    if action == "show":
        show = _print_workflow if is_json else _show
        for run in chosen:
            show(run)
    else:
        _remove_all(chosen)


def _print_logs(base: Path, names: Sequence[str], paths: Sequence[StepPath]) -> None:
    for directory in (find_run(base, name) for name in names):
        for path in paths:
            found = list(find_logs(directory, path))
            if not found:
                raise RecordError(f"run '{directory.name}' has no log of step '{path.text}'")
            is_one = len(paths) == 1 and len({log.step for log in found}) == 1
            for log in found:
                for line in read_lines(log.file):
                    click.echo(line if is_one else f"{log.step} | {line}")


def _show(run: RunSummary) -> None:
    click.echo(_describe(run))
    click.echo(f"{run.directory.path}")
    for line in describe_steps(run.directory):
        click.echo(line)


def _print_workflow(run: RunSummary) -> None:
    click.echo(json.dumps(read_record(run.directory.path), ensure_ascii=False))


def _write_list(runs: Sequence[RunSummary]) -> str:
    """Return the JSON of runs, with the times of their last changes in the form of RFC 3339."""
    rows = [
        {
            "name": run.directory.name, "phase": run.phase, "message": run.message,
            "changedAt": format_time(int(run.changed_at) * SECOND), "directory": str(run.directory.path.resolve()),
        }
        for run in runs
    ]  # fmt: skip
    return f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n"


def _describe(run: RunSummary) -> str:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(run.changed_at))
    message = f": {name_nodes(run.message, name_steps(run.directory))}" if run.message else ""
    return f"{run.phase:<11} {when}  {run.directory.name}{message}"


def _remove_all(runs: Sequence[RunSummary]) -> None:
    """Delete runs, also if one of them cannot be deleted. Raises RecordError for the first of these."""
    errors = [error for run in runs if (error := _remove(run)) is not None]
    for error in errors[1:]:
        click.echo(f"argogen: {error}", err=True)
    if errors:
        raise errors[0]


def _remove(run: RunSummary) -> RecordError | None:
    try:
        if run.phase == _RUNNING:
            raise RecordError(f"run '{run.directory.name}' is in progress: stop it first")
        run.directory.remove()
    except RecordError as error:
        return error
    click.echo(f"removed {run.directory.name}")
    return None
