"""Test files as frozen values; each node has its path in the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.records import EMPTY, Record
from argogen.testing.structure.step_paths import StepPath
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath


class Attempt(Record):
    """What one attempt of a mocked step does.

    `outputs` are values of parameters, None for one that is not written; `missing_artifacts` are names. `phase` and
    `exit_code` agree with each other. `duration` is in nanoseconds.
    """

    path: NodePath
    phase: str = "Succeeded"
    message: str = ""
    exit_code: int | None = 0
    result: str | None = None
    outputs: Mapping[str, str | None] = EMPTY
    artifacts: Mapping[str, bool] = EMPTY
    duration: int = 0


class Mock(Record):
    """The mock of the steps at a path: successive attempts. `is_shared` if it is one of the file, not of a case."""

    step: StepPath
    path: NodePath
    attempts: Sequence[Attempt]
    is_list: bool = False
    is_shared: bool = False


class StepExpectation(Record):
    """The expectations of the steps at a path: the values by key, such as `phase` and `attempts`.

    `is_short` if the document only has the phase, as a string.
    """

    step: StepPath
    path: NodePath
    values: Mapping[str, Any]
    is_short: bool = False


class ExpectedSteps(Record):
    """A list of steps that are expected to run, not to run, or to run in order, with the path of each."""

    steps: Sequence[StepPath]
    path: NodePath


class Expectations(Record):
    """The expectations of a run; `ran`, `not_ran` and `order` are None without the key."""

    path: NodePath
    phase: str = "Succeeded"
    is_phase_given: bool = False
    message: str | None = None
    outputs: Mapping[str, Any] = EMPTY
    ran: ExpectedSteps | None = None
    not_ran: ExpectedSteps | None = None
    order: ExpectedSteps | None = None
    steps: Sequence[StepExpectation] = ()


class Case(Record):
    """A test case, with the settings and mocks of its file.

    `parameter_paths` are the paths of the parameters in the document.
    """

    name: str
    path: NodePath
    environment: str | None
    entrypoint: str
    parameters: Mapping[str, str]
    parameter_paths: Mapping[str, NodePath]
    mocks: Sequence[Mock]
    expected: Expectations


class Suite(Record):
    """A test file: the pipeline to test, references, and cases.

    `pipeline` is "" for the file with the same name. `objects` are the Kubernetes objects among the documents.
    """

    document: Document
    pipeline: str
    argo_version: str
    refs: Sequence[str]
    cases: Sequence[Case]
    shared_mocks: Sequence[Mock]
    objects: Sequence[Any] = ()
