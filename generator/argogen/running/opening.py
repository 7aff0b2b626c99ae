"""Open a run: prepare its workflow, check its requirements, and make or lock its directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from argogen.diagnostics import InvalidInputError
from argogen.executors.pods.objects import read_objects
from argogen.records import Record
from argogen.running.answers import Answers
from argogen.running.execution import Session
from argogen.running.masking import Masking
from argogen.running.preflight import Preflight
from argogen.running.preparation import Prepared, prepare
from argogen.running.records.directory import RecordError, RunDirectory, create_directory
from argogen.running.records.outcomes import Reuse
from argogen.running.request import RunRequest
from argogen.running.requirements import find_requirements
from argogen.running.resuming import (
    extract_manifest,
    list_changed,
    read_workflow,
    reuse_directory,
    reuse_workflow,
)
from argogen.running.runtimes import open_images

_MANIFEST = "manifest.json"


class OpenRun(Record):
    """A run that can start, and its directory, which is locked."""

    session: Session
    directory: RunDirectory


class _Earlier(Record):
    """An earlier run: its directory if it is one of argogen, its spec, and its outcomes."""

    name: str
    namespace: str
    spec: Mapping[str, Any]
    reuse: Reuse
    directory: RunDirectory | None = None


def open_run(request: RunRequest, base: Path, resume: str | None, *, has_path: bool, allows_changes: bool) -> OpenRun:
    """Return a run, or one that is resumed. Raises InvalidInputError and RecordError."""
    directory = _find_directory(base, resume) if resume is not None else None
    if directory is not None:
        directory.lock()
        try:
            return _reopen(request, directory, has_path=has_path, allows_changes=allows_changes)
        except BaseException:
            directory.release()
            raise
    if resume is not None:
        return _take_over(request, base, resume, has_path=has_path, allows_changes=allows_changes)
    return _start(_check(request, prepare(request), Reuse(())), base)


def _find_directory(base: Path, resume: str) -> RunDirectory | None:
    """Return the directory of a run by its name or path, None for a file."""
    for path in (base / resume, Path(resume)):
        if path.is_dir():
            return RunDirectory(path)
    if Path(resume).is_file():
        return None
    raise RecordError(f"there is no run '{resume}' in '{base}', and no file with this name")


def _reopen(request: RunRequest, directory: RunDirectory, *, has_path: bool, allows_changes: bool) -> OpenRun:
    description = directory.read_description()
    if not has_path:
        request = request._replace(path=Path(description["path"]))
    entrypoint = request.entrypoint or description["entrypoint"]
    request = request._replace(entrypoint=entrypoint)
    prepared = prepare(request)
    parameters = {**description["parameters"], **prepared.parameters}
    prepared = prepared._replace(parameters=parameters)
    earlier = _Earlier(description["name"], description["namespace"], description["spec"], reuse_directory(directory))
    session = _follow(request, prepared, earlier, allows_changes=allows_changes)
    _describe(directory, session)
    return OpenRun(session, directory)


def _take_over(request: RunRequest, base: Path, resume: str, *, has_path: bool, allows_changes: bool) -> OpenRun:
    """Return a run that continues one of a cluster."""
    workflow = read_workflow(request.projects.session.host.read(resume))
    manifest = extract_manifest(workflow)
    metadata = manifest["metadata"]
    reuse = reuse_workflow(workflow)
    earlier = _Earlier(str(metadata["name"]), str(metadata.get("namespace") or "argo"), manifest["spec"], reuse)
    directory = create_directory(base, earlier.name)
    directory.lock()
    try:
        if not has_path:
            directory.write(_MANIFEST, manifest)
            request = request._replace(path=directory.path / _MANIFEST)
        prepared = prepare(request)
        given = (manifest["spec"].get("arguments") or {}).get("parameters") or ()
        known = {each["name"]: str(each["value"]) for each in given if "value" in each}
        kept = {name: value for name, value in known.items() if name in prepared.target.parameters}
        prepared = prepared._replace(parameters={**kept, **prepared.parameters})
        session = _follow(request, prepared, earlier, allows_changes=allows_changes)
        _describe(directory, session)
    except BaseException:
        directory.release()
        directory.remove()
        raise
    return OpenRun(session, directory)


def _follow(request: RunRequest, prepared: Prepared, earlier: _Earlier, *, allows_changes: bool) -> Session:
    """Return a session that continues an earlier run by its name. Raises InvalidInputError if it has changed."""
    changed = list_changed(earlier.spec, prepared, allows_changes=allows_changes)
    target = prepared.target._replace(name=earlier.name, namespace=earlier.namespace)
    return _check(request, prepared._replace(target=target), earlier.reuse.without(changed))


def _check(request: RunRequest, prepared: Prepared, reuse: Reuse) -> Session:
    objects = read_objects(prepared.documents)
    answers = Answers(request, prepared.target)
    images = open_images(request)
    problems = Preflight(prepared, objects, request, answers, find_requirements(request, images)).find_problems()
    if problems:
        raise InvalidInputError(problems)
    return Session(request, prepared, answers, Masking(objects.list_secrets()), reuse, images)


def _start(session: Session, base: Path) -> OpenRun:
    directory = create_directory(base, session.prepared.target.name)
    directory.lock()
    _describe(directory, session)
    return OpenRun(session, directory)


def _describe(directory: RunDirectory, session: Session) -> None:
    request, prepared, target = session.request, session.prepared, session.prepared.target
    spec = target.document.get("spec") or {}
    directory.describe(
        {
            "name": target.name,
            "namespace": target.namespace,
            "path": str(request.projects.session.host.resolve(request.path)),
            "entrypoint": request.entrypoint,
            "parameters": session.masking.mask_all(dict(prepared.parameters)),
            "spec": json.loads(json.dumps(session.masking.mask_all(spec.get("workflowSpec") or spec))),
        }
    )
