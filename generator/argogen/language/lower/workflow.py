"""The head of the document: kind, metadata, schedule, and what the workflow itself is set to."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.argo.structure import Structure
from argogen.context import Metadata, Parameter, Workflow
from argogen.language.lower.artifacts import build_artifacts
from argogen.language.lower.calls import CallBuilder
from argogen.language.lower.fields import build_retry, is_field
from argogen.language.lower.names import shorten
from argogen.language.lower.tag_writer import TagWriter
from argogen.language.lower.volumes import build_claims, build_volumes
from argogen.language.model.pipeline import PipelineModel, TemplateModel
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope
from argogen.language.vocabulary import fields_of

# Fields that come after those that pass through; of `retry` only an empty one is among them.
_LAST = ("deadline", "retry", "image_pull_secrets", "pod_gc", "ttl")
# Kubernetes' ObjectMeta as far as it has a place of its own in the Context.
_METADATA = frozenset({"name", "generateName", "namespace", "labels", "annotations"})


class WorkflowBuilder(NamedTuple):
    """Builds the head of a pipeline's document; `names` are those of its templates."""

    resolution: Resolution
    names: Mapping[TemplateModel, str]
    structure: Structure

    def build(self, values: Mapping[str, str], calls: CallBuilder) -> Workflow:
        """Return the head; `values` replace those of the pipeline's parameters."""
        pipeline = self.resolution.symbols.pipeline
        write = TagWriter(Scope(pipeline.host), self.resolution)
        return Workflow(
            kind=pipeline.kind,
            metadata=_metadata(pipeline, self.structure),
            cron=self._cron(pipeline),
            event=pipeline.event,
            submit_metadata=pipeline.submit_metadata,
            entrypoint=self.names[pipeline.main] if pipeline.main else pipeline.entrypoint,
            arguments=tuple(_set(model.parameter, values) for model in pipeline.parameters.values()),
            artifacts=build_artifacts(self.resolution.shares.of_workflow, write, self.structure),
            workflow_template_ref=pipeline.reference,
            on_exit=self._on_exit(),
            hooks=tuple(calls.build_hook(name, hook) for name, hook in pipeline.hooks.items()),
            volumes=build_volumes(pipeline.volumes.values(), write),
            volume_claims=build_claims(pipeline.volumes.values(), write),
            retry=build_retry(write(pipeline.settings.get("retry")), self.structure),
            settings=self._settings(pipeline, write),
            custom=pipeline.custom,
            raw=pipeline.raw,
        )

    def _on_exit(self) -> str | None:
        handler = self.resolution.symbols.find_exit()
        return self.names[handler] if isinstance(handler, TemplateModel) else handler and handler.name

    def _cron(self, pipeline: PipelineModel) -> dict[str, Any]:
        """Return CronWorkflowSpec's own fields; one schedule, or several, in the form that the Argo version wants."""
        if pipeline.cron is None:
            return {}
        coerced: dict[str, Any] = self.structure.coerce(pipeline.cron, "CronWorkflowSpec")
        return coerced

    def _settings(self, pipeline: PipelineModel, write: TagWriter) -> dict[str, Any]:
        """Return the fields that pass through, in the order of the vocabulary, and those that have a shorthand."""
        fields, settings = fields_of("WorkflowSpec"), pipeline.settings
        passed = [key for key in settings if key not in _LAST]
        written = (key for key in (*passed, *_LAST) if settings.get(key) is not None)
        found = {fields[key]: settings[key] for key in written if is_field(key, settings[key])}
        coerced: dict[str, Any] = write(self.structure.coerce(found, "WorkflowSpec"))
        return coerced


def _set(parameter: Parameter, values: Mapping[str, str]) -> Parameter:
    if parameter.name not in values:
        return parameter
    return dataclasses.replace(parameter, value=values[parameter.name], value_from=None)


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
    """Return the prefix of a workflow's generated name; Kubernetes cuts what is over 58 characters."""
    if pipeline.kind != "Workflow" or pipeline.name is None or "name" in pipeline.metadata:
        return None
    return f"{shorten(pipeline.name, 57)}-"
