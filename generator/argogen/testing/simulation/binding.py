"""Bind the names of a test case to those of a workflow, and report unknown names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from argogen.diagnostics import Diagnostic
from argogen.suggestions import list_known, suggest
from argogen.testing.document.model import Attempt, Case, Expectations, ExpectedSteps, Mock, StepExpectation
from argogen.testing.simulation.target import Target
from argogen.testing.structure.graph import CallGraph
from argogen.testing.structure.resolution import ResolvedPath, UnknownStepError, resolve
from argogen.testing.structure.step_paths import StepPath
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

_UNKNOWN = "unknown-name"


class Binder:
    """Binds test cases of a document to a workflow; `diagnostics` are unknown names."""

    def __init__(self, document: Document, target: Target) -> None:
        self._document, self._target = document, target
        self._graph: CallGraph = target.graph
        self.diagnostics: list[Diagnostic] = []

    def bind(self, case: Case) -> Case:
        """Return a case with the names of the manifest."""
        self._graph = self._target.with_entrypoint(case.entrypoint).graph
        self._check_entrypoint(case)
        self._check_parameters(case)
        return case._replace(
            mocks=[self._bind_mock(mock) for mock in case.mocks], expected=self._bind_expectations(case.expected)
        )

    def _check_entrypoint(self, case: Case) -> None:
        if case.entrypoint and self._graph.entrypoint not in self._graph.templates:
            names = tuple(key[2] for key in self._graph.templates if key[:2] == self._graph.entrypoint[:2])
            path = (*case.path, "entrypoint") if "entrypoint" in _at(self._document, case) else ("entrypoint",)
            hint = suggest(case.entrypoint, names, list_known(names))
            self._report(_UNKNOWN, f"unknown entrypoint '{case.entrypoint}'", path, hint)

    def _check_parameters(self, case: Case) -> None:
        entry = self._graph.templates.get(self._graph.entrypoint)
        known = dict.fromkeys((*self._target.parameters, *(entry.inputs if entry is not None else ())))
        for name, path in case.parameter_paths.items():
            if name not in known:
                hint = suggest(name, known, list_known(known) or "the workflow has no parameters")
                self._report(_UNKNOWN, f"unknown parameter '{name}'", path, hint, key=True)

    def _bind_mock(self, mock: Mock) -> Mock:
        found = self._resolve(mock.step, mock.path, key=True)
        if found is None:
            return mock
        composites = [template for template in found.templates if template.calls]
        for attempt in mock.attempts:
            if len(composites) == len(found.templates) and composites and _has_values(attempt):
                inner = next(iter(composites[0].calls))
                hint = f"mock the steps in it, such as '{mock.step.text}/{inner}'"
                self._report("invalid-value", f"'{mock.step.text}' consists of steps", attempt.path, hint, key=True)
                continue
            self._check_names(found, attempt.outputs, (*attempt.path, "outputs"), "output")
            self._check_names(found, attempt.artifacts, (*attempt.path, "artifacts"), "artifact")
        return mock._replace(step=found.step)

    def _bind_expectations(self, expected: Expectations) -> Expectations:
        return expected._replace(
            ran=self._bind_list(expected.ran),
            not_ran=self._bind_list(expected.not_ran),
            order=self._bind_list(expected.order),
            steps=[self._bind_step(step) for step in expected.steps],
        )

    def _bind_list(self, steps: ExpectedSteps | None) -> ExpectedSteps | None:
        if steps is None:
            return None
        found = [self._resolve(step, (*steps.path, number)) for number, step in enumerate(steps.steps)]
        bound = [step if each is None else each.step for step, each in zip(steps.steps, found, strict=True)]
        return steps._replace(steps=bound)

    def _bind_step(self, step: StepExpectation) -> StepExpectation:
        found = self._resolve(step.step, step.path, key=True)
        if found is None:
            return step
        for kind, key in (("input", "inputs"), ("output", "outputs")):
            self._check_names(found, step.values.get(key, ()), (*step.path, key), kind)
        return step._replace(step=found.step)

    def _resolve(self, step: StepPath, path: NodePath, *, key: bool = False) -> ResolvedPath | None:
        try:
            return resolve(step, self._graph)
        except UnknownStepError as error:
            self._report("unknown-step", str(error), path, error.hint, key=key)
            return None

    def _check_names(self, found: ResolvedPath, names: Iterable[str], path: NodePath, kind: str) -> None:
        if not found.is_complete:
            return
        lists = {"input": "inputs", "output": "outputs", "artifact": "artifacts"}
        known: Collection[str] = dict.fromkeys(
            name for template in found.templates for name in getattr(template, lists[kind])
        )
        for name in names:
            if name not in known:
                shown = "output artifact" if kind == "artifact" else kind
                message = f"'{found.step.text}' has no {shown} '{name}'"
                hint = suggest(name, tuple(known), list_known(known) or f"it has no {shown}s")
                self._report(_UNKNOWN, message, (*path, name), hint, key=True)

    def _report(self, code: str, message: str, path: NodePath, hint: str, *, key: bool = False) -> None:
        diagnostic = Diagnostic(code, message, self._document.place(path, key=key), hint)
        if diagnostic not in self.diagnostics:  # the settings of a file belong to each case
            self.diagnostics.append(diagnostic)


def _at(document: Document, case: Case) -> Collection[str]:
    found: Collection[str] = document.data["cases"][case.path[1]]
    return found


def _has_values(attempt: Attempt) -> bool:
    return bool(attempt.outputs or attempt.artifacts) or attempt.result is not None
