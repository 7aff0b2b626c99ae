"""Open a run: prepare its workflow, check its requirements, and make or lock its directory."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from argogen.diagnostics import InvalidInputError
from argogen.executors.local.settings import ARTIFACTS
from argogen.executors.pods.objects import read_objects
from argogen.executors.storage.store import Store
from argogen.executors.unisolated.claims import ClaimError, Claims, clear_abandoned
from argogen.files import is_file, is_folder
from argogen.records import Record
from argogen.runner.execution import SECOND
from argogen.runner.recorded import extract_manifests
from argogen.runner.submission import Options, submit
from argogen.running.answers import Answers
from argogen.running.comparison import Definition, digest, digest_references, list_changed
from argogen.running.execution import Session
from argogen.running.exposure import find_exposures
from argogen.running.inputs.artifacts import add_artifacts
from argogen.running.masking import Masking
from argogen.running.preflight import Preflight
from argogen.running.preparation import Prepared, prepare
from argogen.running.records.directories import clear_abandoned_files, create_directory
from argogen.running.records.directory import DESCRIPTION, RecordError, RunDirectory
from argogen.running.records.outcomes import Reuse
from argogen.running.request import RunRequest
from argogen.running.requirements import find_requirements
from argogen.running.resuming import Earlier, describe_definition, read_earlier, write_private
from argogen.running.runtimes import is_abandoned, open_images
from argogen.running.takeover import convert, read_ended
from argogen.yaml.text import STDIN

_MANIFEST = "manifest.yaml"


class OpenRun(Record):
    """A run that can start, and its directory, which is locked."""

    session: Session
    directory: RunDirectory


def open_run(request: RunRequest, base: Path, resume: str | None, *, has_path: bool, allows_changes: bool) -> OpenRun:
    """Return a run, or one that is resumed. Raises InvalidInputError and RecordError."""
    # Not by the working directory, which may be deleted while it runs
    base = Path(os.path.realpath(request.projects.session.host.resolve(base)))
    clear_abandoned_files(base)
    if not request.is_isolated:
        _clear_abandoned(base)
    if resume is None:
        return _start(request, base)
    directory = _find_directory(request, base, resume)
    if directory is None:
        return _take_over(request, base, resume, has_path=has_path, allows_changes=allows_changes)
    directory.lock()
    try:
        earlier = read_earlier(directory)
        if not has_path:
            request = request._replace(path=_find_path(earlier))
        session = _follow(request, prepare(request), earlier, allows_changes=allows_changes)
        add_artifacts(session, Store(directory.path / ARTIFACTS))
        _record(directory, session)
    except BaseException:
        directory.release()
        raise
    return OpenRun(session, directory)


def _clear_abandoned(base: Path) -> None:
    try:
        clear_abandoned(base, is_abandoned)
    except ClaimError as error:
        raise RecordError(str(error)) from None
    except OSError as error:
        raise RecordError(f"cannot read the directory '{base}': {error.strerror}") from None


def _find_path(earlier: Earlier) -> Path:
    path = Path(earlier.path)
    if path.name == STDIN:
        raise RecordError("the run was started from standard input: pass the same file to 'argogen run PATH --resume'")
    return path


def _find_directory(request: RunRequest, base: Path, resume: str) -> RunDirectory | None:
    """Return the directory of a run by its name or path, None for a file."""
    given = request.projects.session.host.resolve(resume)
    for directory in (RunDirectory(base / resume), RunDirectory(given)):
        if directory.is_described():  # others are not changed
            return directory
    if is_file(given):
        return None
    if is_folder(given):
        raise RecordError(f"'{resume}' is not the directory of a run: it has no file {DESCRIPTION}")
    raise RecordError(f"there is no run '{resume}' in '{base}', and no file with this name")


def _start(request: RunRequest, base: Path) -> OpenRun:
    session = _check(request, prepare(request), Reuse())
    directory = create_directory(base, session.prepared.target.name)
    try:
        directory.lock()
        _record(directory, session)
    except BaseException:
        directory.discard()
        raise
    return OpenRun(session, directory)


def _take_over(request: RunRequest, base: Path, resume: str, *, has_path: bool, allows_changes: bool) -> OpenRun:
    """Return a run that continues one of a cluster."""
    workflow = read_ended(request.projects.session.host.read(resume))
    earlier = convert(workflow)
    directory = create_directory(base, earlier.name)
    try:
        directory.lock()
        if not has_path:
            directory.write_documents(_MANIFEST, extract_manifests(workflow))
            request = request._replace(path=directory.path / _MANIFEST)
        prepared = prepare(request)
        known = {name: value for name, value in earlier.parameters.items() if name in prepared.target.parameters}
        earlier = earlier._replace(parameters=known)
        session = _follow(request, prepared, earlier, allows_changes=allows_changes)
        add_artifacts(session, Store(directory.path / ARTIFACTS))
        _record(directory, session)
    except BaseException:
        directory.discard()
        raise
    return OpenRun(session, directory)


def _follow(request: RunRequest, prepared: Prepared, earlier: Earlier, *, allows_changes: bool) -> Session:
    """Return a session that continues an earlier run by its name. Raises InvalidInputError if it has changed."""
    request = request._replace(entrypoint=request.entrypoint or earlier.entrypoint)
    parameters = {**earlier.parameters, **prepared.parameters}
    target = prepared.target._replace(name=earlier.name, namespace=earlier.namespace)
    created_at = earlier.created_at or prepared.created_at
    prepared = prepared._replace(target=target, parameters=parameters, created_at=created_at)
    session = _check(request, prepared, Reuse(earlier.outcomes))
    now = _define(session)
    before = earlier.definition._replace(spec=session.masking.mask_all(earlier.definition.spec))
    changed = list_changed(before, now, prepared.place, allows_changes=allows_changes)
    is_same = parameters == earlier.parameters and before.configuration in ("", now.configuration)
    reuse = session.reuse.restrict(changed, compares_inputs=not is_same)
    return session._replace(reuse=reuse, caches=earlier.caches)


def _check(request: RunRequest, prepared: Prepared, reuse: Reuse) -> Session:
    objects = read_objects(prepared.documents)
    answers = Answers(request, prepared.target)
    images = open_images(request)
    requirements = find_requirements(request, images)
    preflight = Preflight(prepared, objects, request, answers, requirements, reuse.list_succeeded())
    problems = preflight.find_problems()
    if problems:
        raise InvalidInputError(problems)
    warnings = find_exposures(prepared, objects)
    paths = () if request.is_isolated else preflight.list_paths()
    return Session(request, prepared, answers, Masking(objects.masked), reuse, warnings, images=images, paths=paths)


def _define(session: Session) -> Definition:
    """Return what a session executes."""
    prepared, masking = session.prepared, session.masking
    objects = read_objects(prepared.documents)
    values = {name: {key: value.hex() for key, value in each.items()} for name, each in objects.config_maps.items()}
    spec = json.loads(json.dumps(masking.mask_all(_find_spec(prepared)), default=str))
    references = digest_references(masking.mask_all(prepared.documents), prepared.target.document)
    return Definition(spec, references, digest(values))


def _find_spec(prepared: Prepared) -> Mapping[str, Any]:
    """Return the spec of the workflow, merged with the workflow template to which it refers."""
    target = prepared.target
    name = str((target.document.get("metadata") or {}).get("name") or target.name)
    return submit(target.document, target.library, Options(name=name), SECOND).spec


def _record(directory: RunDirectory, session: Session) -> None:
    """Write what the run executes, and the outcomes and paths that it uses. Raises RecordError."""
    request, prepared, target = session.request, session.prepared, session.prepared.target
    write_private(directory, prepared.parameters, prepared.created_at, session.reuse.outcomes, session.caches)
    directory.describe(
        {
            "name": target.name,
            "namespace": target.namespace,
            "path": str(request.projects.session.host.resolve(request.path)),
            "entrypoint": request.entrypoint,
            **describe_definition(_define(session)),
        }
    )
    try:
        Claims(directory.path, is_abandoned).add(session.paths)
    except ClaimError as error:
        raise RecordError(str(error)) from None
