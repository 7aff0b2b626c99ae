"""Run manifests with mocks."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import Any

from argogen.runner.controls.memoization import Memory
from argogen.runner.execution import SECOND, Job, Outcome
from argogen.runner.model.library import read_library
from argogen.runner.run import NodeRecord, Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, find_workflow
from argogen.runner.virtual import VirtualExecutor
from argogen.yaml import SourceText, read_documents
from argogen.yaml.kubernetes import KUBERNETES

Answer = Callable[[Job], Outcome | None]
POD = "container: {image: x, command: [x]}"


def fail(*names: str) -> Answer:
    """Fail the jobs of some steps or templates; the outputs of the others are the paths of their nodes."""

    def answer(job: Job) -> Outcome | None:
        if job.kind == "suspend" or job.template.get("daemon"):
            return None
        if job.step in names or job.template_name in names:
            return Outcome("Failed", "main: Error (exit code 1)", "1", duration=SECOND)
        declared = (job.template.get("outputs") or {}).get("parameters") or ()
        outputs = {parameter["name"]: job.path for parameter in declared if "valueFrom" in parameter}
        result = "1" if job.captures_result else None
        return Outcome(exit_code="0", parameters=outputs, result=result, duration=SECOND)

    return answer


def read_manifest(spec: str, others: str = "") -> list[Any]:
    """Return the documents of a workflow `w` with a spec in YAML, and of others beside it."""
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n"
    indented = "".join(f"  {line}\n" for line in dedent(spec).strip("\n").splitlines())
    return [each.data for each in read_documents(SourceText("w.yaml", f"{head}{indented}{others}"), KUBERNETES)]


def run_spec(
    spec: str, answer: Answer | None = None, options: Options | None = None, others: str = "",
    memory: Memory | None = None,
) -> Run:  # fmt: skip
    """Run a workflow `w` with a spec in YAML, and other documents beside it."""
    documents = read_manifest(spec, others)
    document = find_workflow(documents)
    assert document is not None
    executor = VirtualExecutor(answer or fail())
    return schedule(document, read_library(documents), executor, options or Options(), memory=memory)


def by_path(run: Run) -> dict[str, NodeRecord]:
    """Return the nodes of a run by path."""
    return {node.path: node for node in run.nodes}


def show(run: Run) -> dict[str, str]:
    """Return type and phase of each node by path."""
    return {node.path: f"{node.type} {node.phase}" for node in run.nodes}
