"""The parts of a document: the workflow, its templates, and their calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from argogen.context.interface import Artifact, Metadata, Output, Parameter, Sequence, TemplateRef
from argogen.context.node import ContextNode, Object
from argogen.context.pod import Container, Notebook, Python, Retry, Volume, VolumeClaim
from argogen.yaml.node_path import NodePath


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hook(ContextNode):
    """What runs when `expression` becomes true; without one (`exit`), when the step or workflow has ended."""

    name: str
    template: str | None = None
    template_ref: TemplateRef | None = None
    arguments: tuple[Parameter, ...] = ()
    more_arguments: tuple[Parameter, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    expression: str | None = None
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(ContextNode):
    """A step or a task: what it calls, with which arguments, when and how often. `with_*` are Argo's three loops.

    `arguments` are names and values, `more_arguments` those that have anything else.
    """

    name: str
    template: str | None = None
    template_ref: TemplateRef | None = None
    inline: Template | None = None
    arguments: tuple[Parameter, ...] = ()
    more_arguments: tuple[Parameter, ...] = ()
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
    raw: Object = field(default_factory=dict)
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Template(ContextNode):
    """One Argo template; `construct` names the file of `templates/constructs/` that renders it.

    A `python` or a `notebook` has its `container`, which holds all the code that it takes; what it is besides is for
    templates of one's own, as is all that is `custom`. `settings` are fields that pass through as they are, `raw` those
    of `argo:`.
    """

    name: str | None
    construct: str
    metadata: Metadata | None = None
    inputs: tuple[Parameter, ...] = ()
    input_artifacts: tuple[Artifact, ...] = ()
    outputs: tuple[Output, ...] = ()
    output_artifacts: tuple[Artifact, ...] = ()
    retry: Retry | None = None
    settings: Object = field(default_factory=dict)
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
    custom: Object = field(default_factory=dict)
    raw: Object = field(default_factory=dict)
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Workflow(ContextNode):
    """The head of the document: kind, metadata, and what WorkflowSpec says beside its templates.

    `cron` holds CronWorkflowSpec's own fields; `event` and `submit_metadata` are a WorkflowEventBinding's.
    `settings`, `custom` and `raw` are as in Template.
    """

    kind: str
    metadata: Metadata
    cron: Object = field(default_factory=dict)
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
    settings: Object = field(default_factory=dict)
    custom: Object = field(default_factory=dict)
    raw: Object = field(default_factory=dict)
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Context(ContextNode):
    """A whole manifest, resolved: the head and the flat list of its templates, in the order in which they appear."""

    workflow: Workflow
    templates: tuple[Template, ...] = ()
