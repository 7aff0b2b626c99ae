"""Bring manifests up to date, or say how far they are from it."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.workers.pool import Batch, render_all
from argogen.output.files import remove_files, remove_litter, write_files
from argogen.output.stamp import add_stamp
from argogen.paths import show_path
from argogen.provenance import digest_data
from argogen.workspace.freshness import Freshness
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.engine.results import Generated
    from argogen.workspace.jobs import Job
    from argogen.workspace.orphans import Leftover


class State(enum.Enum):
    """How a manifest is, compared with what its pipeline gives now; the words are those of summaries."""

    FRESH = "up to date"
    SAME = "the same, with an old stamp"
    MISSING = "missing"
    STALE = "stale"
    UNNAMED = "with a wrong stamp"
    EDITED = "edited by hand"
    FOREIGN = "not made by argogen"
    ALIKE = "not made by argogen, and of the same meaning"


KEPT = frozenset({State.FRESH, State.SAME})
"""Manifests that rendering leaves as they are."""

_REFUSED = frozenset({State.EDITED, State.FOREIGN, State.ALIKE})


class Outcome(NamedTuple):
    """What became of a job: `body` is what its manifest should be, `text` that with its stamp."""

    job: Job
    state: State
    body: str = ""
    text: str = ""


class Comparison(NamedTuple):
    """What became of each job, and what was noticed while the manifests were rendered (no errors)."""

    outcomes: list[Outcome]
    diagnostics: list[Diagnostic]


def compare(jobs: Sequence[Job], batch: Batch) -> Comparison:
    """The state of the manifest of each job; only what is not certainly fresh is rendered.

    Raises InvalidInputError with all that is wrong with any pipeline.
    """
    freshness = Freshness()
    pending = [job for job in jobs if not freshness.is_fresh(job)]
    results = render_all([(job.given, job.options) for job in pending], batch)
    made = dict(zip(map(id, pending), results, strict=True))
    outcomes = [_judge(job, made[id(job)], freshness) if id(job) in made else Outcome(job, State.FRESH) for job in jobs]
    return Comparison(outcomes, [diagnostic for result in results for diagnostic in result.diagnostics])


def _judge(job: Job, made: Generated, freshness: Freshness) -> Outcome:
    manifest = job.manifest
    if manifest.is_stream:
        return Outcome(job, State.MISSING, made.text, made.text)
    stamp = freshness.make_stamp(job, made.taken)
    outcome = Outcome(job, State.STALE, made.text, add_stamp(made.text, stamp))
    if manifest.found is None:
        return outcome._replace(state=State.MISSING)
    if manifest.body == made.text:
        is_same = not manifest.is_edited and stamp.names_the_same(manifest.stamp)
        return outcome._replace(state=State.SAME if is_same else State.UNNAMED)
    if manifest.is_edited:
        return outcome._replace(state=State.EDITED)
    if manifest.is_foreign:
        return outcome._replace(state=State.ALIKE if _mean_the_same(manifest.body or "", made.text) else State.FOREIGN)
    return outcome


def _mean_the_same(foreign: str, own: str) -> bool:
    """Whether two texts are the same data, as Kubernetes reads them."""
    try:
        one, other = (read_documents(SourceText("", text), KUBERNETES) for text in (foreign, own))
    except InvalidInputError:
        return False
    return digest_data([document.data for document in one]) == digest_data([document.data for document in other])


def write(outcomes: Sequence[Outcome], doomed: Sequence[Leftover], *, force: bool, restamp: bool) -> int:
    """Write every manifest that is not as it should be, and remove those that are doomed; how many are written.

    Raises InvalidInputError, with nothing changed, if one is not argogen's alone and there is no `force`.
    """
    refused = [describe(outcome) for outcome in outcomes if outcome.state in _REFUSED]
    refused += [_describe_edited(leftover) for leftover in doomed if leftover.manifest.is_edited]
    if refused and not force:
        raise InvalidInputError(refused)
    kept = KEPT - {State.SAME} if restamp else KEPT
    texts = {outcome.job.manifest.path: outcome.text for outcome in outcomes if outcome.state not in kept}
    remove_litter({outcome.job.manifest.path.parent for outcome in outcomes})
    write_files(texts)
    remove_files((leftover.manifest.path for leftover in doomed), {leftover.root for leftover in doomed})
    return len(texts)


def describe(outcome: Outcome) -> Diagnostic:
    """What is wrong with a manifest that is not up to date."""
    pipeline = outcome.job.given.source.file
    code, message, hint = _REPORTS[outcome.state]
    place = Place(show_path(outcome.job.manifest.path))
    return Diagnostic(code, message.format(pipeline=pipeline), place, hint.format(pipeline=pipeline))


def _describe_edited(leftover: Leftover) -> Diagnostic:
    code, message, _ = _REPORTS[State.EDITED]
    hint = "its pipeline is gone; remove it by hand, or with --prune --force"
    return Diagnostic(code, message, Place(show_path(leftover.manifest.path)), hint)


_REPORTS: Mapping[State, tuple[str, str, str]] = {
    State.MISSING: ("missing-manifest", "{pipeline} has not been rendered", "argogen render writes it"),
    State.STALE: ("stale-manifest", "{pipeline} gives another manifest now", "argogen render writes it anew"),
    State.UNNAMED: ("stale-stamp", "the stamp does not say what this is made from", "argogen render renews it"),
    State.EDITED: (
        "edited-manifest",
        "this has been changed by hand since argogen wrote it",
        "move the change into {pipeline}, or give it up with --force",
    ),
    State.FOREIGN: (
        "foreign-file",
        "this file was not made by argogen, and {pipeline} gives another one",
        "choose another output, or replace it with --force",
    ),
    State.ALIKE: (
        "foreign-file",
        "this file was not made by argogen, and {pipeline} gives one of the same meaning",
        "replace it with --force: its comments and the way it is written are all that goes",
    ),
}
