"""The artifacts of steps that succeeded in a cluster: files that are given for them, and those that are missing."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.executors.storage.store import Store, StoreError, has_location
from argogen.runner.execution import Job, Outcome
from argogen.runner.schedule import schedule
from argogen.runner.variables.scope import list_artifacts
from argogen.runner.virtual import VirtualExecutor
from argogen.running.execution import Session
from argogen.running.records.outcomes import StepOutcome
from argogen.running.request import GivenArtifact
from argogen.suggestions import suggest
from argogen.testing.structure.step_paths import matches, read_step_path, write_chain

_OPTION = "--artifact"


def add_artifacts(session: Session, store: Store) -> None:
    """Put the given artifacts into the store of a run, and check that none is missing. Raises InvalidInputError."""
    found = [diagnostic for given in session.request.artifacts for diagnostic in _add(given, session, store)]
    if found:
        raise InvalidInputError(found)
    try:
        missing = dict.fromkeys(_find_missing(session, store))
    except StoreError as error:
        raise InvalidInputError([Diagnostic("invalid-value", str(error), session.prepared.place)]) from None
    if missing:
        raise InvalidInputError([_report(session, step, name) for step, name in missing])


def _report(session: Session, step: str, name: str) -> Diagnostic:
    message = f"artifact '{name}' of step '{step}', which has succeeded, is not on this machine"
    hint = f"load it from the repository of the cluster, and add {_OPTION} '{step}/{name}=PATH'"
    return Diagnostic("unmet-requirement", message, session.prepared.place, hint)


def _add(given: GivenArtifact, session: Session, store: Store) -> Iterator[Diagnostic]:
    source = session.request.projects.session.host.resolve(given.file)
    if not source.exists():
        yield Diagnostic("missing-file", f"no file or directory '{given.file}'", Place(_OPTION))
        return
    outcomes = _find_outcomes(given, session)
    located = [location for each in outcomes if (location := each.outcome.artifacts.get(given.name))]
    if not located:
        known = sorted({name for each in outcomes for name in each.outcome.artifacts})
        steps = sorted({_name(each, session) for each in session.reuse.outcomes if each.outcome.artifacts})
        hint = suggest(*((given.name, known) if outcomes else (given.step, steps)), "")
        message = f"no step '{given.step}' that has succeeded has the output artifact '{given.name}'"
        yield Diagnostic("unknown-name", message, Place(_OPTION), hint)
    try:
        for location in located:
            store.put(location, source)
    except (StoreError, OSError, zipfile.BadZipFile) as error:
        yield Diagnostic("invalid-value", f"'{given.file}' cannot be used: {error}", Place(_OPTION))


def _find_outcomes(given: GivenArtifact, session: Session) -> Sequence[StepOutcome]:
    path, locator = read_step_path(given.step), session.answers.locator
    if path is None:
        return ()
    return [each for each in session.reuse.outcomes if matches(path, locator.locate(each.path).chain)]


def _name(outcome: StepOutcome, session: Session) -> str:
    return write_chain(session.answers.locator.locate(outcome.path).chain)


def _find_missing(session: Session, store: Store) -> Iterator[tuple[str, str]]:
    """Yield the steps and names of the artifacts that the next steps read, and that are not in the store."""
    owners = {
        str(store.locate(location)): (_name(each, session), name)
        for each in session.reuse.outcomes
        for name, location in each.outcome.artifacts.items()
        if has_location(location) and "raw" not in location
    }
    for artifact in _list_read(session):
        if has_location(artifact) and "raw" not in artifact and not artifact.get("optional"):
            path = store.locate(artifact)
            if str(path) in owners and not path.exists():
                yield owners[str(path)]


def _list_read(session: Session) -> Sequence[Mapping[str, Any]]:
    """Return the input artifacts of the first steps that run again, found by a simulation in which they do not end."""
    read: list[Mapping[str, Any]] = []

    def answer(job: Job) -> Outcome | None:
        known = session.reuse.find(job) or session.answers.mock(job)
        if known is None:
            read.extend(list_artifacts(job.template.get("inputs")))
        return known

    target = session.prepared.target
    options = target.make_options(session.prepared.parameters, session.request.entrypoint)
    executor = VirtualExecutor(answer, session.prepared.created_at)
    schedule(target.document, target.library, executor, options._replace(created_at=session.prepared.created_at))
    return read
