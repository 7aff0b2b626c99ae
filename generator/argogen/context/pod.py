"""Context nodes of pods: containers, environment variables, volumes and code."""

from __future__ import annotations

from argogen.context.node import ContextNode, Object
from argogen.records import EMPTY
from argogen.yaml.node_path import NodePath


class EnvVar(ContextNode):
    """An environment variable: a value, a key of a Secret or ConfigMap, a field of the pod, or any `value_from`."""

    name: str
    value: str | None = None
    secret: str | None = None
    config_map: str | None = None
    key: str | None = None
    optional: bool | None = None
    field: str | None = None
    value_from: Object | None = None


class EnvSource(ContextNode):
    """A whole Secret or ConfigMap as environment variables."""

    prefix: str | None = None
    secret: str | None = None
    config_map: str | None = None
    optional: bool | None = None
    others: Object = EMPTY


class Mount(ContextNode):
    """A volume mount of a container."""

    path: str
    volume: str
    sub_path: str | None = None
    sub_path_expr: str | None = None
    read_only: bool | None = None
    mount_propagation: str | None = None
    others: Object = EMPTY
    origin: NodePath = ()


class Volume(ContextNode):
    """A volume: a claim, a ConfigMap, a Secret, an empty directory, or any other `source` of Kubernetes."""

    name: str
    claim: str | None = None
    config_map: str | None = None
    secret: str | None = None
    empty_dir: Object | None = None
    items: tuple[Object, ...] = ()
    default_mode: int | None = None
    optional: bool | None = None
    read_only: bool | None = None
    source: Object = EMPTY
    origin: NodePath = ()


class VolumeClaim(ContextNode):
    """A claim that is created and deleted with each workflow; `spec` is used in place of the other fields."""

    name: str
    size: str | None = None
    access_modes: tuple[str, ...] = ()
    storage_class: str | None = None
    volume_mode: str | None = None
    labels: Object | None = None
    annotations: Object | None = None
    metadata: Object = EMPTY
    spec: Object = EMPTY
    others: Object = EMPTY
    origin: NodePath = ()


class Retry(ContextNode):
    """The RetryStrategy of Argo; an empty one is `endless`: it retries without a limit."""

    limit: int | str | None = None
    policy: str | None = None
    backoff: Object | None = None
    expression: str | None = None
    affinity: Object | None = None
    endless: bool | None = None


class Container(ContextNode):
    """A container, or a script if it has a `source`. `others` has the remaining Kubernetes fields."""

    image: str | None = None
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    source: str | None = None
    working_dir: str | None = None
    env: tuple[EnvVar, ...] = ()
    env_from: tuple[EnvSource, ...] = ()
    resources: Object | None = None
    mounts: tuple[Mount, ...] = ()
    others: Object = EMPTY


class Python(ContextNode):
    """A call of a function: `MODULE:FUNCTION`, or the name of a function in the `source` of the container.

    `arguments` and `outputs` are the names of the passed and returned values. Pickled values are objects in artifacts;
    all others are JSON. `loop_items` are the arguments that are loop items. `lenient`: arguments that the function does
    not accept are omitted. `json_only`: the source imports no module whose values require a conversion to JSON. `get`
    and `put` map directories to patterns of files, which are copied into the working directory before the call, and
    from the working directory after it.
    """

    function: str
    name: str
    module: str | None = None
    arguments: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    loop_items: tuple[str, ...] = ()
    pickled_arguments: tuple[str, ...] = ()
    pickled_outputs: tuple[str, ...] = ()
    get: Object = EMPTY
    put: Object = EMPTY
    lenient: bool | None = None
    json_only: bool | None = None


class Notebook(ContextNode):
    """A run of a notebook: its path, and the path of the executed notebook; other fields are as in Python."""

    path: str
    executed: str
    kernel: str | None = None
    arguments: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    loop_items: tuple[str, ...] = ()
    pickled_outputs: tuple[str, ...] = ()
    get: Object = EMPTY
    put: Object = EMPTY
