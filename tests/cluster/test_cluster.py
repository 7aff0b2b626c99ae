"""Every example ends on a real Argo as expected, with the expected values of each step.

    KUBECONFIG=… python -m pytest -m cluster -rs

submits the examples to the cluster of KUBECONFIG, in a separate namespace. ARGOGEN_KUBECTL replaces the command
`kubectl`. The optional features that an example requires are in `expectations.yaml` under `needs`;
ARGOGEN_CLUSTER_HAS=gpu,… lists those of the cluster, and examples that require others are skipped.
ARGOGEN_CLUSTER_SECRETS=argo/minio,… copies Secrets into the namespace, such as the credentials of the artifact
repository.
"""

from __future__ import annotations

import pytest

from tests.examples.gallery import EXAMPLES

from .conftest import BY_HAND, find_missing
from .expectations import find_surprises, read_expectations
from .kubectl import Kubectl
from .nodes import Node, read_nodes
from .workflows import await_end

pytestmark = pytest.mark.cluster
EXPECTATIONS = read_expectations()


# The first test, so that all workflows are submitted before the end of one is awaited.
@pytest.mark.parametrize("name", BY_HAND)
def test_runs_to_the_same_result_as_by_hand(
    cluster: Kubectl, submitted: dict[str, str], by_hand: dict[str, str], name: str
) -> None:
    expected = _find_results(cluster, by_hand[name])
    assert _find_results(cluster, submitted[name]) == expected
    assert _find_results(cluster, submitted[f"{name}-components"]) == expected


@pytest.mark.parametrize("name", [name for name in EXAMPLES if not EXPECTATIONS[name].library])
def test_example(cluster: Kubectl, submitted: dict[str, str], name: str) -> None:
    if missing := find_missing(name):
        pytest.skip(missing)
    expected = EXPECTATIONS[name]
    workflow = await_end(cluster, submitted[name], expected.resume)
    assert find_surprises(expected.nodes, read_nodes(cluster, workflow)) == []
    assert workflow["status"]["phase"] == expected.phase, workflow["status"].get("message")


def _find_results(cluster: Kubectl, name: str) -> list[tuple[object, ...]]:
    def find_result(node: Node) -> tuple[object, ...]:
        return node.name, node.phase, sorted(node.inputs.values()), node.outputs, node.result, node.log

    return [find_result(node) for node in read_nodes(cluster, await_end(cluster, name, {}))]
