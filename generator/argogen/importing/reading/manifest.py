"""From one of Argo's manifests to a pipeline document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import StructureDiagnostic
from argogen.argo.structure.empty_values import drop_empty_values
from argogen.diagnostics import Diagnostic, InvalidInputError, has_errors
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.translation import LocatedValue, SourceLocation, TranslatedDocument, translate
from argogen.importing.reading.arguments import Keys, read_inputs
from argogen.importing.reading.calls import read_exit, read_hooks
from argogen.importing.reading.forms import check_forms
from argogen.importing.reading.meaning import keeps_meaning
from argogen.importing.reading.nodes import ManifestNode, by_name, items_at
from argogen.importing.reading.templates import IsExpressible, TemplateReader
from argogen.language.vocabulary import fields_of

# Fields of WorkflowSpec that are not one key each.
_READ = frozenset(
    {"arguments", "templates", "onExit", "hooks", "volumes", "volumeClaimTemplates", "workflowTemplateRef"}
)


class InvalidManifestError(InvalidInputError):
    """A manifest whose form Argo refuses, although its schema takes it; `faults` are the errors with their paths."""

    def __init__(self, diagnostics: Iterable[Diagnostic], faults: Iterable[StructureDiagnostic]) -> None:
        super().__init__(diagnostics)
        self.faults = tuple(faults)


class ImportedManifest(NamedTuple):
    """The pipeline for a manifest, as parts and as a document, and what was noticed (no errors).

    `is_whole`: no field was left out as equivalent to an absent one.
    """

    main: LocatedValue
    document: TranslatedDocument
    diagnostics: tuple[Diagnostic, ...] = ()
    is_whole: bool = False


def read_manifest(
    origin: SourceLocation, manifest: Any, is_expressible: IsExpressible = keeps_meaning
) -> ImportedManifest:
    """Return the pipeline document for a manifest whose form is right. Raises InvalidManifestError with what is wrong.

    The manifest is what stands at `origin`, or part of it. `is_expressible` decides whether a field's value
    can stand under a key; any other goes below `argo`.
    """
    collector = TranslationCollector()
    top = ManifestNode(origin, drop_empty_values(manifest, manifest["kind"]))
    _check_head(top, collector)
    check_forms(origin, manifest, collector)
    reader = _WorkflowReader(is_expressible, collector)
    pipeline = reader.read_binding(top) if _kind(top) == "WorkflowEventBinding" else reader.read_workflow(top)
    if has_errors(collector.diagnostics):
        raise InvalidManifestError(collector.diagnostics, collector.faults)
    main = LocatedValue(top.origin, {"kind": _kind(top), **_read_metadata(top), "foreign_tags": True, **pipeline})
    return ImportedManifest(main, translate(main), tuple(collector.diagnostics), top.value == manifest)


def _check_head(top: ManifestNode, collector: TranslationCollector) -> None:
    for field, code, hint in (("metadata", "missing-name", "add a name"), ("spec", "no-body", "say what it does")):
        if not top.value.get(field):
            collector.error(top.origin.at(field), code, f"the {field} of this {_kind(top)} is empty", hint, key=True)


def _kind(top: ManifestNode) -> str:
    return str(top.value["kind"])


def _read_metadata(top: ManifestNode) -> Keys:
    metadata = top.at("metadata")
    return {"metadata": metadata.located if metadata is not None else {}}


class _WorkflowReader(NamedTuple):
    """Reads one manifest."""

    is_expressible: IsExpressible
    collector: TranslationCollector

    def read_workflow(self, top: ManifestNode) -> Keys:
        """Return the keys of a pipeline for `spec`."""
        spec = top.at("spec") or ManifestNode(top.origin, {})
        if _kind(top) != "CronWorkflow":
            return self._read_spec(spec)
        schedule = LocatedValue(spec.origin, spec.without("workflowSpec"))
        return {"schedule": schedule, **self._read_spec(spec.at("workflowSpec") or ManifestNode(spec.origin, {}))}

    def read_binding(self, top: ManifestNode) -> Keys:
        """Return the same for a WorkflowEventBinding."""
        spec = top.at("spec") or ManifestNode(top.origin, {})
        submit = spec.at("submit") or ManifestNode(spec.origin, {})
        fields = {"event": spec.at("event", "selector"), "use": submit.at("workflowTemplateRef")}
        fields["submit_metadata"] = submit.at("metadata")
        found = {key: node.located for key, node in fields.items() if node is not None}
        return found | read_inputs(submit, "arguments", self.collector) | _raw(spec.without("event", "submit"))

    def _read_spec(self, spec: ManifestNode) -> Keys:
        found = read_inputs(spec, "arguments", self.collector)
        known = {field: key for key, field in fields_of("WorkflowSpec").items() if field not in _READ}
        raw: Keys = {}
        for field, node in spec.fields():
            if field in known and self.is_expressible(known[field], node):
                found[known[field]] = node.located
            elif field not in _READ:
                raw[field] = node.located
        volumes = self._read_volumes(spec)
        reference = spec.at("workflowTemplateRef")
        return {
            **found,
            **({"volumes": LocatedValue(spec.origin, volumes)} if volumes else {}),
            **({"use": reference.located} if reference is not None else {}),
            **read_exit(spec),
            **read_hooks(spec, self.collector),
            **TemplateReader(self.is_expressible, self.collector).read_templates(spec),
            **_raw(raw),
        }

    def _read_volumes(self, spec: ManifestNode) -> dict[str, LocatedValue]:
        volumes = by_name(items_at(spec, "volumes"), "volume", self.collector)
        written = {name: LocatedValue(node.origin, node.without("name")) for name, node in volumes.items()}
        for claim in items_at(spec, "volumeClaimTemplates"):
            name = claim.at("metadata", "name")
            if name is None:
                self.collector.error(claim.origin, "missing-name", "this claim has no name", "add metadata: {name: …}")
            elif name.value in written:
                message = f"there are two volumes '{name.value}'"
                self.collector.error(name.origin, "duplicate-name", message, "give one of them another name")
            else:
                written[name.value] = LocatedValue(
                    claim.origin, {"claim_template": LocatedValue(claim.origin, _read_claim(claim))}
                )
        return written


def _raw(fields: Keys) -> Keys:
    return {"argo": fields} if fields else {}


def _read_claim(claim: ManifestNode) -> Mapping[str, Any]:
    metadata = claim.at("metadata")
    rest = metadata.without("name") if metadata is not None else {}
    found = {**claim.without("metadata"), "spec": (claim.at("spec") or ManifestNode(claim.origin, {})).located}
    return {**found, **({"metadata": LocatedValue(claim.origin.at("metadata"), rest)} if rest else {})}
