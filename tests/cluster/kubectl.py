"""kubectl: all access to a cluster."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]


class NoClusterError(Exception):
    """No cluster is available; the message is the reason."""


@dataclass(frozen=True)
class Kubectl:
    """A kubectl command, and the namespace in which it works. Every method raises CalledProcessError."""

    command: tuple[str, ...]
    namespace: str = "default"

    def run(self, *arguments: str, given: str = "") -> str:
        """Return the output for arguments and a standard input."""
        command = [*self.command, "--namespace", self.namespace, *arguments]
        return subprocess.run(command, input=given, check=True, capture_output=True, text=True).stdout

    def get(self, *arguments: str) -> Any:
        """Return an object, or a list of objects."""
        return json.loads(self.run("get", *arguments, "--output", "json"))

    def create(self, objects: Sequence[Object]) -> list[str]:
        """Create objects in the namespace, and return their names."""
        if not objects:
            return []
        placed = [{**given, "metadata": {**given["metadata"], "namespace": self.namespace}} for given in objects]
        items = {"apiVersion": "v1", "kind": "List", "items": placed}
        made = self.run("create", "--filename", "-", "--output", "name", given=json.dumps(items))
        return [line.partition("/")[2] for line in made.splitlines()]


def find_kubectl() -> Kubectl:
    """Return the kubectl that the environment selects. Raises NoClusterError."""
    if not os.environ.keys() & {"KUBECONFIG", "ARGOGEN_KUBECTL"}:
        raise NoClusterError("neither KUBECONFIG nor ARGOGEN_KUBECTL selects a cluster")
    kubectl = Kubectl(tuple(shlex.split(os.environ.get("ARGOGEN_KUBECTL", "kubectl"))))
    try:
        kubectl.run("get", "crd", "workflows.argoproj.io")
    except OSError as error:
        raise NoClusterError(f"{kubectl.command[0]} cannot be run: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        raise NoClusterError(f"Argo Workflows is not available: {error.stderr.strip()}") from error
    return kubectl
