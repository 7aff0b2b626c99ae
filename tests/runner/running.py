"""Run manifests with mocks."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

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


def succeed(job: Job) -> Outcome | None:
    """Answer each job with success; a suspended node is not resumed."""
    return None if job.kind == "suspend" else Outcome(exit_code="0", duration=SECOND)


def run_spec(spec: str, answer: Answer = succeed, options: Options | None = None, others: str = "") -> Run:
    """Run a workflow `w` with a spec in YAML, and other documents beside it."""
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n"
    indented = "".join(f"  {line}\n" for line in dedent(spec).strip("\n").splitlines())
    documents = [each.data for each in read_documents(SourceText("w.yaml", f"{head}{indented}{others}"), KUBERNETES)]
    document = find_workflow(documents)
    assert document is not None
    return schedule(document, read_library(documents), VirtualExecutor(answer), options or Options())


def by_path(run: Run) -> dict[str, NodeRecord]:
    """Return the nodes of a run by path."""
    return {node.path: node for node in run.nodes}


def show(run: Run) -> dict[str, str]:
    """Return type and phase of each node by path."""
    return {node.path: f"{node.type} {node.phase}" for node in run.nodes}
