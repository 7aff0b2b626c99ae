"""`argogen run`: run a workflow on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from argogen.cli.option_groups import completing
from argogen.cli.options import entrypoint_option, generation_options, ref_option, result_format_option
from argogen.cli.parts import Command
from argogen.cli.report import print_diagnostics
from argogen.cli.running.containers import CONTAINER, PROCESS, executor_options, read_executor
from argogen.cli.running.directory import find_runs, runs_option
from argogen.cli.running.options import (
    read_approvals,
    read_artifacts,
    read_commands,
    read_config_maps,
    read_mocks,
    read_secrets,
)
from argogen.cli.running.resumption import describe_reading, write_command
from argogen.cli.running.showing import Display, run_and_show
from argogen.cli.session import open_projects, read_piped
from argogen.diagnostics import InvalidInputError
from argogen.engine.projects import Projects
from argogen.executors.local.settings import count_pods
from argogen.executors.sandbox.client import SandboxError
from argogen.executors.unisolated.claims import ClaimError
from argogen.runner.run import REFUSED
from argogen.running.opening import OpenRun, open_run
from argogen.running.preparation import prepare
from argogen.running.records.directory import RecordError
from argogen.running.request import ContainerSettings, RunRequest
from argogen.yaml.text import STDIN

_SUCCEEDED = "Succeeded"


@click.command("run", cls=Command)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@entrypoint_option
@executor_options
@click.option(
    "--mock",
    "mocks",
    multiple=True,
    metavar="STEP=FILE",
    shell_complete=completing("sources", "list_mocked"),
    help="Do not run a step: take the mock in FILE.",
)
@click.option(
    "--approve",
    "approvals",
    multiple=True,
    metavar="STEP[:NAME=VALUE]",
    shell_complete=completing("sources", "list_steps"),
    help="Resume a suspended step, with the value of an output.",
)
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    metavar="NAME.KEY@FILE",
    help="Value of a Secret; `-`: stdin.  NAME@FILE: lines KEY=VALUE.",
)
@click.option(
    "--config-map",
    "config_maps",
    multiple=True,
    metavar="NAME.KEY=VALUE",
    help="Value of a ConfigMap; NAME.KEY@FILE reads it from a file.",
)
@click.option(
    "--command", "commands", multiple=True, metavar="IMAGE=COMMAND", help="Command of an image, for containers without."
)
@ref_option("that the workflow uses.")
@click.option("--allow-host-path", "allows_host_paths", is_flag=True, help="Mount the directories of hostPath volumes.")
@click.option("-j", "--jobs", "limit", type=click.IntRange(1), default=None, help="Number of pods that run at once.")
@click.option("--kubectl", "runs_kubectl", is_flag=True, help="Run kubectl for templates with `resource`.")
@click.option(
    "--resume",
    metavar="RUN",
    shell_complete=completing("runs", "list_names"),
    help="Continue a run, or a workflow in the JSON that kubectl prints.",
)
@click.option("--allow-changes", is_flag=True, help="Resume although templates have changed since.")
@click.option(
    "--artifact",
    "artifacts",
    multiple=True,
    metavar="STEP/NAME=PATH",
    shell_complete=completing("sources", "list_artifacts"),
    help="With --resume: file or directory for an output artifact of a step that is not run again.",
)
@click.option(
    "--log",
    "logs",
    multiple=True,
    metavar="STEP",
    shell_complete=completing("sources", "list_steps"),
    help="Print the log of a step while it runs.",
)
@click.option(
    "--live/--plain",
    "is_live",
    default=None,
    help="Show a tree of the steps, or a line for each transition.  [default: a tree on a terminal]",
)
@result_format_option("Lines, or events as lines of JSON.")
@runs_option
@generation_options
def command(path: Path | None, executor: str | None, runs: Path | None, **options: Any) -> int:
    """Run a workflow on this machine, as Argo would.

    PATH is a pipeline or an Argo manifest, or - for standard input. What runs is the rendered manifest. The run is
    recorded in a directory, from which --resume continues it: steps that have succeeded do not run again.

    Exit code 0 if the workflow succeeded, 1 if it failed, 2 for invalid input or if something is missing.

    \b
    argogen run pipeline.yaml
    argogen run pipeline.yaml --set shards=8 --log score
    argogen run pipeline.yaml --executor process
    argogen run pipeline.yaml --executor process --no-isolation --jobs 1
    argogen run pipeline.yaml --mock publish=publish.yaml --approve review
    argogen run manifest.yaml --ref templates/ --secret login.password@password.txt
    argogen run --resume scores-20260102-093000
    kubectl get workflow scores-x7k2p -o json > failed.json
    argogen run pipeline.yaml --resume failed.json
    """
    if path is None and options["resume"] is None:
        raise click.UsageError("PATH is missing: pass a pipeline or a manifest, or --resume RUN")
    if str(path) == "-" and any(each.endswith("@-") for each in (*options["secrets"], *options["config_maps"])):
        raise click.UsageError("the standard input is the pipeline or manifest: read other values from files")
    if options["artifacts"] and options["resume"] is None:
        raise click.UsageError("--artifact requires --resume")
    base = find_runs(runs)
    display = Display(options.pop("form"), options.pop("is_live"))
    if display.form == "json" and display.is_live is not None:
        raise click.UsageError("--live and --plain cannot be combined with --format json")
    resume, allows_changes = options.pop("resume"), options.pop("allow_changes")
    find_containers = read_executor(executor, options, os.environ)
    request = _read_request(path or Path(), options)
    try:
        request = _add_containers(request, find_containers, has_path=path is not None)
        opened = open_run(request, base, resume, has_path=path is not None, allows_changes=allows_changes)
        try:
            print_diagnostics(opened.session.warnings)
            return _run(opened, display)
        finally:
            opened.directory.release()
    except InvalidInputError as error:
        print_diagnostics(error.diagnostics)
    except (ClaimError, RecordError, SandboxError) as error:
        click.echo(f"argogen: {error}", err=True)
    return 2


def _add_containers(
    request: RunRequest, find_containers: Callable[[], ContainerSettings] | None, *, has_path: bool
) -> RunRequest:
    """Return a request with its container engine. If none works, errors of the source are reported first."""
    try:
        return request._replace(containers=find_containers and find_containers())
    except click.UsageError:
        if has_path:
            prepare(request)
        raise


def _read_request(path: Path, options: dict[str, Any]) -> RunRequest:
    names = ("secrets", "config_maps", "mocks", "approvals", "commands", "limit", "refs", "entrypoint", "logs")
    given = {
        name: options.pop(name) for name in (*names, "artifacts", "allows_host_paths", "runs_kubectl", "is_isolated")
    }
    projects: Projects = open_projects(**options)
    if str(path) == "-":
        path, projects = Path(STDIN), read_piped(projects)
    host = projects.session.host
    return RunRequest(
        path=path,
        projects=projects,
        programs=host.environ.get("PATH") or os.defpath,
        refs=given["refs"],
        entrypoint=given["entrypoint"],
        secrets=read_secrets(given["secrets"], host),
        config_maps=read_config_maps(given["config_maps"], host),
        mocks=read_mocks(given["mocks"]),
        approvals=read_approvals(given["approvals"]),
        images=read_commands(given["commands"]),
        logs=given["logs"],
        limit=given["limit"] or count_pods(),
        artifacts=read_artifacts(given["artifacts"]),
        allows_host_paths=given["allows_host_paths"],
        is_isolated=given["is_isolated"],
        runs_kubectl=given["runs_kubectl"],
        is_interactive=sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty(),
    )


def _run(opened: OpenRun, display: Display) -> int:
    try:
        finish = run_and_show(opened, display)
    except (KeyboardInterrupt, RecordError):
        _explain_resume(opened, display)
        raise
    print_diagnostics(finish.diagnostics)
    if finish.run.phase == _SUCCEEDED:
        return 0
    if finish.run.phase == REFUSED:
        return 2
    _explain_resume(opened, display)
    return 1


def _explain_resume(opened: OpenRun, display: Display) -> None:
    if display.form == "text" and opened.directory.path.exists():
        executor = CONTAINER if opened.session.request.containers else PROCESS
        context = click.get_current_context()
        click.echo(f"Resume: {write_command(context, opened.directory.name, executor)}", err=True)
        for line in describe_reading(context):
            click.echo(f"        {line}", err=True)
