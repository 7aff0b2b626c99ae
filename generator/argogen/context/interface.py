"""What templates, calls and the workflow take and give: parameters, outputs, artifacts, metadata."""

from __future__ import annotations

from dataclasses import dataclass, field

from argogen.context.node import ContextNode, Object
from argogen.yaml.node_path import NodePath


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
