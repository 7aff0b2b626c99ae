"""`argogen rbac`: derive the permissions that a workflow requires."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_dns_label
from argogen.cli.options import generation_options, ref_option
from argogen.cli.parts import Command
from argogen.cli.session import open_projects, read_piped
from argogen.permissions.deriving import derive
from argogen.yaml.text import STDIN


def _check_namespace(_: click.Context, __: click.Parameter, namespace: str) -> str:
    try:
        if namespace:
            check_dns_label(namespace)
    except NotationError as error:
        raise click.BadParameter(f"{error}: {error.hint}") from error
    return namespace


@click.command("rbac", cls=Command)
@click.argument("path", type=click.Path(path_type=Path))
@ref_option("that the workflow uses.", "WorkflowTemplates and CustomResourceDefinitions")
@click.option(
    "-n",
    "--namespace",
    default="",
    metavar="NAME",
    callback=_check_namespace,
    help="Namespace of the workflow.  [default: that in its metadata, else argo]",
)
@generation_options
def command(path: Path, refs: tuple[str, ...], namespace: str, **shared: Any) -> int:
    """Derive the least permissions that a workflow requires.

    PATH is a pipeline or an Argo manifest, `-` for standard input. The output has the ServiceAccounts, Roles and
    RoleBindings of its pods, for the executor of Argo, the objects of resource steps, the agent of http and plugin
    steps, and the deletion of artifacts. A comment at each rule names its steps, and comments at the top name what
    cannot be derived. Requests of programs in containers are not included.

    \b
    argogen rbac pipeline.yaml | kubectl apply -f -
    argogen rbac manifest.yaml --ref templates/ --namespace scores
    """
    projects = open_projects(**shared)
    if str(path) == "-":
        path, projects = Path(STDIN), read_piped(projects)
    click.echo(derive(projects, path, refs, namespace), nl=False)
    return 0
