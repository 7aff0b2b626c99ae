"""Build the workflow of the Context: kind, metadata, schedule and settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import Structure
from argogen.context import Metadata, Parameter, PassedFields, Workflow, WorkflowFields
from argogen.language.desugar.kinds import BINDING
from argogen.language.lower.artifacts import build_artifacts
from argogen.language.lower.calls import CallBuilder
from argogen.language.lower.fields import build_retry
from argogen.language.lower.names import shorten
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.model.pipeline import PipelineModel, TemplateModel
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope
from argogen.language.vocabulary import fields_of
from argogen.late import import_late
from argogen.records import Record

if TYPE_CHECKING:
    from argogen.language.lower import volumes
else:
    volumes = import_late("argogen.language.lower.volumes")

# Keys whose fields are last among the uninterpreted fields.
_LAST = ("deadline", "image_pull_secrets", "pod_gc", "ttl")
# Fields of ObjectMeta with separate fields in the Context.
_METADATA = frozenset({"name", "generateName", "namespace", "labels", "annotations"})


class WorkflowBuilder(Record):
    """Builds the workflow of a pipeline; `names` are the names of its templates."""

    resolution: Resolution
    names: Mapping[TemplateModel, str]
    structure: Structure

    def build(self, values: Mapping[str, str], calls: CallBuilder) -> Workflow:
        """Return the workflow; `values` override the values of the pipeline's parameters."""
        pipeline = self.resolution.symbols.pipeline
        write = TagWriter(Scope(pipeline.host), self.resolution)
        return Workflow(
            kind=pipeline.kind,
            metadata=_metadata(pipeline, self.structure),
            cron=self._cron(pipeline),
            event=pipeline.event,
            submit_metadata=pipeline.submit_metadata,
            entrypoint=self.names[pipeline.main] if pipeline.main else pipeline.entrypoint,
            arguments=tuple(
                _build_argument(model.parameter, values, pipeline) for model in pipeline.parameters.values()
            ),
            artifacts=build_artifacts(self.resolution.shares.of_workflow, write, self.structure),
            workflow_template_ref=pipeline.reference,
            on_exit=self._on_exit(),
            hooks=tuple(calls.build_hook(name, hook) for name, hook in pipeline.hooks.items()),
            **(_build_volumes(pipeline, write) if pipeline.volumes else {}),
            retry=build_retry(write(pipeline.settings.get("retry")), self.structure),
            settings=self._settings(pipeline, write),
            custom=pipeline.custom,
            raw=pipeline.raw,
        )

    def _on_exit(self) -> str | None:
        symbols = self.resolution.symbols
        handler = symbols.find_exit() or symbols.pipeline.on_exit
        if isinstance(handler, TemplateModel):
            return self.names[handler]
        return handler.name if handler else None

    def _cron(self, pipeline: PipelineModel) -> dict[str, Any]:
        """Return the fields of CronWorkflowSpec, with the schedules in the form that the Argo version requires."""
        if pipeline.cron is None:
            return {}
        coerced: dict[str, Any] = self.structure.coerce(pipeline.cron, "CronWorkflowSpec")
        return coerced

    def _settings(self, pipeline: PipelineModel, write: TagWriter) -> PassedFields:
        """Return the uninterpreted fields in the order of the vocabulary."""
        fields, settings = fields_of("WorkflowSpec"), pipeline.settings
        first = [key for key in settings if key not in ("retry", *_LAST)]
        found = {fields[key]: settings[key] for key in (*first, *_LAST) if settings.get(key) is not None}
        return WorkflowFields(write(self.structure.coerce(found, "WorkflowSpec")))


def _build_volumes(pipeline: PipelineModel, write: TagWriter) -> dict[str, Any]:
    """Return the volumes and claims of the workflow."""
    declared = pipeline.volumes.values()
    return {
        "volumes": volumes.build_volumes(declared, write),
        "volume_claims": volumes.build_claims(declared, write),
    }


def _build_argument(parameter: Parameter, values: Mapping[str, str], pipeline: PipelineModel) -> Parameter:
    """Return a parameter of the workflow; a WorkflowEventBinding passes a constant as an expression."""
    built = _set(parameter, values)
    if pipeline.kind != BINDING or pipeline.has_foreign_tags or built.value is None or built.value_from is not None:
        return built
    return built._replace(value=None, value_from={"event": json.dumps(built.value, ensure_ascii=False)})


def _set(parameter: Parameter, values: Mapping[str, str]) -> Parameter:
    if parameter.name not in values:
        return parameter
    return parameter._replace(value=values[parameter.name], value_from=None)


def _metadata(pipeline: PipelineModel, structure: Structure) -> Metadata:
    own = structure.coerce(pipeline.metadata, "ObjectMeta")
    is_workflow = pipeline.kind == "Workflow"
    return Metadata(
        name=own.get("name") or (None if is_workflow else pipeline.name),
        generate_name=own.get("generateName") or _prefix(pipeline),
        namespace=pipeline.namespace or own.get("namespace"),
        labels=pipeline.labels,
        annotations=pipeline.annotations,
        others={key: value for key, value in own.items() if key not in _METADATA},
        origin=next((("metadata", key) for key in ("name", "generateName") if key in own), ("name",)),
    )


def _prefix(pipeline: PipelineModel) -> str | None:
    """Return the prefix of generated names; Kubernetes truncates it to 58 characters."""
    if pipeline.kind != "Workflow" or pipeline.name is None or "name" in pipeline.metadata:
        return None
    return f"{shorten(pipeline.name, 57)}-"
