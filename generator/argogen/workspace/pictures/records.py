"""The record of a run: its nodes for the graphs of sources, and the workflow in it."""

from __future__ import annotations

import json
import re
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

RECORD = "workflow.json"
_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")


def read_run(request: DrawRequest) -> Mapping[str, Any]:
    """Return the record of the requested run. Raises InvalidInputError if it cannot be read, or has no nodes."""
    if request.record is not None:
        return unpack_nodes(request.record, SourceText(request.run, ""))
    source = request.projects.session.host.read(find_record(request))
    return unpack_nodes(read_workflow(source), source)


def find_record(request: DrawRequest) -> Path:
    """Return the path of the file with the record of a run."""
    path = Path(request.run)
    return path / RECORD if request.projects.session.host.is_folder(path) else path


def compile_record(request: DrawRequest, workflow: Mapping[str, Any]) -> list[Document]:
    """Return the manifests of a record, which has no places of them. Raises InvalidInputError for invalid ones."""
    text = "\n---\n".join(map(_write_json, extract_manifests(workflow)))
    source_file = SourceFile(SourceText(request.run, text), Path(Path(request.run).name), Path())
    try:
        source = read_source(source_file, request.projects.options_around(Path()), request.projects.session)
    except InvalidInputError as error:
        place = SourcePlace(request.run)
        raise InvalidInputError(each._replace(place=place) for each in error.diagnostics) from error
    return [Document(document.data, Origins(place=Place(request.run, 1))) for document in source.documents]


def _write_json(manifest: Mapping[str, Any]) -> str:
    """Return a manifest as JSON that is YAML, too, which has no pairs of escapes for characters such as emoji."""
    return _UNPRINTABLE.sub(_escape, json.dumps(manifest, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    """Return the escape of a character; half of a pair is invalid, and replaced as Go does."""
    return "\\ufffd" if "\ud800" <= found[0] <= "\udfff" else f"\\u{ord(found[0]):04x}"


def add_record(
    built: Sequence[BuiltGraph], workflow: Mapping[str, Any] | None, file: str
) -> tuple[list[Graph], list[str]]:
    """Return graphs with the phases of a run, and remarks. Raises InvalidInputError if it is not a run of them."""
    if workflow is None:
        return [each.graph for each in built], []
    added = [add_run(each, workflow) for each in built]
    runs = [each for each in added if each is not None]
    name = find_name(workflow)
    if not runs:
        message, hint = f"the run '{name}' has no node of a workflow in '{file}'", "omit PATH to draw the recorded one"
        raise InvalidInputError([Diagnostic("changed-manifest", message, SourcePlace(file), hint)])
    missing = min(each.missing for each in runs)
    remark = f"nodes of the run '{name}' that are not in '{file}': {missing}; omit PATH to draw the recorded one"
    remarks = [remark] if missing else []
    return [run.graph if run else each.graph for run, each in zip(added, built, strict=True)], remarks
