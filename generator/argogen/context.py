"""The flat Context: what the Jinja templates see, and the contract a platform team's templates rely on.

Flat means a workflow head and a list of templates, with nothing left to resolve: defaults and profiles are merged,
names are chosen, references are Argo's own tags, and calls refer to templates by name. `None` and the empty tuple mean
that there is nothing to render. Mappings hold Argo's or Kubernetes' own objects in their own spelling. Every
node knows its `origin`, the path of what it was made from in the person's document; it is neither compared nor printed.

`schemas/context.schema.json` describes the JSON form (`as_json`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from argogen.yaml.node_path import NodePath

Object = Mapping[str, Any]


class ContextNode:
    """What all nodes share, so that starting does not pay for methods of each: equality and a readable form."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and as_json(self) == as_json(other)

    def __hash__(self) -> int:
        return hash(type(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({as_json(self)})"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Metadata(ContextNode):
    """Labels and annotations; on documents also their name, and whatever else Kubernetes' ObjectMeta has."""

    name: str | None = None
    generate_name: str | None = None
    namespace: str | None = None
    labels: Object | None = None
    annotations: Object | None = None
    others: Object = field(default_factory=dict)
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Parameter(ContextNode):
    """An input, an argument or a workflow parameter; every value is text."""

    name: str
    value: str | None = None
    default: str | None = None
    enum: tuple[str, ...] = ()
    description: str | None = None
    value_from: Object | None = None
    global_name: str | None = None
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Output(ContextNode):
    """An output parameter: a name, and one field that says where the value comes from, from `path` to `value_from`.

    `default` is what stands in for a value that is not there; `fallback` is the parameter's own, beside the last two.
    """

    name: str
    path: str | None = None
    parameter: str | None = None
    expression: str | None = None
    json_path: str | None = None
    jq_filter: str | None = None
    supplied: Object | None = None
    value: str | None = None
    value_from: Object | None = None
    default: str | None = None
    enum: tuple[str, ...] = ()
    fallback: str | None = None
    global_name: str | None = None
    description: str | None = None
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Artifact(ContextNode):
    """An artifact: input, output, argument, or one of the workflow's. `reference` and `expression` say which one it is.

    `others` holds the remaining fields of Argo's Artifact, its store among them.
    """

    name: str
    path: str | None = None
    reference: str | None = None
    expression: str | None = None
    others: Object = field(default_factory=dict)
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EnvVar(ContextNode):
    """An environment variable: a value, a key of a Secret or ConfigMap, a field of the pod, or Kubernetes' source."""

    name: str
    value: str | None = None
    secret: str | None = None
    config_map: str | None = None
    key: str | None = None
    optional: bool | None = None
    field: str | None = None
    value_from: Object | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EnvSource(ContextNode):
    """A whole Secret or ConfigMap as environment variables."""

    prefix: str | None = None
    secret: str | None = None
    config_map: str | None = None
    optional: bool | None = None
    others: Object = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mount(ContextNode):
    """A volume at a path of a container."""

    path: str
    volume: str
    sub_path: str | None = None
    sub_path_expr: str | None = None
    read_only: bool | None = None
    mount_propagation: str | None = None
    others: Object = field(default_factory=dict)
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Volume(ContextNode):
    """A volume: a claim, a ConfigMap, a Secret, an empty folder, or Kubernetes' own `source`."""

    name: str
    claim: str | None = None
    config_map: str | None = None
    secret: str | None = None
    empty_dir: Object | None = None
    items: tuple[Object, ...] = ()
    default_mode: int | None = None
    optional: bool | None = None
    read_only: bool | None = None
    source: Object = field(default_factory=dict)
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VolumeClaim(ContextNode):
    """A claim that is made for each workflow and removed with it; `spec` is Kubernetes' own, in place of the others."""

    name: str
    size: str | None = None
    access_modes: tuple[str, ...] = ()
    storage_class: str | None = None
    volume_mode: str | None = None
    labels: Object | None = None
    annotations: Object | None = None
    metadata: Object = field(default_factory=dict)
    spec: Object = field(default_factory=dict)
    others: Object = field(default_factory=dict)
    origin: NodePath = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Retry(ContextNode):
    """Argo's RetryStrategy."""

    limit: int | str | None = None
    policy: str | None = None
    backoff: Object | None = None
    expression: str | None = None
    affinity: Object | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Container(ContextNode):
    """What runs: a container, or a script when there is a `source`. `others` holds its remaining Kubernetes fields."""

    image: str | None = None
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    source: str | None = None
    working_dir: str | None = None
    env: tuple[EnvVar, ...] = ()
    env_from: tuple[EnvSource, ...] = ()
    resources: Object | None = None
    mounts: tuple[Mount, ...] = ()
    others: Object = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Python(ContextNode):
    """A call of a function: `MODULE:FUNCTION`, or, where the container has a `source`, the name of a function in that.

    `arguments` are the names of the values that it is called with, `outputs` of those that it returns, objects that are
    artifacts among both; `lenient` says that it gets only the arguments that it takes.
    """

    function: str
    arguments: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    lenient: bool | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Notebook(ContextNode):
    """A run of a notebook: where it is, and where it goes with its results; the names as in Python."""

    path: str
    executed: str
    kernel: str | None = None
    arguments: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TemplateRef(ContextNode):
    """A template of a (Cluster)WorkflowTemplate; without `template`, the whole of it."""

    name: str
    template: str | None = None
    cluster_scope: bool | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sequence(ContextNode):
    """A loop that counts; every number is text."""

    count: str | None = None
    start: str | None = None
    end: str | None = None
    format: str | None = None


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


def as_json(value: Any) -> Any:
    """A Context, or a part of one, as plain data: what is absent is left out, and so are the origins."""
    if dataclasses.is_dataclass(value):
        return {f.name: as_json(getattr(value, f.name)) for f in dataclasses.fields(value) if _is_present(value, f)}
    if isinstance(value, Mapping):
        return {name: as_json(item) for name, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, (tuple, list)) else value


def _is_present(node: Any, field_: dataclasses.Field[Any]) -> bool:
    """Whether a field says anything; an empty mapping does where its absence would be None: `suspend: {}`."""
    value = getattr(node, field_.name)
    if field_.name == "origin" or value is None or value == ():
        return False
    return bool(value) or field_.default_factory is dataclasses.MISSING
