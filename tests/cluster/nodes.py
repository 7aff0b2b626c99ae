"""The results of the steps of a workflow that has ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .kubectl import Kubectl, Object

_LEAVES = {"Pod", "HTTP", "Skipped", "Suspend"}
_NODE = "workflows.argoproj.io/node-id"
# Output of the executor of Argo in the log of a container, which may begin on the last line of the program.
_EXECUTOR = re.compile(r'time="\S+" level=\w+ msg=".*" argo=true.*\n?|^Error: exit status \d+\n?', re.MULTILINE)


@dataclass(frozen=True)
class Node:
    """A step, one run of a loop, or one attempt, at its end.

    `name` is that of the step in all its runs. The generated name of the workflow is WORKFLOW in `log`, and in the name
    of an exit handler.
    """

    name: str
    phase: str
    inputs: dict[str, str]
    outputs: dict[str, str]
    result: str | None
    log: str | None


def read_nodes(kubectl: Kubectl, workflow: Object) -> list[Node]:
    """Return the steps that ran or were skipped, in the order of the workflow and of its loops."""
    name = workflow["metadata"]["name"]
    pods = kubectl.get("pods", "--selector", f"workflows.argoproj.io/workflow={name}")["items"]
    names = {pod["metadata"]["annotations"][_NODE]: pod["metadata"]["name"] for pod in pods}
    nodes = sorted(workflow["status"]["nodes"].values(), key=lambda node: _in_order(node["name"]))
    return [_read(kubectl, node, name, names) for node in nodes if node["type"] in _LEAVES]


def _in_order(name: str) -> list[tuple[bool, int, str]]:
    """Sort `a(10:x)` after `a(9:x)`."""
    parts = re.findall(r"\d+|\D+", name)
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


def _read(kubectl: Kubectl, node: Any, workflow: str, pods: dict[str, str]) -> Node:
    outputs = node.get("outputs", {})
    return Node(
        name=node["displayName"].partition("(")[0].replace(workflow, "WORKFLOW"),
        phase=node["phase"],
        inputs=dict(_read_values(node.get("inputs", {}))),
        outputs=dict(_read_values(outputs)),
        result=outputs.get("result"),
        log=_read_log(kubectl, pods[node["id"]]).replace(workflow, "WORKFLOW") if node["id"] in pods else None,
    )


def _read_log(kubectl: Kubectl, pod: str) -> str:
    return _EXECUTOR.sub("", kubectl.run("logs", pod, "--container", "main")).strip()


def _read_values(arguments: Any) -> Iterator[tuple[str, str]]:
    for parameter in arguments.get("parameters", []):
        yield parameter["name"], parameter.get("value")
