"""Translate an Argo manifest to a pipeline document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from argogen.argo.structure.empty_values import drop_empty_values
from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue, SourceLocation, TranslatedDocument, translate
from argogen.importing.reading.arguments import Keys, read_inputs
from argogen.importing.reading.calls import read_exit, read_hooks
from argogen.importing.reading.forms import check_forms
from argogen.importing.reading.nodes import ManifestNode
from argogen.importing.reading.templates import IsExpressible, TemplateReader
from argogen.importing.reading.volumes import read_claims, read_volumes
from argogen.language.checks.raw_fields import WORKFLOW_PARTS, find_workflow_key, keeps_meaning
from argogen.language.short_forms import shorten_metadata

_SCHEDULES = ("schedules", "schedule")


class InvalidManifestError(InvalidInputError):
    """A manifest with structural errors beyond the schema; `errors` are the errors with paths."""

    def __init__(self, diagnostics: Iterable[Diagnostic], errors: Iterable[StructureDiagnostic]) -> None:
        super().__init__(diagnostics)
        self.errors = tuple(errors)


class ImportedManifest(NamedTuple):
    """The pipeline for a manifest, with origins and as a document, and warnings and notes.

    `is_whole`: no empty field was dropped.
    """

    main: LocatedValue
    document: TranslatedDocument
    diagnostics: tuple[Diagnostic, ...] = ()
    is_whole: bool = False


def read_manifest(
    origin: SourceLocation, manifest: Any, is_expressible: IsExpressible = keeps_meaning
) -> ImportedManifest:
    """Translate a manifest without schema errors to a pipeline document. Raises InvalidManifestError.

    `manifest` is the value at `origin`, or a part of it. `is_expressible` decides whether a key can have the value of a
    field; other fields are added to `argo`.
    """
    collector = TranslationCollector()
    top = ManifestNode(*origin, drop_empty_values(manifest, manifest["kind"]))
    _check_head(top, collector)
    check_forms(origin, manifest, collector)
    reader = _WorkflowReader(is_expressible, collector)
    pipeline = reader.read_binding(top) if _kind(top) == "WorkflowEventBinding" else reader.read_workflow(top)
    if has_errors(collector.diagnostics):
        raise InvalidManifestError(collector.diagnostics, collector.errors)
    main = LocatedValue(top.origin, {"kind": _kind(top), **_read_metadata(top), "foreign_tags": True, **pipeline})
    return ImportedManifest(main, translate(main), tuple(collector.diagnostics), top.value == manifest)


def _check_head(top: ManifestNode, collector: TranslationCollector) -> None:
    if not top.value.get("spec"):
        message = f"missing or empty 'spec' of {_kind(top)}"
        collector.error(top.origin.at("spec"), "missing-body", message, "add 'spec'", key=True)


def _kind(top: ManifestNode) -> str:
    return str(top.value["kind"])


def _read_metadata(top: ManifestNode) -> Keys:
    """Translate metadata to keys of the pipeline, as far as possible."""
    metadata = top.at_or_empty("metadata")
    short = shorten_metadata(_kind(top), metadata.value)
    found: Keys = {}
    for field, keys in short.items():
        origin = metadata.origin.at(field)
        found |= {key: LocatedValue(origin, value) for key, value in keys.items()}
    rest = metadata.without(*short)
    return {**found, "metadata": LocatedValue(metadata.origin, rest)} if rest or "name" not in found else found


class _WorkflowReader(NamedTuple):
    """Translates a manifest."""

    is_expressible: IsExpressible
    collector: TranslationCollector

    def read_workflow(self, top: ManifestNode) -> Keys:
        """Translate `spec` to keys of a pipeline."""
        spec = top.at("spec") or top._replace(value={})
        if _kind(top) != "CronWorkflow":
            return self._read_spec(spec)
        fields = spec.without("workflowSpec")
        if fields.keys().isdisjoint(_SCHEDULES):  # Argo 3.6 and 3.7 accept it
            fields = {"schedules": [], **fields}
        schedule = LocatedValue(spec.origin, fields)
        return {"schedule": schedule, **self._read_spec(spec.at("workflowSpec") or spec._replace(value={}))}

    def read_binding(self, top: ManifestNode) -> Keys:
        """Translate `spec` of a WorkflowEventBinding to keys of a pipeline."""
        spec = top.at("spec") or top._replace(value={})
        submit = spec.at("submit") or spec._replace(value={})
        fields = {"event": spec.at("event", "selector"), "use": submit.at("workflowTemplateRef")}
        fields["submit_metadata"] = submit.at("metadata")
        found = {key: node.located for key, node in fields.items() if node is not None}
        return found | read_inputs(submit, "arguments", self.collector) | _raw(spec.locate_without("event", "submit"))

    def _read_spec(self, spec: ManifestNode) -> Keys:
        found = read_inputs(spec, "arguments", self.collector)
        raw: Keys = {}
        for field, value in spec.without(*WORKFLOW_PARTS).items():
            key = find_workflow_key(field)
            if key and self.is_expressible(key, value):
                found[key] = spec.locate(value, field)
            else:
                raw[field] = spec.locate(value, field)
        volumes, odd = read_volumes(spec, self.collector)
        claims, odd_claims = read_claims(spec, volumes, self.collector)
        reference = spec.at("workflowTemplateRef")
        return {
            **found,
            **({"volumes": LocatedValue(spec.origin, {**volumes, **claims})} if volumes or claims else {}),
            **({"use": reference.located} if reference is not None else {}),
            **read_exit(spec),
            **read_hooks(spec, self.collector),
            **TemplateReader(self.is_expressible, self.collector).read_templates(spec),
            **_raw({**raw, **odd, **odd_claims}),
        }


def _raw(fields: Keys) -> Keys:
    return {"argo": fields} if fields else {}
