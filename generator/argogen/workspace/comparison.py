"""Compare manifests on disk with the current output of their pipelines."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.workers.pool import Batch, render_all
from argogen.late import import_late
from argogen.output.comments import write_comment
from argogen.output.stamp import write_stamp
from argogen.provenance import digest_data
from argogen.records import TupleRecord
from argogen.workspace.freshness import Freshness
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.engine.results import Generated
    from argogen.workspace.jobs import RenderJob
    from argogen.yaml import kubernetes
else:
    kubernetes = import_late("argogen.yaml.kubernetes")


class ManifestState(enum.Enum):
    """How a manifest compares with the current output of its pipeline; the values appear in summaries."""

    UP_TO_DATE = "up to date"
    OLD_STAMP = "up to date, with an old digest"
    MISSING = "missing"
    STALE = "stale"
    WRONG_STAMP = "with an outdated stamp"
    EDITED = "edited manually"
    UNMANAGED = "unmanaged"
    UNMANAGED_EQUIVALENT = "unmanaged, with equivalent content"


KEPT = frozenset({ManifestState.UP_TO_DATE, ManifestState.OLD_STAMP})
"""Manifests that rendering leaves as they are."""

PROTECTED = frozenset({ManifestState.EDITED, ManifestState.UNMANAGED, ManifestState.UNMANAGED_EQUIVALENT})
"""Manifests with content that argogen has not written: overwritten only if forced."""


class ComparedManifest(TupleRecord):
    """The state of a job's manifest; `body` is the expected content without the stamp, `text` the content with it."""

    job: RenderJob
    state: ManifestState
    body: str = ""
    text: str = ""


class Comparison(TupleRecord):
    """The manifest of each job, and the warnings and notes of rendering them."""

    manifests: list[ComparedManifest]
    diagnostics: list[Diagnostic]


def compare(jobs: Sequence[RenderJob], batch: Batch) -> Comparison:
    """Compare the manifest of each job; pipelines are rendered only if the stamp is not up to date.

    Raises InvalidInputError with the diagnostics of all pipelines.
    """
    freshness = Freshness(batch.session.host)
    pending = [job for job in jobs if not freshness.is_fresh(job)]
    results = render_all([(job.source_file, job.options) for job in pending], batch)
    rendered = dict(zip(map(id, pending), results, strict=True))
    manifests = [compare_one(job, rendered.get(id(job)), freshness) for job in jobs]
    return Comparison(manifests, [diagnostic for result in results for diagnostic in result.diagnostics])


def compare_one(job: RenderJob, rendered: Generated | None, freshness: Freshness) -> ComparedManifest:
    """Return the state of the manifest or picture of a job, for its current content or None if it is up to date."""
    if rendered is None:
        return ComparedManifest(job, ManifestState.UP_TO_DATE)
    if job.manifest.is_stream:
        return ComparedManifest(job, ManifestState.MISSING, rendered.text, rendered.text)
    stamp = freshness.make_stamp(job, rendered.inputs)
    is_same = stamp.names_same_inputs(job.manifest.stamp)
    state = _find_state(job, rendered.text, has_same_stamp=is_same)
    comment = write_comment(write_stamp(rendered.text, stamp), job.manifest.path)
    return ComparedManifest(job, state, rendered.text, comment + rendered.text)


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
    """Whether two YAML sources contain the same data, as parsed by Kubernetes."""
    try:
        sources = [read_documents(SourceText("", text), kubernetes.KUBERNETES) for text in (one, other)]
    except InvalidInputError:
        return False
    first, second = (digest_data([document.data for document in documents]) for documents in sources)
    return first == second


def describe(compared: ComparedManifest) -> Diagnostic:
    """Report a manifest or picture that is not up to date."""
    pipeline = compared.job.source_file.source.file
    code, message, hint = _REPORTS[compared.state]
    if compared.state is ManifestState.EDITED and compared.job.manifest.sides:
        code, message, hint = _CONFLICT
    if compared.job.picture is not None:
        message = message.replace("manifest", "picture")
    place = Place(compared.job.manifest.name)
    return Diagnostic(code, message.format(pipeline=pipeline), place, hint.format(pipeline=pipeline))


_CONFLICT = (
    "manually-edited-manifest",
    "the manifest has conflict markers of git, and is otherwise neither of the two versions",
    "merge '{pipeline}', and overwrite the file with --force",
)
_REPORTS: Mapping[ManifestState, tuple[str, str, str]] = {
    ManifestState.MISSING: (
        "missing-manifest",
        "the manifest of '{pipeline}' is missing",
        "run 'argogen render' to write it",
    ),
    ManifestState.STALE: (
        "stale-manifest",
        "the manifest differs from the current output of '{pipeline}'",
        "run 'argogen render' to update it",
    ),
    ManifestState.WRONG_STAMP: (
        "outdated-stamp",
        "the stamp does not match the inputs of the manifest",
        "run 'argogen render' to update the stamp",
    ),
    ManifestState.EDITED: (
        "manually-edited-manifest",
        "the manifest was edited manually after it was generated",
        "move the change into '{pipeline}', or discard it with --force",
    ),
    ManifestState.UNMANAGED: (
        "unmanaged-file",
        "unmanaged file, different from the manifest of '{pipeline}'",
        "choose another output, or overwrite the file with --force",
    ),
    ManifestState.UNMANAGED_EQUIVALENT: (
        "unmanaged-file",
        "unmanaged file, equivalent to the manifest of '{pipeline}'",
        "overwrite it with --force: only its comments and formatting are lost",
    ),
}
