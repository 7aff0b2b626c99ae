"""Make the record of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from argogen.runner.frames.controller import Controller
from argogen.runner.frames.workflow import WorkflowFrame
from argogen.runner.nodes.node import DAG, RETRY, SUSPEND, Node
from argogen.runner.run import REFUSED, RUNNING, Blockage, NodeRecord, Run


def refuse(name: str, message: str) -> Run:
    """Return the record of a workflow that Argo does not accept."""
    return Run(name, REFUSED, message)


def record(controller: Controller, workflow: WorkflowFrame) -> Run:
    """Return the record of a run."""
    submission = controller.submission
    finished = controller.executor.now() if workflow.is_over else 0
    blockages = () if workflow.is_over else tuple(_find_blockages(controller)) or tuple(_find_abandoned(controller))
    return Run(
        submission.name, workflow.phase, workflow.message, dict(controller.global_parameters),
        dict(controller.global_artifacts), tuple(map(_make_recorder(submission.name), controller.store)),
        submission.created_at, finished, blockages,
    )  # fmt: skip


def record_nodes(controller: Controller, nodes: Iterable[Node]) -> list[NodeRecord]:
    """Return the records of nodes."""
    return list(map(_make_recorder(controller.submission.name), nodes))


def _make_recorder(workflow: str) -> Any:
    def record_node(node: Node) -> NodeRecord:
        outputs, identity = node.outputs, node.identity
        fields: dict[str, Any] = {
            "id": node.id, "name": node.name, "path": node.name.removeprefix(workflow),
            "display_name": node.display_name, "type": node.type, "phase": node.phase, "message": node.message,
            "template_name": node.template_name, "template_ref": node.template_ref,
            "template_scope": node.template_scope, "boundary_id": node.boundary.id if node.boundary else "",
            "children": tuple(child.id for child in node.children),
            "outbound_nodes": tuple(child.id for child in node.outbound),
            "inputs": _show(node.inputs), "started_at": node.started_at, "finished_at": node.finished_at,
            "memoization": node.memoization, "is_daemoned": node.is_daemoned, "step": identity.step,
            "item": identity.item, "index": identity.number, "attempt": identity.attempt, "handler": identity.handler,
            "when": identity.when, "items": identity.items,
        }  # fmt: skip
        if node.type == RETRY:
            fields["attempts"] = sum(child.is_retried for child in node.children)
        if outputs is not None:
            fields |= {
                "outputs": _show(outputs.parameters), "artifacts": tuple(one["name"] for one in outputs.artifacts),
                "result": outputs.result, "exit_code": outputs.exit_code,
            }  # fmt: skip
        return NodeRecord._make(fields)

    return record_node


def _show(parameters: Any) -> dict[str, str]:
    return {parameter["name"]: parameter["value"] for parameter in parameters if "value" in parameter}


def _find_blockages(controller: Controller) -> Iterator[Blockage]:
    """Yield the reasons why a workflow never ends."""
    name = controller.submission.name
    found = controller.blockages.list_blockages(name)
    yield from found
    known = {blockage.path for blockage in found}
    for request in controller.lock_waiters:
        message = request.node.message if request.node is not None else ""
        yield Blockage(
            request.name.removeprefix(name), f"a lock is never released: {message}",
            "acquire locks in the same order everywhere, and not the same one in a template and within it",
        )  # fmt: skip
    for request in controller.limits.list_held():
        if request.name.removeprefix(name) not in known:
            yield Blockage(
                request.name.removeprefix(name), "the limit of 'parallelism' is never free again",
                "raise 'parallelism', which must exceed the number of daemons",
            )  # fmt: skip
    for job in controller.jobs.values():
        node = controller.store.find(job.node_name)
        if node is None or node.is_fulfilled:
            continue
        if node.type == SUSPEND:
            yield Blockage(job.path, "the suspended node is never resumed", "resume it, or set 'duration' in 'suspend'")
        else:
            yield Blockage(job.path, "the body never ends", "set 'timeout' or 'activeDeadlineSeconds'")


def _find_abandoned(controller: Controller) -> Iterator[Blockage]:
    """Yield the nodes that Argo leaves Running although nothing in them runs."""
    for node in controller.store:
        path = node.name.removeprefix(controller.submission.name)
        if node.phase == RUNNING and node.boundary is not None and node.boundary.is_completed:
            reason = "Argo leaves the node Running when its template fails fast, and a DAG around it waits for it"
            yield Blockage(path, reason, "remove 'failFast' from the template; 'dag' has another field of that name")
        elif node.phase == RUNNING and node.type == DAG:
            reason = "Argo does not find the end of the DAG: a task follows steps that failed before one of them ran"
            yield Blockage(path, reason, "correct the error of the steps, or let no task depend on them")
