"""Context nodes of the interfaces of templates, calls and workflows: parameters, outputs, artifacts, metadata."""

from __future__ import annotations

from argogen.context.node import ContextNode, Object
from argogen.records import EMPTY
from argogen.yaml.node_path import NodePath


class Metadata(ContextNode):
    """Labels and annotations; for manifests also the name and other fields of ObjectMeta."""

    name: str | None = None
    generate_name: str | None = None
    namespace: str | None = None
    labels: Object | None = None
    annotations: Object | None = None
    others: Object = EMPTY
    origin: NodePath = ()


class Parameter(ContextNode):
    """An input, an argument or a workflow parameter; all values are strings."""

    name: str
    value: str | None = None
    default: str | None = None
    enum: tuple[str, ...] = ()
    description: str | None = None
    value_from: Object | None = None
    global_name: str | None = None
    origin: NodePath = ()


class CodeFile(ContextNode):
    """A file that code reads or writes: its name, and its directory, which `code/directories.j2` defines."""

    directory: str
    name: str


class Output(ContextNode):
    """An output parameter: a name, and one source of the value, one of the fields from `path` to `value_from`.

    A value that code returns has a `file` in place of a path. `default` is the default of the source; `fallback` is the
    default of the parameter itself, used with `value` and `value_from`.
    """

    name: str
    path: str | None = None
    file: CodeFile | None = None
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
    origin: NodePath = ()


class Artifact(ContextNode):
    """An artifact: an input, output, argument or workflow artifact. `reference` and `expression` are its source.

    An object that code takes or returns has a `file` in place of a path. `others` has the remaining fields of the Argo
    Artifact, such as its store.
    """

    name: str
    path: str | None = None
    file: CodeFile | None = None
    reference: str | None = None
    expression: str | None = None
    others: Object = EMPTY
    origin: NodePath = ()


class TemplateRef(ContextNode):
    """A template of a (Cluster)WorkflowTemplate; without `template`, the whole WorkflowTemplate."""

    name: str
    template: str | None = None
    cluster_scope: bool | None = None


class Sequence(ContextNode):
    """A loop over a sequence of numbers, which are strings."""

    count: str | None = None
    start: str | None = None
    end: str | None = None
    format: str | None = None
