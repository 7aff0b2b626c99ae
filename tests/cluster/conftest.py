from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.examples.gallery import EXAMPLES, RUNNABLE, render_example
from tests.oracle.missing import do_without

from .code import CODE, add_code
from .expectations import HERE, read_expectations
from .kubectl import Kubectl, NoClusterError, Object, find_kubectl
from .workflows import read_objects, split_objects

BY_HAND = ("loops-param-result", "output-parameter")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Kubectl]:
    """kubectl in a separate namespace with the objects that examples use; it is deleted afterwards."""
    try:
        kubectl = find_kubectl()
    except NoClusterError as error:
        do_without(str(error))
    namespace = f"argogen-{os.getpid()}"
    kubectl.run("create", "namespace", namespace)
    kubectl = replace(kubectl, namespace=namespace)
    try:
        kubectl.create([*read_objects((HERE / "objects.yaml").read_text("utf-8")), *_copy_secrets(kubectl)])
        yield kubectl
    finally:
        kubectl.run("delete", "namespace", namespace, "--wait=false")


def _copy_secrets(kubectl: Kubectl) -> Iterator[Object]:
    """Return the Secrets that ARGOGEN_CLUSTER_SECRETS lists as NAMESPACE/NAME, for another namespace."""
    for named in filter(None, os.environ.get("ARGOGEN_CLUSTER_SECRETS", "").split(",")):
        namespace, _, name = named.partition("/")
        secret = replace(kubectl, namespace=namespace).get("secret", name)
        yield {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "data": secret["data"]}


@pytest.fixture(scope="session")
def submitted(cluster: Kubectl) -> dict[str, str]:
    """The names of the workflows by the names of their examples, all submitted at once to run concurrently."""
    runnable = [name for name in EXAMPLES if not find_missing(name)]
    parts = {name: split_objects(read_objects(render_example(name).text)) for name in runnable}
    cluster.create([CODE, *(given for before, _ in parts.values() for given in before)])
    workflows = {name: workflow for name, (_, [*found]) in parts.items() for workflow in found}
    workflows |= {name: add_code(workflows[name]) for name in workflows if EXAMPLES[name].folder == RUNNABLE}
    return dict(zip(workflows, cluster.create(list(workflows.values())), strict=True))


@pytest.fixture(scope="session")
def by_hand(cluster: Kubectl, submitted: dict[str, str], shared: Path) -> dict[str, str]:
    """The names of the hand-written workflows, submitted after the examples."""
    texts = [(shared / "dynamic-scaling" / f"{name}.yaml").read_text("utf-8") for name in BY_HAND]
    return dict(zip(BY_HAND, cluster.create([given for text in texts for given in read_objects(text)]), strict=True))


def find_missing(name: str) -> str:
    """Return the features that an example requires and ARGOGEN_CLUSTER_HAS does not list, with the reason."""
    has = os.environ.get("ARGOGEN_CLUSTER_HAS", "").split(",")
    needs = read_expectations()[name].needs
    return "; ".join(f"{name} needs '{thing}': {reason}" for thing, reason in needs.items() if thing not in has)
