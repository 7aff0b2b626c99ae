"""The (Cluster)WorkflowTemplates that pipelines and manifests of one run may reference."""

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
from argogen.engine.rules import find_origin
from argogen.engine.source_file import SourceFile, make_source_file
from argogen.engine.workers.pool import Batch, attempt_all
from argogen.engine.workers.work import Work
from argogen.host import Host
from argogen.linter.model.libraries import Libraries, LibraryManifest, Name, read_libraries
from argogen.linter.model.origins import Origin
from argogen.project.pipelines import find_matches, list_yaml_files
from argogen.project.project import ProjectEnvironment
from argogen.workspace.inputs import holds_pipeline
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

# Given to compilations whose references are checked later, with all libraries.
_NONE = read_libraries(())
_MARK = re.compile(r"""kind["']?: *["']?(Cluster)?WorkflowTemplate\b""")


def find_libraries(work: Work, paths: Sequence[str], projects: Projects, batch: Batch) -> Libraries:
    """Return the templates in the sources of a run, in the other pipelines of their projects, and in `paths`.

    `batch` has the options for rendering pipelines among them. Raises InvalidInputError for a path that cannot be read.
    """
    host = projects.session.host
    sources = [
        (source_file, options)
        for source_file, options in (*work, *_list_others(work, host))
        if _MARK.search(source_file.source.text)
    ]
    sources += [(source_file, projects.options(None, None)) for source_file in _list_named(paths, host)]
    found: dict[int, list[LibraryManifest]] = {}
    pipelines: dict[int, tuple[SourceFile, CompileOptions]] = {}
    for number, (source_file, options) in enumerate(sources):
        documents, origin = read_objects(source_file), find_origin(source_file, options)
        found[number] = [LibraryManifest(manifest.value, origin) for manifest in list_manifests(documents)]
        if not holds_only_objects(documents) and holds_pipeline(source_file.source):
            pipelines[number] = (source_file, options._replace(selection=None, libraries=_NONE))
    broken: list[tuple[Name, Origin]] = []
    rendering = batch._replace(request=batch.request._replace(selection=None, libraries=_NONE), mode=Mode.CONVERT)
    for number, result in zip(pipelines, attempt_all(list(pipelines.values()), rendering), strict=True):
        source_file, options = pipelines[number]
        origin = find_origin(source_file, options)
        if isinstance(result, Generated):
            found[number] += (LibraryManifest(data, origin) for data in _read(SourceText("", result.text)))
        else:
            # Its errors are reported when it is linted itself.
            named = map(_name_pipeline, _read(source_file.source))
            broken += [(name, origin) for name in named if name is not None]
    return read_libraries((manifest for manifests in found.values() for manifest in manifests), broken)


def _read(source: SourceText) -> list[Any]:
    try:
        return [document.data for document in read_documents(source, KUBERNETES)]
    except InvalidInputError:
        return []


def _name_pipeline(data: Any) -> tuple[bool, str] | None:
    """Return whether a pipeline is a ClusterWorkflowTemplate, and its name; None if it is not a template kind."""
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
                yield SourceFile(host.read_absolute(path), Path(path.name), path.parent, path), options


def _list_pipelines(project_environment: ProjectEnvironment) -> Iterable[Path]:
    try:
        return [match.path for match in find_matches(project_environment)[0]]
    except InvalidInputError:
        return ()  # errors of the project are reported when it is linted as a whole


def _list_named(paths: Sequence[str], host: Host) -> Iterator[SourceFile]:
    for name in paths:
        path, absolute = Path(name), host.resolve(name)
        for file in list_yaml_files(absolute) if host.is_folder(name) else [absolute]:
            shown = path / file.relative_to(absolute)
            source = host.read(shown)
            if _MARK.search(source.text):
                yield make_source_file(source, shown, host)
