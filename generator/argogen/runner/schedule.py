"""Schedule the nodes of a workflow until it ends, or until no event can occur any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from argogen.argo.evaluation.environment import Evaluation
from argogen.runner.controls.memoization import Memory
from argogen.runner.execution import Executor, Finished, Interrupted
from argogen.runner.frames.controller import Controller
from argogen.runner.frames.launcher import Launcher
from argogen.runner.frames.workflow import WorkflowFrame
from argogen.runner.model.library import Library
from argogen.runner.model.sequences import MAXIMUM_NODES
from argogen.runner.recording import record, record_nodes, refuse
from argogen.runner.run import NodeRecord, Run
from argogen.runner.submission import Options, SubmissionError, submit
from argogen.runner.validation.workflow import find_refusal
from argogen.runner.virtual import VirtualExecutor

_DEFAULTS = Options()
Observe = Callable[[Sequence[NodeRecord]], None]


def check(document: Mapping[str, Any], library: Library, options: Options) -> str:
    """Return why Argo refuses a workflow, "" if it accepts it."""
    executor = VirtualExecutor(lambda _: None)
    try:
        submission = submit(document, library, options, executor.now())
    except SubmissionError as error:
        return str(error)
    controller = Controller(submission, library, executor, Evaluation(now=executor.now), Memory())
    return find_refusal(submission, controller.templates)


def schedule(
    document: Mapping[str, Any], library: Library, executor: Executor, options: Options = _DEFAULTS,
    evaluation: Evaluation | None = None, memory: Memory | None = None, observe: Observe | None = None,
) -> Run:  # fmt: skip
    """Run the workflow that a document starts, and return its record.

    `memory` are the caches of memoized templates, which runs may share. `evaluation` is by default the one of Argo with
    the clock of the executor. `observe` is called with the records of the nodes that have changed.
    """
    try:
        submission = submit(document, library, options, executor.now())
    except SubmissionError as error:
        return refuse(options.name, str(error))
    evaluation = evaluation or Evaluation(now=executor.now)
    controller = Controller(submission, library, executor, evaluation, memory or Memory())
    if refusal := find_refusal(submission, controller.templates):
        return refuse(submission.name, refusal)
    if observe is not None:
        controller.store.changed = {}
    controller.launch = Launcher(controller).launch
    workflow = WorkflowFrame(controller)
    workflow.start()
    controller.run_reactions()
    _report(controller, observe)
    while not workflow.is_over and not _is_too_large(controller) and _proceed(controller, workflow):
        controller.run_timers()
        controller.fail_fast()
        controller.run_reactions()
        _report(controller, observe)
    while workflow.is_over and controller.has_running_pods and _record_ends(controller):
        _report(controller, observe)
    for node_id in list(controller.workers):
        executor.stop(node_id)
    return record(controller, workflow)


def _report(controller: Controller, observe: Observe | None) -> None:
    """Report the nodes that have changed."""
    if observe is None or not controller.store.changed:
        return
    changed, controller.store.changed = controller.store.changed, {}
    observe(record_nodes(controller, changed.values()))


def _is_too_large(controller: Controller) -> bool:
    """Return whether there are so many nodes that the workflow probably never ends."""
    if len(controller.store) <= MAXIMUM_NODES:
        return False
    root = next(iter(controller.store))
    controller.blockages.add(
        root.name, root, f"there are more than {MAXIMUM_NODES:,} nodes", "limit the recursion, or the items of loops",
    )  # fmt: skip
    return True


def _record_ends(controller: Controller) -> bool:
    """Record the ends of pods that still run after the workflow has ended; return False if no more can occur."""
    events = controller.executor.wait(None)
    for event in events:
        if isinstance(event, Interrupted):
            return False
        worker = controller.workers.get(event.node_id)
        if worker is not None and isinstance(event, Finished):
            worker.finished(event.outcome)
    return bool(events)


def _proceed(controller: Controller, workflow: WorkflowFrame) -> bool:
    """Wait for the next events and react to them; return False if none will ever occur."""
    executor, until = controller.executor, controller.find_next_time()
    if until is not None and until <= executor.now():
        return True
    events = executor.wait(until)
    for event in events:
        if isinstance(event, Interrupted):
            workflow.stop()
            controller.run_reactions()
            continue
        worker = controller.workers.get(event.node_id)
        if worker is None:
            continue
        if isinstance(event, Finished):
            worker.finished(event.outcome)
        else:
            worker.started(event.address)
        controller.fail_fast()
        controller.run_reactions()
    return bool(events) or until is not None or controller.fail_fast()
