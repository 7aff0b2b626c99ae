"""Answer the jobs of a run by the mocks of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.diagnostics import Diagnostic
from argogen.records import EMPTY
from argogen.runner.execution import Job, Outcome
from argogen.testing.document.model import Attempt, Mock
from argogen.testing.structure.path_index import PathIndex
from argogen.testing.structure.positions import Locator
from argogen.testing.structure.step_paths import ANY, Chain, matches, rank, write_chain
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

MISSING = "missing-mock"
_PODS = ("container", "script", "containerSet")
# The results of these are outputs in any case, and nothing shows whether a step uses them.
_ALWAYS_CAPTURED = ("data", "http", "plugin")


class MockAnswers:
    """The outcomes of jobs by mocks; `diagnostics` are jobs without a complete mock, `used` the paths of attempts.

    `never_ready` are the ids of daemons that fail at once.
    """

    def __init__(self, mocks: Sequence[Mock], locator: Locator, document: Document, case: NodePath) -> None:
        self.jobs: dict[str, Job] = {}
        self.used: set[NodePath] = set()
        self.diagnostics: list[Diagnostic] = []
        self._mocks = PathIndex((mock.step, mock) for mock in mocks)
        self._locator, self._document, self._case = locator, document, case
        self._reported: set[str] = set()
        self.never_ready: set[str] = set()

    def answer(self, job: Job) -> Outcome | None:
        """Return the outcome of a job; None if it does not end by itself."""
        self.jobs[job.node_id] = job
        chain = self._locator.locate(job.path).chain
        mock = find_mock(self._mocks.list_candidates(chain), chain)
        if mock is None:
            return self._answer_unmocked(job, chain)
        attempt = self._choose_attempt(mock, job, chain)
        if attempt is None:
            return _MISSING
        self.used.add(attempt.path)
        if _ends_by_itself(job, mock, attempt):
            return None
        if job.template.get("daemon") and not attempt.duration:
            self.never_ready.add(job.node_id)
        return self._complete(job, chain, attempt)

    def _answer_unmocked(self, job: Job, chain: Chain) -> Outcome | None:
        if job.kind == "suspend" and _find_duration(job) is not None:
            return None
        name = write_chain(chain)
        hint = f"add 'mocks: {{{name}: {{}}}}', or '\"{ANY}\": {{}}' for all other steps"
        self._report(f"no mock for step '{name}'", (*self._case, "name"), hint)
        return _MISSING

    def _choose_attempt(self, mock: Mock, job: Job, chain: Chain) -> Attempt | None:
        if not mock.is_list:
            return mock.attempts[0]
        if job.attempt < len(mock.attempts):
            return mock.attempts[job.attempt]
        message = f"no mock for attempt {job.attempt + 1} of '{write_chain(chain)}'"
        self._report(message, mock.path, "add an item to the list")
        return None

    def _complete(self, job: Job, chain: Chain, attempt: Attempt) -> Outcome:
        """Return the outcome, and report the outputs that a step without them would not have."""
        if attempt.phase == "Succeeded":
            self._check(job, chain, attempt)
        message = attempt.message
        if not message and attempt.exit_code and job.kind in _PODS:
            message = f"main: Error (exit code {attempt.exit_code})"
        return Outcome(
            phase=attempt.phase,
            message=message,
            exit_code=str(attempt.exit_code) if attempt.exit_code is not None and job.kind in _PODS else None,
            parameters={name: value for name, value in attempt.outputs.items() if value is not None},
            result=attempt.result if job.captures_result else None,
            artifacts={name: EMPTY for name in _list_artifacts(job) if attempt.artifacts.get(name, True)},
            duration=attempt.duration,
        )

    def _check(self, job: Job, chain: Chain, attempt: Attempt) -> None:
        name = write_chain(chain)
        for output in _list_required(job):
            if output not in attempt.outputs:
                hint = f"add 'outputs: {{{output}: VALUE}}'; 'null' is an output that the step does not write"
                self._report(f"the mock of '{name}' has no value for output '{output}'", attempt.path, hint)
        if attempt.result is None and job.captures_result and job.kind not in _ALWAYS_CAPTURED:
            message = f"the mock of '{name}' has no result, which other steps use"
            self._report(message, attempt.path, "add 'result: VALUE'")

    def _report(self, message: str, path: NodePath, hint: str) -> None:
        if message not in self._reported:
            self._reported.add(message)
            place = self._document.place(path, key=path != (*self._case, "name"))
            self.diagnostics.append(Diagnostic(MISSING, message, place, hint))


_MISSING = Outcome("Error", "no mock")


def find_mock(mocks: Sequence[Mock], chain: Chain) -> Mock | None:
    """Return the most specific mock of a step: that of the step itself, of a step around it, or of all steps."""
    found = [(key, mock) for mock in mocks if (key := _rank(mock, chain)) is not None]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _rank(mock: Mock, chain: Chain) -> tuple[int, ...] | None:
    for depth in range(len(chain), 0, -1):
        if matches(mock.step, chain[:depth]):
            is_any, *others = rank(mock.step, chain[:depth])
            return (is_any, depth, *others, not mock.is_shared)
    return None


def _ends_by_itself(job: Job, mock: Mock, attempt: Attempt) -> bool:
    """Return whether a job ends when it is stopped, as a daemon, or after the duration of its template."""
    if attempt.phase != "Succeeded":
        return False
    if job.template.get("daemon"):
        return True
    return job.kind == "suspend" and _find_duration(job) is not None and mock.step.text == ANY


def _find_duration(job: Job) -> Any:
    return (job.template.get("suspend") or EMPTY).get("duration")


def _list_required(job: Job) -> Iterator[str]:
    """Yield the output parameters without a value or default."""
    for parameter in _list(job, "parameters"):
        if "value" not in parameter and "default" not in (parameter.get("valueFrom") or EMPTY):
            yield parameter["name"]


def _list_artifacts(job: Job) -> Iterator[str]:
    return (artifact["name"] for artifact in _list(job, "artifacts"))


def _list(job: Job, key: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = (job.template.get("outputs") or EMPTY).get(key) or ()
    return found
