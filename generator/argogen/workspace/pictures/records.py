"""The record of a run: its nodes for the graphs of sources, and the workflow in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.diagnostics import Place as SourcePlace
from argogen.engine.source_file import SourceFile
from argogen.graph.build import BuiltGraph
from argogen.graph.model import Graph, Place
from argogen.graph.origins import Origins
from argogen.graph.runs import add_run, find_name
from argogen.graph.sources import read_source
from argogen.graph.workflows import Document
from argogen.runner.recorded import extract_manifests, read_workflow, unpack_nodes
from argogen.workspace.pictures.request import DrawRequest
from argogen.yaml.text import SourceText

_RECORD = "workflow.json"


def read_run(request: DrawRequest) -> Mapping[str, Any]:
    """Return the record of the requested run. Raises InvalidInputError if it cannot be read, or has no nodes."""
    if request.record is not None:
        return unpack_nodes(request.record, SourceText(request.run, ""))
    host = request.projects.session.host
    path = Path(request.run)
    source = host.read(path / _RECORD if host.is_folder(path) else path)
    return unpack_nodes(read_workflow(source), source)


def compile_record(request: DrawRequest, workflow: Mapping[str, Any]) -> list[Document]:
    """Return the manifests of a record, which has no places of them. Raises InvalidInputError for invalid ones."""
    text = "\n---\n".join(json.dumps(manifest) for manifest in extract_manifests(workflow))
    source_file = SourceFile(SourceText(request.run, text), Path(Path(request.run).name), Path())
    try:
        source = read_source(source_file, request.projects.options_around(Path()), request.projects.session)
    except InvalidInputError as error:
        place = SourcePlace(request.run)
        raise InvalidInputError(each._replace(place=place) for each in error.diagnostics) from error
    return [Document(document.data, Origins(place=Place(request.run, 1))) for document in source.documents]


def add_record(built: Sequence[BuiltGraph], workflow: Mapping[str, Any] | None, file: str) -> list[Graph]:
    """Return graphs with the phases of a run. Raises InvalidInputError if it is a run of another workflow."""
    if workflow is None:
        return [each.graph for each in built]
    graphs = [add_run(each, workflow) for each in built]
    if not any(graphs):
        name = find_name(workflow)
        message, hint = f"the run '{name}' has no node of a workflow in '{file}'", "omit PATH to draw the recorded one"
        raise InvalidInputError([Diagnostic("changed-manifest", message, SourcePlace(file), hint)])
    return [added or each.graph for added, each in zip(graphs, built, strict=True)]
