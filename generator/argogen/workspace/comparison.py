"""Compare manifests on disk with what their pipelines give now."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.workers.pool import Batch, render_all
from argogen.output.stamp import add_stamp
from argogen.provenance import digest_data
from argogen.workspace.freshness import Freshness
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.engine.results import Generated
    from argogen.workspace.jobs import RenderJob


class ManifestState(enum.Enum):
    """How a manifest compares with what its pipeline gives now; the values are the words of summaries."""

    UP_TO_DATE = "up to date"
    OLD_STAMP = "the same, with an old stamp"
    MISSING = "missing"
    STALE = "stale"
    WRONG_STAMP = "with a wrong stamp"
    EDITED = "edited by hand"
    UNMANAGED = "not made by argogen"
    UNMANAGED_EQUIVALENT = "not made by argogen, and of the same meaning"


KEPT = frozenset({ManifestState.UP_TO_DATE, ManifestState.OLD_STAMP})
"""Manifests that rendering leaves as they are."""

PROTECTED = frozenset({ManifestState.EDITED, ManifestState.UNMANAGED, ManifestState.UNMANAGED_EQUIVALENT})
"""Manifests that hold what somebody else has written."""


class ComparedManifest(NamedTuple):
    """The state of the manifest of a job; `body` is what it should be, `text` that with its stamp."""

    job: RenderJob
    state: ManifestState
    body: str = ""
    text: str = ""


class Comparison(NamedTuple):
    """The manifest of each job, and what was noticed while they were rendered (no errors)."""

    manifests: list[ComparedManifest]
    diagnostics: list[Diagnostic]


def compare(jobs: Sequence[RenderJob], batch: Batch) -> Comparison:
    """Compare the manifest of each job; only what is not certainly up to date is rendered.

    Raises InvalidInputError with all that is wrong with any pipeline.
    """
    freshness = Freshness(batch.session.host)
    pending = [job for job in jobs if not freshness.is_fresh(job)]
    results = render_all([(job.source_file, job.options) for job in pending], batch)
    rendered = dict(zip(map(id, pending), results, strict=True))
    manifests = [_compare(job, rendered.get(id(job)), freshness) for job in jobs]
    return Comparison(manifests, [diagnostic for result in results for diagnostic in result.diagnostics])


def _compare(job: RenderJob, rendered: Generated | None, freshness: Freshness) -> ComparedManifest:
    if rendered is None:
        return ComparedManifest(job, ManifestState.UP_TO_DATE)
    if job.manifest.is_stream:
        return ComparedManifest(job, ManifestState.MISSING, rendered.text, rendered.text)
    stamp = freshness.make_stamp(job, rendered.inputs)
    is_same = stamp.names_same_inputs(job.manifest.stamp)
    state = _find_state(job, rendered.text, has_same_stamp=is_same)
    return ComparedManifest(job, state, rendered.text, add_stamp(rendered.text, stamp))


def _find_state(job: RenderJob, text: str, *, has_same_stamp: bool) -> ManifestState:
    manifest = job.manifest
    if manifest.found is None:
        return ManifestState.MISSING
    if manifest.body == text:
        is_same = has_same_stamp and not manifest.is_edited
        return ManifestState.OLD_STAMP if is_same else ManifestState.WRONG_STAMP
    if manifest.is_edited:
        return ManifestState.EDITED
    if manifest.is_unmanaged:
        is_equivalent = _are_equivalent(manifest.body or "", text)
        return ManifestState.UNMANAGED_EQUIVALENT if is_equivalent else ManifestState.UNMANAGED
    return ManifestState.STALE


def _are_equivalent(one: str, other: str) -> bool:
    """Whether two texts are the same data, as Kubernetes reads them."""
    try:
        texts = [read_documents(SourceText("", text), KUBERNETES) for text in (one, other)]
    except InvalidInputError:
        return False
    first, second = (digest_data([document.data for document in documents]) for documents in texts)
    return first == second


def describe(compared: ComparedManifest) -> Diagnostic:
    """Report a manifest that is not up to date."""
    pipeline = compared.job.source_file.source.file
    code, message, hint = _REPORTS[compared.state]
    place = Place(compared.job.manifest.name)
    return Diagnostic(code, message.format(pipeline=pipeline), place, hint.format(pipeline=pipeline))


_REPORTS: Mapping[ManifestState, tuple[str, str, str]] = {
    ManifestState.MISSING: ("missing-manifest", "{pipeline} has not been rendered", "argogen render writes it"),
    ManifestState.STALE: ("stale-manifest", "{pipeline} gives another manifest now", "argogen render writes it anew"),
    ManifestState.WRONG_STAMP: (
        "stale-stamp",
        "the stamp does not say what this is made from",
        "argogen render renews it",
    ),
    ManifestState.EDITED: (
        "edited-manifest",
        "this has been changed by hand since argogen wrote it",
        "move the change into {pipeline}, or give it up with --force",
    ),
    ManifestState.UNMANAGED: (
        "foreign-file",
        "this file was not made by argogen, and {pipeline} gives another one",
        "choose another output, or replace it with --force",
    ),
    ManifestState.UNMANAGED_EQUIVALENT: (
        "foreign-file",
        "this file was not made by argogen, and {pipeline} gives one of the same meaning",
        "replace it with --force: its comments and the way it is written are all that goes",
    ),
}
