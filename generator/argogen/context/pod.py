"""What runs in a pod: containers, their environment and volumes, and the code in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from argogen.context.node import ContextNode, Object
from argogen.yaml.node_path import NodePath


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
