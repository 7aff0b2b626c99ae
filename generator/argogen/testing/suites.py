"""Run test files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place, in_reading_order
from argogen.engine.projects import Projects
from argogen.runner.execution import SECOND
from argogen.testing.comparison.compare import Comparison
from argogen.testing.coverage import CoverageRecorder
from argogen.testing.discovery import find_pipeline, find_test_files
from argogen.testing.document.model import Case, Mock, Suite
from argogen.testing.document.reading import read_suite
from argogen.testing.rendering import Job, References, Renderer
from argogen.testing.results import CaseResult, SuiteResult
from argogen.testing.simulation.binding import Binder
from argogen.testing.simulation.running import CaseRun, run_case
from argogen.testing.simulation.target import SubmissionError, Target, build_target
from argogen.testing.tree import draw_tree
from argogen.yaml.node_path import NodePath

_UNUSED = "unused-mock"


class SuiteRequest(NamedTuple):
    """The test files to run, at `paths` as in `find_test_files`; `refs` are files with further objects.

    `selects` chooses cases by the name of the test file and of the case.
    """

    paths: Sequence[str]
    projects: Projects
    refs: Sequence[str] = ()
    selects: Callable[[str, str], bool] = lambda _file, _case: True
    in_process: bool = False


def run_suites(request: SuiteRequest) -> list[SuiteResult]:
    """Return the results of all test files. Raises InvalidInputError if they cannot be found."""
    renderer = Renderer(request.projects, in_process=request.in_process)
    files = find_test_files(request.paths, request.projects)
    opened = [_open(file, renderer) for file in files]
    renderer.render_all(job for each in opened if isinstance(each, _OpenSuite) for job in each.jobs.values())
    return [_run(each, renderer, request) if isinstance(each, _OpenSuite) else each for each in opened]


class _OpenSuite(NamedTuple):
    """A test file, and the job that renders its pipeline for each environment of its cases."""

    file: Path
    suite: Suite
    jobs: dict[str | None, Job]


def _open(file: Path, renderer: Renderer) -> _OpenSuite | SuiteResult:
    host = renderer.host
    try:
        source = host.read(file)
        suite = read_suite(source)
        renderer.check_objects(source, file, suite.objects)
        pipeline = find_pipeline(file, suite, host)
        environments = list(dict.fromkeys(case.environment for case in suite.cases))
        jobs = renderer.list_jobs(pipeline, environments, suite.argo_version)
    except InvalidInputError as error:
        return SuiteResult(file.as_posix(), (), error.diagnostics, is_invalid=True, inputs=[host.resolve(file)])
    return _OpenSuite(file, suite, dict(zip(environments, jobs, strict=True)))


def _run(opened: _OpenSuite, renderer: Renderer, request: SuiteRequest) -> SuiteResult:
    inputs = [renderer.host.resolve(opened.file)]
    try:
        targets = {
            environment: _find_target(opened, job, renderer, request, inputs)
            for environment, job in opened.jobs.items()
        }
        cases = _bind(opened.suite, targets)
    except InvalidInputError as error:
        found = in_reading_order(error.diagnostics)
        return SuiteResult(opened.file.as_posix(), (), found, is_invalid=True, inputs=inputs)
    return _SuiteRun(opened, targets, request).run(cases)._replace(inputs=inputs)


def _find_target(opened: _OpenSuite, job: Job, renderer: Renderer, request: SuiteRequest, inputs: list[Path]) -> Target:
    manifest = renderer.find(job)
    inputs += manifest.inputs
    if manifest.diagnostics:
        raise InvalidInputError(manifest.diagnostics)
    others = References(renderer, request.projects).read(opened.file, opened.suite, request.refs, job)
    inputs += others.inputs
    place = opened.suite.document.place(())
    try:
        target = build_target(manifest.documents, others.documents)
    except SubmissionError as error:
        hint = "add the file of the object to 'refs'"
        raise InvalidInputError(
            [Diagnostic("missing-value", f"Argo refuses the workflow: {error}", place, hint)]
        ) from None
    if target is None:
        message = f"no workflow in '{job.path.as_posix()}'"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, place, "test a pipeline or an Argo manifest")])
    return target


def _bind(suite: Suite, targets: dict[str | None, Target]) -> list[Case]:
    """Return the cases with the names of the manifest. Raises InvalidInputError for unknown names."""
    binders = {environment: Binder(suite.document, target) for environment, target in targets.items()}
    cases = [binders[case.environment].bind(case) for case in suite.cases]
    errors = [diagnostic for binder in binders.values() for diagnostic in binder.diagnostics]
    if errors:
        raise InvalidInputError(dict.fromkeys(errors))
    return cases


class _SuiteRun:
    """The run of the selected cases of a test file."""

    def __init__(self, opened: _OpenSuite, targets: dict[str | None, Target], request: SuiteRequest) -> None:
        self._suite, self._targets, self._request = opened.suite, targets, request
        self._file = opened.file.as_posix()
        self._coverage = CoverageRecorder()
        self._used: set[NodePath] = set()

    def run(self, cases: Sequence[Case]) -> SuiteResult:
        """Return the result."""
        for target in self._targets.values():
            self._coverage.add_graph(target.graph)
        chosen = [case for case in cases if self._request.selects(self._file, case.name)]
        results = [self._run_case(case) for case in chosen]
        # A case that was not selected, or did not run as expected, may use them.
        is_complete = len(chosen) == len(cases) and all(result.has_passed for result in results)
        unused = self._report_unused(self._suite.shared_mocks) if is_complete else []
        return SuiteResult(self._file, results, unused, self._coverage.summarize())

    def _run_case(self, case: Case) -> CaseResult:
        document, target = self._suite.document, self._targets[case.environment]
        case_run = run_case(case, target, document)
        self._used |= case_run.answers.used
        self._coverage.add_run(case_run, target.with_entrypoint(case.entrypoint).graph)
        found = list(Comparison(case, case_run, document).find_failures())
        if not case_run.answers.diagnostics and case_run.run.phase == case.expected.phase:
            found += self._report_unused([mock for mock in case.mocks if not mock.is_shared])
        return _make_result(case, case_run, in_reading_order(found), document.place((*case.path, "name")))

    def _report_unused(self, mocks: Sequence[Mock]) -> list[Diagnostic]:
        found = []
        for mock in mocks:
            unused = [attempt for attempt in mock.attempts if attempt.path not in self._used]
            if len(unused) == len(mock.attempts):
                found.append(self._report(f"mock '{mock.step.text}' is not used", mock.path, key=True))
            elif unused:
                message = f"attempt {len(mock.attempts) - len(unused) + 1} of mock '{mock.step.text}' is not used"
                found.append(self._report(message, unused[0].path))
        return found

    def _report(self, message: str, path: NodePath, *, key: bool = False) -> Diagnostic:
        hint = "remove it, or check why the step does not run"
        return Diagnostic(_UNUSED, message, self._suite.document.place(path, key=key), hint)


def _make_result(case: Case, case_run: CaseRun, found: Sequence[Diagnostic], place: Place) -> CaseResult:
    run = case_run.run
    tree = draw_tree(run, case_run.steps) if found else ()
    seconds = max(0, run.finished_at - run.started_at) / SECOND
    return CaseResult(case.name, place, found, run.phase, tree, seconds)
