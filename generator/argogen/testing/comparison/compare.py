"""Compare the run of a case with its expectations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from argogen.diagnostics import Diagnostic
from argogen.runner.run import REFUSED, RUNNING
from argogen.testing.comparison.steps import compare_step
from argogen.testing.comparison.values import is_equal, show
from argogen.testing.document.model import Case, Expectations, ExpectedSteps
from argogen.testing.simulation.running import CaseRun, NodeNames, Span, StepRun
from argogen.testing.structure.path_index import StepIndex
from argogen.testing.structure.step_paths import Chain, StepPath, write_chain
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

FAILED = "failed-expectation"


class Comparison:
    """The comparison of one case."""

    def __init__(self, case: Case, case_run: CaseRun, document: Document) -> None:
        self._case, self._run, self._document = case, case_run, document
        self._names = NodeNames(case_run.steps)
        self._steps = StepIndex((step.chain, step) for step in case_run.steps)

    def find_failures(self) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each expectation that is not met.

        If a mock is missing, the run is not the one that is expected, and only that is reported.
        """
        expected, run = self._case.expected, self._run.run
        if self._run.answers.diagnostics:
            yield from self._run.answers.diagnostics
            return
        if run.phase == REFUSED:
            yield self._fail(f"Argo refuses the workflow: {run.message}", (*self._case.path, "name"))
            return
        if run.phase == RUNNING:
            yield from self._report_blockages()
        else:
            yield from self._compare_workflow(expected)
        yield from self._compare_lists(expected)
        for step in expected.steps:
            found = self._steps.select(step.step)
            for message, path, hint in compare_step(step, found):
                yield self._fail(self._names.apply(message), path, hint)

    def _report_blockages(self) -> Iterator[Diagnostic]:
        blockages = self._run.run.blockages
        place = self._document.place((*self._case.path, "name"))
        for blockage in blockages:
            node = write_chain(self._run.locator.locate(blockage.path).chain)
            yield Diagnostic(
                "endless-workflow", f"the workflow never ends: {node}: {blockage.reason}", place, blockage.remedy
            )
        if not blockages:
            yield Diagnostic("endless-workflow", "the workflow never ends", place, "set 'activeDeadlineSeconds'")

    def _compare_workflow(self, expected: Expectations) -> Iterator[Diagnostic]:
        run = self._run.run
        if run.phase != expected.phase:
            path = (*expected.path, "phase") if expected.is_phase_given else (*self._case.path, "name")
            reason = f": {self._names.apply(run.message)}" if run.message else ""
            yield self._fail(f"the workflow is {run.phase}, expected {expected.phase}{reason}", path)
        if expected.message is not None and expected.message not in run.message:
            message = f"the message of the workflow is {show(run.message)}, expected {show(expected.message)} in it"
            yield self._fail(message, (*expected.path, "message"))
        for name, value in expected.outputs.items():
            actual = run.outputs.get(name)
            if not is_equal(value, actual):
                message = f"output '{name}' of the workflow is {show(actual)}, expected {show(value)}"
                known = ", ".join(run.outputs)
                hint = f"known outputs: {known}" if known else "outputs of a workflow require a 'global_name'"
                yield self._fail(message, (*expected.path, "outputs", name), "" if actual is not None else hint)

    def _compare_lists(self, expected: Expectations) -> Iterator[Diagnostic]:
        for step, path in _list(expected.ran):
            found = self._steps.select(step)
            if not any(each.has_run for each in found):
                yield self._fail(f"step '{step.text}' did not run{_explain(found)}", path)
        for step, path in _list(expected.not_ran):
            ran = [each for each in self._steps.select(step) if each.has_run]
            if ran:
                names = "" if write_chain(ran[0].chain) == step.text else f" as '{write_chain(ran[0].chain)}'"
                yield self._fail(f"step '{step.text}' ran{names}, expected it not to run", path)
        yield from self._compare_order(expected.order)

    def _compare_order(self, order: ExpectedSteps | None) -> Iterator[Diagnostic]:
        index = StepIndex(_list_positions(self._run.spans)) if order is not None else None
        listed = [(step, path, index.select(step) if index else []) for step, path in _list(order)]
        for step, path, spans in listed:
            if not spans:
                yield self._fail(f"step '{step.text}' did not run{_explain(self._steps.select(step))}", path)
        for (before, _, first), (after, path, second) in pairwise(each for each in listed if each[2]):
            if max(span.end for span in first) > min(span.start for span in second):
                yield self._fail(f"step '{after.text}' started before '{before.text}' ended", path)

    def _fail(self, message: str, path: NodePath, hint: str = "", *, key: bool = False) -> Diagnostic:
        return Diagnostic(FAILED, message, self._document.place(path, key=key), hint)


def _list(steps: ExpectedSteps | None) -> Iterator[tuple[StepPath, NodePath]]:
    if steps is not None:
        yield from ((step, (*steps.path, number)) for number, step in enumerate(steps.steps))


def _list_positions(spans: Sequence[Span]) -> Iterator[tuple[Chain, Span]]:
    """Yield the positions of jobs, and those of the steps around them."""
    for span in spans:
        for depth in range(1, len(span.chain) + 1):
            yield span.chain[:depth], span


def _explain(found: Sequence[StepRun]) -> str:
    """Return why a step did not run."""
    if not found:
        return ": it was not reached"
    node = found[0].node
    reason = node.message.removeprefix(f"{node.phase}, ")
    return f": {node.phase}, {reason}" if reason else f": {node.phase}"
