"""Desugar a pipeline document: its metadata, main template, components and handlers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.context import TemplateRef
from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.artifacts import expand_inputs
from argogen.language.desugar.call_checks import refuse_arguments, refuse_values
from argogen.language.desugar.kinds import BINDING, check_kind, check_without_main, is_partial, kind_of
from argogen.language.desugar.metadata import check_metadata, join_annotations, join_labels
from argogen.language.desugar.parameters import expand_component_parameters, expand_pipeline_parameters
from argogen.language.desugar.templates import Interface, TemplateExpander
from argogen.language.model.pipeline import EMPTY, ArtifactModel, PipelineModel, TemplateModel
from argogen.language.settings.expansion import expand
from argogen.language.vocabulary import body_of, fields_of
from argogen.late import import_late

if TYPE_CHECKING:
    from argogen.language.desugar import argo_version, volumes
else:
    volumes = import_late("argogen.language.desugar.volumes")
    argo_version = import_late("argogen.language.desugar.argo_version")

_HEAD = ("name", "namespace", "event", "submit_metadata", "entrypoint")
# Settings of the workflow with separate fields in the model.
_NAMED = frozenset({"entrypoint", "on_exit", "hooks", "volumes"})
_MAPPINGS = ("metadata", "custom")


def desugar(data: Mapping[str, Any], collector: DiagnosticCollector) -> PipelineModel:
    """Expand a valid pipeline document with the content `data`; invalid combinations of keys are reported."""
    check_kind(data, collector)
    if "argo_version" in data:
        argo_version.check_version(data["argo_version"], collector)
    check_metadata(data, kind_of(data), collector)
    declared = data.get("volumes")
    if declared:
        volumes.check_claims(declared, collector)
    main_body = body_of(data)
    has_reference = main_body == "use" and not is_partial(data["use"])
    expander = TemplateExpander(collector, has_reference)
    components = {
        name: _expand_component(name, component, expander)
        for name, component in (data.get("components") or EMPTY).items()
    }
    head: dict[str, Any] = {key: data.get(key) for key in _HEAD}
    mappings: dict[str, Any] = {key: data.get(key) or EMPTY for key in _MAPPINGS}
    has_main = main_body is not None and not has_reference
    if not has_main and kind_of(data) != BINDING:
        check_without_main(data, collector)
    return PipelineModel(
        kind_of(data),
        TemplateModel("workflow", "steps", ()),
        **head,
        **mappings,
        labels=join_labels(data, collector),
        annotations=join_annotations(data, collector),
        cron=expand("schedule", data.get("schedule")),
        reference=_expand_reference(data["use"]) if has_reference else None,
        parameters=expand_pipeline_parameters(data.get("parameters") or EMPTY, ("parameters",)),
        artifacts=_expand_artifacts(data),
        main=_expand_main(data, components, expander) if has_main else None,
        components=components,
        on_exit=expander.expand_handler(data["on_exit"]) if "on_exit" in data else None,
        hooks=expander.expand_hooks(data, (), "workflow"),
        volumes=volumes.expand_volumes(declared, ("volumes",)) if declared else EMPTY,
        settings=_list_settings(data),
        has_foreign_tags=bool(data.get("foreign_tags")),
        raw=data.get("argo") or EMPTY,
    )


def _expand_component(name: str, data: Mapping[str, Any], expander: TemplateExpander) -> TemplateModel:
    """Return the template of a component; its parameters are its inputs."""
    path, body = ("components", name), body_of(data)
    is_code = body in ("python", "notebook")
    inputs = expand_component_parameters(data.get("parameters") or EMPTY, (*path, "parameters"), for_code=is_code)
    artifacts: Mapping[str, ArtifactModel] = EMPTY
    if body != "use":
        refuse_arguments(data, path, expander.collector)
        refuse_values(data, path, expander.collector)
        artifacts = expand_inputs(data, path, "path", is_code=is_code)
    given = Interface._make(
        {"inputs": inputs, "artifacts": artifacts, "arguments": tuple(inputs), "is_component": True}
    )
    return expander.expand_template(name, data, path, given, is_fixed=True)


def _expand_main(
    data: Mapping[str, Any], components: Mapping[str, TemplateModel], expander: TemplateExpander
) -> TemplateModel:
    name = data.get("entrypoint", "main")
    if name in components:
        message = f"component '{name}' has the same name as the entrypoint of the pipeline"
        hint = "rename the component, or add 'entrypoint:' with another name"
        expander.collector.error("duplicate-name", message, ("components", name), hint, key=True)
    given = Interface(arguments=tuple(data.get("parameters") or ()))
    return expander.expand_template(name, data, (), given, is_fixed=True)


def _expand_artifacts(data: Mapping[str, Any]) -> Mapping[str, ArtifactModel]:
    return expand_inputs(data, (), "path", is_code=body_of(data) in ("python", "notebook"))


def _list_settings(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the expanded settings of the workflow by language key, in the order of the vocabulary."""
    return {key: expand(key, data[key]) for key in fields_of("WorkflowSpec") if key in data and key not in _NAMED}


def _expand_reference(use: Any) -> TemplateRef:
    return TemplateRef(use) if isinstance(use, str) else TemplateRef(use["name"], cluster_scope=use.get("clusterScope"))
