"""Render the pipelines of test files once, and read the objects that they refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from argogen.argo.versions import parse_version
from argogen.diagnostics import Diagnostic, InvalidInputError, Place, Severity
from argogen.engine.manifest_lint import check_manifests, holds_only_objects, read_objects
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.projects import Projects
from argogen.engine.results import Failed
from argogen.engine.source_file import SourceFile, make_source_file
from argogen.engine.workers.pool import Batch, attempt_all
from argogen.host import Host
from argogen.linter.model.libraries import read_libraries
from argogen.project.pipelines import find_matches, list_yaml_files
from argogen.records import Record
from argogen.testing.document.model import Suite
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_LIBRARY = re.compile(r"""kind["']?: *["']?(Cluster)?WorkflowTemplate\b""")
_OBJECTS = ("WorkflowTemplate", "ClusterWorkflowTemplate", "ConfigMap", "Secret")
_ARGO = "argoproj.io"
_NO_LIBRARIES = read_libraries(())


class Manifest(Record):
    """A rendered source: its documents, its errors, and the files and directories that were read."""

    documents: Sequence[Any] = ()
    diagnostics: Sequence[Diagnostic] = ()
    inputs: Sequence[Path] = ()


class Job(NamedTuple):
    """A source to render in an environment, for a version of Argo or "" for the one of the project or pipeline."""

    path: Path
    environment: str | None
    argo_version: str


class Renderer:
    """Renders sources, each once."""

    def __init__(self, projects: Projects, *, in_process: bool = False) -> None:
        self._projects, self._in_process = projects, in_process
        self._known: dict[Job, Manifest] = {}

    @property
    def host(self) -> Host:
        """The host of the session."""
        return self._projects.session.host

    def list_jobs(self, path: Path, environments: Iterable[str | None], version: str) -> list[Job]:
        """Return the jobs for a source; without an environment, the requested one or the first of the project."""
        project = self._projects.around(path.parent)
        own = self._projects.environments(project)[0] if project else self._projects.request.environment
        return [Job(path, own if environment is None else environment, version) for environment in environments]

    def render_all(self, jobs: Iterable[Job]) -> None:
        """Render sources that are not rendered yet."""
        new = [job for job in dict.fromkeys(jobs) if job not in self._known]
        work: list[tuple[SourceFile, CompileOptions]] = []
        rendered: list[Job] = []
        for job in new:
            try:
                work.append(self._prepare(job))
                rendered.append(job)
            except InvalidInputError as error:
                self._known[job] = Manifest(diagnostics=error.diagnostics)
        projects = self._projects
        batch = Batch(projects.request, projects.session, mode=Mode.RENDER, in_process=self._in_process)
        for job, (source_file, _), result in zip(rendered, work, attempt_all(work, batch), strict=True):
            if isinstance(result, Failed):
                self._known[job] = Manifest(diagnostics=result.diagnostics, inputs=self._list_inputs(source_file, ()))
            else:
                inputs = self._list_inputs(source_file, result.inputs.files)
                self._known[job] = Manifest(_read(result.text), (), inputs)

    def find(self, job: Job) -> Manifest:
        """Return the manifest of a job."""
        if job not in self._known:
            self.render_all([job])
        return self._known[job]

    def _prepare(self, job: Job) -> tuple[SourceFile, CompileOptions]:
        source_file = make_source_file(self.host.read(job.path), job.path, self.host)
        project = self._projects.around(job.path.parent)
        if project is not None and job.environment is not None:
            self._projects.check_environment(project, job.environment)
        options = self._projects.options(project, job.environment)
        if project is None:
            options = options._replace(environment=job.environment)
        if job.argo_version and self._projects.request.argo_version is None:
            options = options._replace(argo_version=parse_version(job.argo_version), is_version_selected=True)
        self._check_manifests(source_file, options)
        return source_file, options._replace(libraries=_NO_LIBRARIES)

    def check_objects(self, source: SourceText, path: Path, documents: Iterable[Any]) -> None:
        """Raise InvalidInputError for Kubernetes objects of a source that Kubernetes or Argo refuses."""
        check_objects(source, documents)
        source_file = make_source_file(source, path, self.host)
        self._check_manifests(source_file, self._projects.options(self._projects.around(path.parent), None))

    def _check_manifests(self, source_file: SourceFile, options: CompileOptions) -> None:
        if _ARGO not in source_file.source.text:
            return
        documents = read_objects(source_file)
        checked = check_manifests(documents, source_file, options, self._projects.session)
        errors = [each for each in checked.diagnostics if each.severity is Severity.ERROR]
        if errors:
            raise InvalidInputError(errors)

    def _list_inputs(self, source_file: SourceFile, files: Iterable[str]) -> list[Path]:
        project = self._projects.around(source_file.folder)
        own = [self.host.resolve(source_file.source.file), *((project.file,) if project else ())]
        return [*own, *map(self.host.resolve, files)]


def _read(text: str) -> list[Any]:
    documents = read_documents(SourceText("", text), KUBERNETES)
    return [document.data for document in documents if document.data is not None]


class References:
    """Objects of files besides the pipeline: those that are named, and the libraries of the project.

    Of the named files, those with objects of certain kinds are read.
    """

    def __init__(self, renderer: Renderer, projects: Projects, kinds: Sequence[str] = _OBJECTS) -> None:
        self._renderer, self._projects = renderer, projects
        self._objects = re.compile(rf"""kind["']?: *["']?({"|".join(kinds)})\b""")

    def read(self, file: Path, suite: Suite | None, names: Sequence[str], job: Job) -> Manifest:
        """Return the objects for a test file: its own, `refs`, those at `names`, and those of the project.

        Without a test file, `file` is the pipeline, and `suite` is None.

        Raises InvalidInputError.
        """
        documents: list[Any] = []
        inputs: list[Path] = []
        for path in self._list_files(file, suite, names, job.path):
            manifest = self._read_file(path, job)
            documents += manifest.documents
            inputs += manifest.inputs
        return Manifest([*documents, *(suite.objects if suite is not None else ())], (), inputs)

    def _list_files(self, file: Path, suite: Suite | None, names: Sequence[str], pipeline: Path) -> Iterator[Path]:
        host = self._projects.session.host
        for path in self._list_of_project(pipeline):
            if path != host.resolve(pipeline) and _LIBRARY.search(host.read(path).text):
                yield Path(host.show(path))
        for name in names:
            yield from _list_named(Path(name), host)
        for name in suite.refs if suite is not None else ():
            yield from _list_named(file.parent / name, host)

    def _list_of_project(self, pipeline: Path) -> Iterator[Path]:
        project = self._projects.around(pipeline.parent)
        for environment in self._projects.project_environments(project)[:1] if project is not None else ():
            yield from (match.path for match in find_matches(environment)[0])

    def _read_file(self, path: Path, job: Job) -> Manifest:
        host = self._projects.session.host
        source = host.read(path)
        if not self._objects.search(source.text):
            return Manifest()
        source_file = make_source_file(source, path, host)
        documents = read_objects(source_file)
        if holds_only_objects(documents):
            check_objects(source, [document.data for document in documents])
        manifest = self._renderer.find(job._replace(path=path))
        if manifest.diagnostics:
            raise InvalidInputError(manifest.diagnostics)
        return manifest


def _list_named(path: Path, host: Host) -> Iterator[Path]:
    absolute = host.resolve(path)
    if host.is_folder(path):
        yield from (path / file.relative_to(absolute) for file in list_yaml_files(absolute))
    else:
        yield path


def check_objects(source: SourceText, documents: Iterable[Any]) -> None:
    """Raise InvalidInputError for a ConfigMap or Secret that Kubernetes refuses."""
    for document in documents:
        if not isinstance(document, Mapping) or document.get("kind") not in ("ConfigMap", "Secret"):
            continue
        for key in ("metadata", "data", "stringData"):
            if not isinstance(document.get(key) or {}, Mapping):
                message = f"'{key}' of a {document['kind']} must be a mapping"
                raise InvalidInputError([Diagnostic("invalid-value", message, Place(source.file))])
