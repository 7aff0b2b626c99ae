"""Render the workflow of a run, and read the objects that it refers to."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.manifest_lint import holds_only_objects, read_objects
from argogen.engine.projects import Projects
from argogen.engine.source_file import make_source_file
from argogen.project.source_names import refuse_other_file
from argogen.records import EMPTY, Record
from argogen.running.inputs.places import Places
from argogen.running.objects import add_objects
from argogen.running.request import RunRequest
from argogen.suggestions import list_known, suggest
from argogen.testing.document.values import to_text
from argogen.testing.rendering import References, Renderer
from argogen.testing.simulation.target import SubmissionError, Target, build_target
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents

# The remedies for refusals, by a part of the reason.
_REMEDIES = (
    ("spec.entrypoint is required", "select a template with --entrypoint NAME"),
    ("not found", "add the file of the object with --ref"),
    ("spec.arguments", "set the value of the parameter: --set NAME=VALUE"),
    ("was not supplied", "set the value of the parameter: --set NAME=VALUE"),
)


class Prepared(Record):
    """A workflow that can be run: its target, all documents, its parameters, and the time of its creation.

    `files` are the source of the workflow, and then those of the other documents.
    """

    target: Target
    documents: Sequence[Any]
    parameters: Mapping[str, str]
    place: Place
    created_at: int
    files: Sequence[Path] = ()


def prepare(request: RunRequest) -> Prepared:
    """Return the workflow of a request. Raises InvalidInputError for errors of its source."""
    projects, host = request.projects, request.projects.session.host
    refuse_other_file(str(request.path))
    source = host.read(request.path)
    is_manifest = holds_only_objects(read_objects(make_source_file(source, request.path, host)))
    parameters = _read_parameters(projects) if is_manifest else EMPTY
    if is_manifest:
        plain = projects.request._replace(values=EMPTY, parameters=None)
        projects = Projects(plain, projects.session)
    renderer = Renderer(projects, in_process=True)
    (job,) = renderer.list_jobs(request.path, [None], "")
    manifest = renderer.find(job)
    if manifest.diagnostics:
        raise InvalidInputError(manifest.diagnostics)
    others = References(renderer, projects).read(request.path, None, request.refs, job)
    own, further = add_objects(manifest.documents, request), others.documents
    place = Place(host.show(request.path))
    files = (request.path, *others.inputs)
    target = _build_target(own, further, Places(host, files), place)
    _check_names(request, target, parameters, place)
    return Prepared(target, [*further, *own], parameters, place, time.time_ns(), files)


def _read_parameters(projects: Projects) -> Mapping[str, str]:
    """Return the values of the parameters of a manifest: those of a file, and those that are set."""
    file = projects.request.parameters
    values: dict[str, str] = {}
    if file is not None:
        for document in read_documents(projects.session.host.read(file), KUBERNETES):
            if isinstance(document.data, Mapping):
                values |= {str(name): to_text(value) for name, value in document.data.items()}
    return {**values, **projects.request.values}


def _build_target(own: Sequence[Any], others: Sequence[Any], places: Places, place: Place) -> Target:
    try:
        target = build_target(own, others)
    except SubmissionError as error:
        raise InvalidInputError([report_refusal(str(error), places)]) from None
    if target is None:
        message, hint = f"no workflow in '{place.file}'", "run a pipeline or an Argo manifest"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, place, hint)])
    return target


def report_refusal(reason: str, places: Places) -> Diagnostic:
    """Return the diagnostic of a workflow that Argo does not accept."""
    hint = next((hint for text, hint in _REMEDIES if text in reason), "")
    return Diagnostic("unmet-requirement", f"Argo refuses the workflow: {reason}", places.find(reason), hint)


def _check_names(request: RunRequest, target: Target, parameters: Mapping[str, str], place: Place) -> None:
    graph, found = target.graph, []
    names = sorted({key[2] for key in graph.templates if key[:2] == graph.entrypoint[:2]})
    if request.entrypoint and request.entrypoint not in names:
        hint = suggest(request.entrypoint, names, list_known(names))
        found.append(Diagnostic("unknown-name", f"unknown entrypoint '{request.entrypoint}'", place, hint))
    for name in parameters:
        if name not in target.parameters:
            hint = suggest(name, target.parameters, list_known(target.parameters) or "the workflow has no parameters")
            found.append(Diagnostic("unknown-name", f"unknown parameter '{name}'", place, hint))
    if found:
        raise InvalidInputError(found)
