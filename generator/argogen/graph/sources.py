"""Read the workflows of a source: compile it like `render`, and keep the names and places of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic
from argogen.dialects.recognition import find_manifests
from argogen.engine.compilation import compile_documents
from argogen.engine.options import CompileOptions
from argogen.engine.projects import Projects
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile, make_source_file
from argogen.engine.stages import Prepared
from argogen.graph.origins import read_context, read_manifest
from argogen.graph.workflows import Document
from argogen.project.pipelines import list_yaml_files
from argogen.provenance import TrackedInputs
from argogen.records import Record
from argogen.yaml.node_path import NodePath, follow
from argogen.yaml.text import SourceText

_TEMPLATES = re.compile(r"""kind["']?: *["']?(Cluster)?WorkflowTemplate\b""")


class Source(Record):
    """The documents of a source that are objects of Argo, the warnings and notes of its compilation, and its inputs."""

    documents: Sequence[Document]
    diagnostics: Sequence[Diagnostic]
    inputs: TrackedInputs


class References(Record):
    """The documents of other files with workflow templates, and the contents of these files."""

    documents: Sequence[Document] = ()
    sources: Sequence[SourceText] = ()


def read_source(source_file: SourceFile, options: CompileOptions, session: EngineSession) -> Source:
    """Compile a source. Raises InvalidInputError with the diagnostics of `render`."""
    compiled = compile_documents(source_file, options, session)
    documents = [
        document for prepared, manifest in compiled.documents for document in _read_documents(prepared, manifest)
    ]
    return Source(documents, compiled.diagnostics, compiled.inputs)


def _read_documents(prepared: Prepared, manifest: Any) -> Iterator[Document]:
    if prepared.context is not None:
        yield Document(manifest, read_context(prepared.context, prepared.document))
        return
    for path in find_manifests(manifest):
        data = follow(manifest, path)
        yield Document(data, read_manifest(prepared.document, (*path, *_find_spec(data))))


def _find_spec(data: Mapping[str, Any]) -> NodePath:
    return ("spec", "workflowSpec") if data.get("kind") == "CronWorkflow" else ("spec",)


def read_references(names: Sequence[str], projects: Projects) -> References:
    """Return the objects of the files and directories of workflow templates. Raises InvalidInputError."""
    host = projects.session.host
    found: list[Document] = []
    sources: list[SourceText] = []
    for path in [file for name in names for file in _list_files(Path(name), projects)]:
        source = host.read(path)
        if _TEMPLATES.search(source.text):
            source_file = make_source_file(source, path, host)
            options = projects.first_options_around(source_file.folder)
            found += read_source(source_file, options, projects.session).documents
            sources.append(source)
    return References(found, sources)


def _list_files(path: Path, projects: Projects) -> Iterator[Path]:
    host = projects.session.host
    absolute = host.resolve(path)
    if host.is_folder(path):
        yield from (path / file.relative_to(absolute) for file in list_yaml_files(absolute))
    else:
        yield path
