"""`argogen rbac`: derive the permissions that a workflow requires."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.names import check_dns_label
from argogen.cli.options import generation_options
from argogen.cli.parts import EXISTING_PATH, Command
from argogen.cli.session import open_projects
from argogen.permissions.deriving import derive


def _check_namespace(_: click.Context, __: click.Parameter, namespace: str) -> str:
    try:
        if namespace:
            check_dns_label(namespace)
    except NotationError as error:
        raise click.BadParameter(str(error)) from error
    return namespace


@click.command("rbac", cls=Command)
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--ref",
    "refs",
    multiple=True,
    metavar="PATH",
    type=EXISTING_PATH,
    help="File or directory of WorkflowTemplates that the workflow uses.",
)
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

    PATH is a pipeline or an Argo manifest. Printed are the ServiceAccounts, Roles and RoleBindings for its pods: what
    the executor of Argo requires, the verbs of kubectl for the objects of resource steps, the agent of http and plugin
    steps, and the deletion of artifacts. A comment at each rule names its steps, and comments at the top what cannot be
    derived. The requests of programs in containers are not known.

    \b
    argogen rbac pipeline.yaml | kubectl apply -f -
    argogen rbac manifest.yaml --ref templates/ --namespace scores
    """
    click.echo(derive(open_projects(**shared), path, refs, namespace), nl=False)
    return 0
