"""The (Cluster)WorkflowTemplates that pipelines and manifests of one run may refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from argogen.argo.structure import TEMPLATE_KINDS
from argogen.diagnostics import InvalidInputError
from argogen.engine.manifest_lint import holds_only_objects, list_manifests, read_objects
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.projects import Projects
from argogen.engine.results import Generated
from argogen.engine.source_file import SourceFile, make_source_file
from argogen.engine.workers.pool import Batch, attempt_all
from argogen.engine.workers.work import Work
from argogen.host import Host
from argogen.linter.model.libraries import Libraries, Library, read_libraries
from argogen.project.pipelines import find_matches, list_yaml_files
from argogen.project.project import ProjectEnvironment
from argogen.workspace.inputs import holds_pipeline
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_MARK = re.compile(r"""kind["']?: *["']?(Cluster)?WorkflowTemplate\b""")


def find_libraries(work: Work, paths: Sequence[str], projects: Projects, batch: Batch) -> Libraries:
    """Return those in the sources of a run, in the other pipelines of their projects, and in `paths`.

    `batch` says how to render those that are pipelines. Raises InvalidInputError for a path that cannot be read.
    """
    host = projects.session.host
    sources = [
        (source_file, options)
        for source_file, options in (*work, *_list_others(work, host))
        if _MARK.search(source_file.source.text)
    ]
    sources += [(source_file, projects.options(None, None)) for source_file in _list_named(paths, host)]
    manifests: list[Any] = []
    pipelines: list[tuple[SourceFile, CompileOptions]] = []
    for source_file, options in sources:
        documents = read_objects(source_file)
        manifests += (origin.value for origin in list_manifests(documents))
        if not holds_only_objects(documents) and holds_pipeline(source_file.source):
            pipelines.append((source_file, options._replace(selection=None)))
    broken: dict[tuple[bool, str], Library] = {}
    rendering = batch._replace(request=batch.request._replace(selection=None), mode=Mode.RENDER)
    results = attempt_all(pipelines, rendering)
    for (source_file, _), result in zip(pipelines, results, strict=True):
        if isinstance(result, Generated):
            manifests += _read(SourceText("", result.text))
        else:
            # What is wrong with it is reported when it is linted itself.
            named = map(_name_pipeline, _read(source_file.source))
            broken |= {name: Library(None) for name in named if name is not None}
    return {**broken, **read_libraries(manifests)}


def _read(source: SourceText) -> list[Any]:
    try:
        return [document.data for document in read_documents(source, KUBERNETES)]
    except InvalidInputError:
        return []


def _name_pipeline(data: Any) -> tuple[bool, str] | None:
    """Return whether a pipeline is for the cluster, and its name; None if it is not a template for others."""
    if not isinstance(data, dict) or data.get("kind") not in TEMPLATE_KINDS:
        return None
    metadata = data.get("metadata")
    name = data.get("name") or (metadata.get("name") if isinstance(metadata, dict) else "")
    return data["kind"] == TEMPLATE_KINDS[1], str(name)


def _list_others(work: Work, host: Host) -> Iterator[tuple[SourceFile, CompileOptions]]:
    """Yield the pipelines of the projects around the sources, without the sources themselves."""
    seen = {source_file.path for source_file, _ in work}
    project_environments = {
        options.project_environment.project: options for _, options in work if options.project_environment is not None
    }
    for options in project_environments.values():
        for path in _list_pipelines(options.project_environment) if options.project_environment is not None else ():
            if path not in seen:
                yield SourceFile(host.read(host.show(path)), Path(path.name), path.parent, path), options


def _list_pipelines(project_environment: ProjectEnvironment) -> Iterable[Path]:
    try:
        return [match.path for match in find_matches(project_environment)[0]]
    except InvalidInputError:
        return ()  # what is wrong with the project is reported when all of it is linted


def _list_named(paths: Sequence[str], host: Host) -> Iterator[SourceFile]:
    for name in paths:
        path, absolute = Path(name), host.resolve(name)
        for file in list_yaml_files(absolute) if host.is_folder(name) else [absolute]:
            shown = path / file.relative_to(absolute)
            source = host.read(shown)
            if _MARK.search(source.text):
                yield make_source_file(source, shown, host)
