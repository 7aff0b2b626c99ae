"""Run a prepared workflow, and record it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from argogen.diagnostics import Diagnostic
from argogen.executors.containers.images import Images
from argogen.executors.local.executor import LocalExecutor
from argogen.executors.local.settings import Settings
from argogen.executors.pods.objects import read_objects
from argogen.records import Record
from argogen.runner.execution import Event, Executor, Finished, Job, Outcome
from argogen.runner.run import NodeRecord, Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import format_time
from argogen.running.answers import Answers
from argogen.running.masking import Masking
from argogen.running.preparation import Prepared
from argogen.running.records.caches import Entry, fill
from argogen.running.records.directory import RunDirectory
from argogen.running.records.outcomes import Reuse
from argogen.running.records.recorder import Recorder
from argogen.running.request import RunRequest
from argogen.running.runtimes import list_variables, open_runtime

_LONGEST_END = 40.0
Observe = Callable[[Sequence[NodeRecord]], None]


class Questions(Protocol):
    """Asks a person to resume suspended steps."""

    def ask(self, job: Job, resume: Callable[[Outcome], None]) -> None:
        """Ask to resume a step; `resume` is called with the answer, in another thread."""
        ...

    def withdraw(self, node_id: str) -> None:
        """Do not ask about a step any more, which has been stopped."""
        ...


class Session(Record):
    """What a run needs: the request, the prepared workflow, mocks and approvals, and outcomes that are reused.

    `images` are those of containers, None for processes. `paths` are those of this machine that processes without
    namespaces use. `warnings` are reported before it starts. `caches` are
    entries of caches of an earlier run.
    """

    request: RunRequest
    prepared: Prepared
    answers: Answers
    masking: Masking
    reuse: Reuse
    warnings: Sequence[Diagnostic] = ()
    caches: Sequence[Entry] = ()
    images: Images | None = None
    paths: Sequence[str] = ()


class Finish(Record):
    """The end of a run: its record, and diagnostics of incomplete mocks."""

    run: Run
    diagnostics: Sequence[Diagnostic]


class RecordingExecutor(Executor):
    """Records the outcomes of the jobs of another executor, with the times at which they started and ended.

    `stopped` is called with the ids of stopped nodes.
    """

    def __init__(self, executor: LocalExecutor, recorder: Recorder, stopped: Callable[[str], None]) -> None:
        self._executor, self._recorder, self._stopped = executor, recorder, stopped
        self._jobs: dict[str, tuple[Job, int]] = {}

    def now(self) -> int:
        """Return the current time."""
        return self._executor.now()

    def start(self, job: Job) -> None:
        """Start a job. Raises CannotStartError."""
        now = self.now()
        self._executor.start(job)
        if job.kind != "suspend":  # it is recorded when its node ends, which may be without an event
            self._jobs[job.node_id] = job, now

    def wait(self, until: int | None) -> Sequence[Event]:
        """Return the next events. Raises RecordError."""
        return [self._record(event) for event in self._executor.wait(until)]

    def _record(self, event: Event) -> Event:
        if not isinstance(event, Finished) or event.node_id not in self._jobs:
            return event
        job, started = self._jobs.pop(event.node_id)
        outcome = event.outcome
        if outcome.finished_at:  # it was recorded in an earlier run
            self._recorder.keep(job, outcome)
            return event
        outcome = outcome._replace(started_at=started, finished_at=self.now())
        self._recorder.finished(job, outcome)
        return Finished(event.node_id, outcome)

    def stop(self, node_id: str) -> None:
        """Stop a job."""
        self._jobs.pop(node_id, None)
        self._stopped(node_id)
        self._executor.stop(node_id)


class Execution:
    """The execution of a workflow in the directory of its run."""

    def __init__(self, session: Session, directory: RunDirectory, questions: Questions | None) -> None:
        """Start the runtime; without `questions`, suspended steps wait. Raises SandboxError."""
        self._session, self._directory, self._questions = session, directory, questions
        request, prepared = session.request, session.prepared
        folder = request.projects.session.host.resolve(directory.path)
        self._settings = Settings(
            folder, read_objects(prepared.documents), list_variables(request),
            None if request.containers else request.images, request.limit, allows_host_paths=request.allows_host_paths,
            kubectl=request.kubectl,
            transient_errors=request.projects.session.host.environ.get("TRANSIENT_ERROR_PATTERN", ""),
        )  # fmt: skip
        self._runtime = open_runtime(session.request, session.images, directory)
        self._asked: set[str] = set()
        self._unasked: list[Job] = []
        self.executor = LocalExecutor(
            self._settings, self._runtime, self._approve, self._mock, lambda: bool(self._asked)
        )

    def _mock(self, job: Job) -> Outcome | None:
        return self._session.reuse.find(job) or self._session.answers.mock(job)

    def _approve(self, job: Job) -> Outcome | None:
        approved = self._session.answers.approve(job)
        waits = approved is None and not (job.template.get("suspend") or {}).get("duration")
        if waits and self._questions is not None:
            self._asked.add(job.node_id)
            self._unasked.append(job)
        return approved

    def _ask(self) -> None:
        """Ask about the steps that wait, after their nodes were shown."""
        jobs, self._unasked = self._unasked, []
        for job in jobs:
            if self._questions is not None:
                self._questions.ask(job, partial(self._resume, job))

    def _withdraw(self, node_id: str) -> None:
        if node_id in self._asked and self._questions is not None:
            self._asked.discard(node_id)
            self._questions.withdraw(node_id)

    def _resume(self, job: Job, outcome: Outcome) -> None:
        self.executor.resume(job.node_id, outcome)
        self._asked.discard(job.node_id)

    def run(self, observe: Observe) -> Finish:
        """Run the workflow to its end."""
        recorder, run = self._open_recorder(), None
        try:
            run = self._schedule(recorder, observe)
            self.executor.close(_LONGEST_END)
        finally:
            try:
                self._runtime.close()
            finally:
                if run is None:
                    recorder.abandon()
                else:
                    recorder.close(run)
        return Finish(run, self._session.answers.diagnostics)

    def _open_recorder(self) -> Recorder:
        session = self._session
        try:
            return Recorder(self._directory, _describe_metadata(session), _find_spec(session), session.masking)
        except BaseException:
            self._runtime.close()
            raise

    def _schedule(self, recorder: Recorder, observe: Observe) -> Run:
        session, target = self._session, self._session.prepared.target
        executor = RecordingExecutor(self.executor, recorder, self._withdraw)
        options = target.make_options(session.prepared.parameters, session.request.entrypoint)
        options = options._replace(created_at=session.prepared.created_at)

        def observe_all(nodes: Sequence[NodeRecord]) -> None:
            recorder.observe(nodes)
            observe(nodes)
            self._ask()

        memory = fill(session.caches, executor.now())
        return schedule(target.document, target.library, executor, options, memory=memory, observe=observe_all)


def _describe_metadata(session: Session) -> Mapping[str, Any]:
    metadata = session.prepared.target.document.get("metadata") or {}
    kept = {key: metadata[key] for key in ("labels", "annotations") if metadata.get(key)}
    target = session.prepared.target
    created = format_time(session.prepared.created_at)
    return {"name": target.name, "namespace": target.namespace, "creationTimestamp": created, **kept}


def _find_spec(session: Session) -> Mapping[str, Any]:
    document = session.prepared.target.document
    spec = document.get("spec") or {}
    return spec.get("workflowSpec") or spec if document.get("kind") == "CronWorkflow" else spec
