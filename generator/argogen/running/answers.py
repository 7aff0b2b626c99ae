"""The steps of a run that are not executed: mocks, and approvals of suspended steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.runner.execution import Job, Outcome
from argogen.running.request import RunRequest
from argogen.suggestions import list_known, suggest
from argogen.testing.document.mocks import read_mocks
from argogen.testing.document.model import Mock
from argogen.testing.document.values import Reader
from argogen.testing.simulation.answers import MockAnswers, find_mock
from argogen.testing.simulation.target import Target
from argogen.testing.structure.graph import Template
from argogen.testing.structure.path_index import PathIndex
from argogen.testing.structure.positions import Locator
from argogen.testing.structure.resolution import UnknownStepError, resolve
from argogen.testing.structure.step_paths import StepPath, matches, read_step_path
from argogen.yaml.document import Document
from argogen.yaml.read import read_documents

_KEYS = ("outputs", "result", "exit_code", "phase", "message", "artifacts", "duration")
_HINT = "use names of steps separated by '/', such as 'release/tag' or 'score(north)'"


class Answers:
    """The mocks and approvals of a run, and its other options with steps.

    `mocked` are the templates of steps that have a mock, `logs` the steps whose logs are printed.
    """

    def __init__(self, request: RunRequest, target: Target) -> None:
        """Read mocks, and resolve the paths of steps. Raises InvalidInputError."""
        self._target = target.with_entrypoint(request.entrypoint)
        self.locator = Locator(self._target.graph)
        self._errors: list[Diagnostic] = []
        self.mocked: list[Template] = []
        self.approved: list[Template] = []
        host = request.projects.session.host
        self._mocks: list[tuple[Mock, MockAnswers]] = []
        for step, file in request.mocks.items():
            self._mocks += self._read(step, file, host)
        self._approvals = [(path, outputs) for step, outputs in request.approvals.items()
                           if (path := self._resolve(step, "--approve", self.approved)) is not None]  # fmt: skip
        self.logs = [path for step in request.logs if (path := self._resolve(step, "--log", [])) is not None]
        if self._errors:
            raise InvalidInputError(self._errors)
        self._index = PathIndex((mock.step, mock) for mock, _ in self._mocks)
        self._owners = {id(mock): answers for mock, answers in self._mocks}

    def _read(self, step: str, file: Path, host: Host) -> Iterator[tuple[Mock, MockAnswers]]:
        path = self._resolve(step, "--mock", self.mocked)
        documents = [each for each in read_documents(host.read(file)) if each.data is not None]
        data = documents[0].data if documents else None
        if len(documents) != 1 or path is None or not self._is_valid(documents[0], data):
            if path is not None and len(documents) != 1:
                self._report(f"a mock must be one document, got {len(documents)}", Place(host.show(file)), "")
            return
        reader = Reader(documents[0])
        mocks = read_mocks(reader, {step: data}, ())
        self._errors += reader.diagnostics
        mocks = [mock._replace(step=path) for mock in mocks]
        answers = MockAnswers(mocks, self.locator, documents[0], ())
        yield from ((mock, answers) for mock in mocks)

    def _is_valid(self, document: Document, data: Any) -> bool:
        attempts = data if isinstance(data, list) else [data]
        before = len(self._errors)
        for number, attempt in enumerate(attempts):
            path = (number,) if isinstance(data, list) else ()
            if not isinstance(attempt, Mapping):
                hint = f"for example 'result: VALUE'; the keys are {list_known(_KEYS)}"
                self._report(
                    "a mock must be a mapping, or a list with one for each attempt", document.place(path), hint
                )
                continue
            for key in attempt:
                if key not in _KEYS:
                    hint = suggest(key, _KEYS, list_known(_KEYS))
                    self._report(f"unknown key '{key}' of a mock", document.place((*path, key), key=True), hint)
        return len(self._errors) == before

    def _resolve(self, text: str, option: str, templates: list[Template]) -> StepPath | None:
        path = read_step_path(text)
        if path is None:
            self._report(f"invalid path of a step '{text}' in {option}", Place(option), _HINT)
            return None
        try:
            found = resolve(path, self._target.graph)
        except UnknownStepError as error:
            self._report(f"{error} in {option}", Place(option), error.hint)
            return None
        templates += found.templates
        return found.step

    def _report(self, message: str, place: Place, hint: str) -> None:
        self._errors.append(Diagnostic("invalid-value", message, place, hint))

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """Diagnostics of mocks that were used, but are not complete."""
        return [each for _, answers in self._mocks for each in answers.diagnostics]

    def mock(self, job: Job) -> Outcome | None:
        """Return the outcome of a job with a mock."""
        chain = self.locator.locate(job.path).chain
        found = find_mock(self._index.list_candidates(chain), chain)
        return None if found is None else self._owners[id(found)].answer(job)

    def approve(self, job: Job) -> Outcome | None:
        """Return the outcome with which a suspended step is resumed, None if it is not approved."""
        chain = self.locator.locate(job.path).chain
        for path, outputs in self._approvals:
            if matches(path, chain):
                return Outcome(parameters=outputs)
        return None
