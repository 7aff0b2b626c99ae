"""The program's commands."""

from __future__ import annotations

import importlib

import click

from argogen.cli.group import LazyGroup, Table
from argogen.cli.parts import VERSION

COMMANDS: Table = {
    "init": ("argogen.cli.commands.init", "Create a new project."),
    "render": ("argogen.cli.commands.render", "Render pipelines to Argo Workflows manifests."),
    "lint": ("argogen.cli.commands.lint", "Check pipelines and Argo manifests."),
    "test": ("argogen.cli.commands.test", "Run the test cases of pipelines and manifests."),
    "run": ("argogen.cli.commands.run", "Run a workflow on this machine."),
    "runs": ("argogen.cli.commands.runs", "List, show and delete the records of runs."),
    "graph": ("argogen.cli.commands.graph", "Draw the graphs of workflows."),
    "rbac": ("argogen.cli.commands.rbac", "Derive the permissions that a workflow requires."),
    "import": ("argogen.cli.commands.import_", "Convert Argo manifests and runnable pipelines to argogen pipelines."),
    "eval": ("argogen.cli.commands.eval_", "Evaluate an expression, a tag, a condition or dependencies as Argo does."),
    "explain": ("argogen.cli.commands.explain", "Explain a rule or diagnostic."),
    "context": ("argogen.cli.commands.context", "Print the template context of a pipeline as JSON."),
    "templates": (
        "argogen.cli.commands.templates.main",
        "List, override, check and update Jinja templates and packs.",
    ),
    "doctor": ("argogen.cli.commands.doctor", "Report the installation and its missing parts."),
    "schema": (
        "argogen.cli.commands.schema",
        "Print a JSON Schema of pipelines, project files or Argo objects.",
    ),
}


def load(module: str) -> click.Command:
    """Import the command of a module."""
    command: click.Command = importlib.import_module(module).command
    return command


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    load=load,
    params=[VERSION],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def cli() -> None:
    """Generate Argo Workflows manifests from short pipelines.

    \b
    argogen render pipeline.yaml                 print the manifest
    argogen render pipelines/ -o manifests/      one file for each pipeline
    argogen lint pipelines/                      print errors and warnings
    argogen test pipelines/                      run test cases with mocks, without a cluster
    argogen run pipeline.yaml                    run the workflow on this machine
    argogen graph pipeline.yaml                  draw the workflow
    argogen import manifests/ -o pipelines/      convert manifests to pipelines
    argogen eval "{{=asInt('4') + 1}}"           evaluate an expression as Argo does
    argogen init                                 create a project with an example
    argogen render                               regenerate the manifests of the project

    Completion for bash: `eval "$(_ARGOGEN_COMPLETE=bash_source argogen)"`; `zsh_source` and `fish_source` likewise.

    Exit codes: 0 success, 1 diagnostics or outdated manifests, 2 usage or input error, 3 internal error.
    """
