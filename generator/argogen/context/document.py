"""Context nodes of a manifest: the workflow, its templates, and their calls."""

from __future__ import annotations

from typing import Any

from argogen.context.interface import Artifact, Metadata, Output, Parameter, Sequence, TemplateRef
from argogen.context.node import ContextNode, Object
from argogen.context.passed import PassedFields, TemplateFields, WorkflowFields
from argogen.context.pod import Container, Notebook, Python, Retry, Volume, VolumeClaim
from argogen.records import EMPTY
from argogen.yaml.node_path import NodePath


class Hook(ContextNode):
    """A template that runs when `expression` becomes true, or when the step or workflow has ended (`exit`)."""

    name: str
    template: str | None = None
    template_ref: TemplateRef | None = None
    arguments: tuple[Parameter, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    expression: str | None = None
    origin: NodePath = ()


class Call(ContextNode):
    """A step or task: the called template, its arguments, the condition and the loop (`with_*`)."""

    name: str
    template: str | None = None
    template_ref: TemplateRef | None = None
    inline: Template | None = None
    arguments: tuple[Parameter, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    when: str | None = None
    with_items: tuple[Any, ...] = ()
    with_param: str | None = None
    with_sequence: Sequence | None = None
    dependencies: tuple[str, ...] = ()
    depends: str | None = None
    continue_on: Object | None = None
    on_exit: str | None = None
    hooks: tuple[Hook, ...] = ()
    raw: Object = EMPTY
    origin: NodePath = ()


class Template(ContextNode):
    """An Argo template; `construct` is the name of the file in `templates/constructs/` that renders it.

    The `container` of a `python` or `notebook` lacks the program after `-c`, which the templates in `code` render.
    `custom` is for custom templates. `settings` are fields that pass through unchanged, `raw` those of `argo:`.
    """

    name: str | None
    construct: str
    metadata: Metadata | None = None
    inputs: tuple[Parameter, ...] = ()
    input_artifacts: tuple[Artifact, ...] = ()
    outputs: tuple[Output, ...] = ()
    output_artifacts: tuple[Artifact, ...] = ()
    retry: Retry | None = None
    settings: PassedFields = TemplateFields()
    container: Container | None = None
    python: Python | None = None
    notebook: Notebook | None = None
    container_set: Object | None = None
    resource: Object | None = None
    http: Object | None = None
    data: Object | None = None
    plugin: Object | None = None
    init_containers: tuple[Object, ...] = ()
    sidecars: tuple[Object, ...] = ()
    volumes: tuple[Volume, ...] = ()
    steps: tuple[tuple[Call, ...], ...] = ()
    tasks: tuple[Call, ...] = ()
    target: str | None = None
    fail_fast: bool | None = None
    suspend: Object | None = None
    custom: Object = EMPTY
    raw: Object = EMPTY
    origin: NodePath = ()


class Workflow(ContextNode):
    """The manifest without its templates: kind, metadata, and the other fields of WorkflowSpec.

    `cron` has the fields of CronWorkflowSpec; `event` and `submit_metadata` are for a WorkflowEventBinding.
    `settings`, `custom` and `raw` are as in Template.
    """

    kind: str
    metadata: Metadata
    cron: Object = EMPTY
    event: str | None = None
    submit_metadata: Object | None = None
    entrypoint: str | None = None
    arguments: tuple[Parameter, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    workflow_template_ref: TemplateRef | None = None
    on_exit: str | None = None
    hooks: tuple[Hook, ...] = ()
    volumes: tuple[Volume, ...] = ()
    volume_claims: tuple[VolumeClaim, ...] = ()
    retry: Retry | None = None
    settings: PassedFields = WorkflowFields()
    custom: Object = EMPTY
    raw: Object = EMPTY
    origin: NodePath = ()


class Context(ContextNode):
    """A resolved manifest: the workflow and the flat list of its templates, in order."""

    workflow: Workflow
    templates: tuple[Template, ...] = ()
