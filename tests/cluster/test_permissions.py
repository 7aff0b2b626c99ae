"""A real cluster with RBAC: a workflow runs with exactly the derived Role, and fails without one of its rules."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from argogen.engine.options import RequestOptions
from argogen.engine.projects import Projects
from argogen.engine.session import EngineSession
from argogen.host import Host
from argogen.permissions.deriving import derive

from .kubectl import Kubectl, Object
from .workflows import await_end, read_objects

pytestmark = pytest.mark.cluster

RULES = 3  # of resource steps, after the one of results
ACTIONS = {"create": "a", "patch": "a", "get": "a", "apply": "b", "replace": "b", "delete": "a"}
HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: ACCOUNT}
spec:
  serviceAccountName: ACCOUNT
  entrypoint: main
  templates:
"""


def write_workflow(account: str) -> str:
    """Return a workflow with one step for each action, in order, on separate ConfigMaps."""
    steps = "\n".join(f"        - - {{name: {action}, template: {action}}}" for action in ACTIONS)
    templates = (
        f"    - name: {action}\n      resource:\n        action: {action}\n        manifest: |\n"
        f"          apiVersion: v1\n          kind: ConfigMap\n          metadata: {{name: ACCOUNT-{name}}}\n"
        f"          data: {{last: {action}}}\n"
        for action, name in ACTIONS.items()
    )
    return f"{HEAD}    - name: main\n      steps:\n{steps}\n{''.join(templates)}".replace("ACCOUNT", account)


@pytest.fixture(scope="module")
def secured(cluster: Kubectl) -> Kubectl:
    """A cluster that refuses what no role allows."""
    account = f"system:serviceaccount:{cluster.namespace}:without-roles"
    try:
        cluster.run("auth", "can-i", "create", "configmaps", "--as", account)
    except subprocess.CalledProcessError:
        return cluster
    pytest.skip("the cluster allows everything to everyone")


def submit(cluster: Kubectl, folder: Path, account: str, without: int | None) -> str:
    """Submit the workflow with a separate account, whose Role lacks one of the rules."""
    path = folder / f"{account}.yaml"
    path.write_text(write_workflow(account))
    projects = Projects(RequestOptions(), EngineSession(Host({}, folder)))
    permissions = read_objects(derive(projects, path, (), cluster.namespace))
    cluster.create([remove_rule(each, without) for each in permissions])
    [name] = cluster.create(read_objects(path.read_text()))
    return name


def remove_rule(each: Object, index: int | None) -> Object:
    """Return a document, if it is a Role without the rule of resource steps at this index."""
    if each["kind"] != "Role" or index is None:
        return each
    results, *rules = each["rules"]
    assert len(rules) == RULES
    return {**each, "rules": [results, *rules[:index], *rules[index + 1 :]]}


def test_the_derived_role_is_enough_and_each_rule_is_required(secured: Kubectl, tmp_path: Path) -> None:
    accounts = {"complete": None, **{f"without-{index}": index for index in range(RULES)}}
    names = {account: submit(secured, tmp_path, account, without) for account, without in accounts.items()}
    ended = {account: await_end(secured, name, {})["status"] for account, name in names.items()}
    assert {account: status["phase"] for account, status in ended.items()} == {
        "complete": "Succeeded",
        **{f"without-{index}": "Failed" for index in range(RULES)},
    }
