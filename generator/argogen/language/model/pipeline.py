"""The pipeline model: the result of desugaring, and the input of later passes.

All short forms are expanded, and no reference is resolved. The model is immutable, and each node has its path in the
document. Mappings in it are Argo or Kubernetes objects, or settings that are not interpreted.

Templates and calls are compared by identity, so that later passes can use them as keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from argogen.context import Parameter, TemplateRef
from argogen.language.vocabulary import COMPOSITES
from argogen.records import Record, TupleRecord
from argogen.yaml.node_path import NodePath

EMPTY: Mapping[str, Any] = {}
ABSENT: Final = object()
"""A value that is not set, as opposed to null."""

# The fields of an artifact with its source, as a reference or as an expression.
FROM = ("from", "fromExpression")


class InputModel(Record):
    """A declared parameter of a pipeline or component, or an argument of a step with a body."""

    parameter: Parameter
    is_required: bool = False


class OutputModel(Record):
    """An output parameter; `source` is the field with its source, `returned` for a value that code returns."""

    name: str
    origin: NodePath
    source: str
    path: str | None = None
    parameter: str | None = None
    expression: str | None = None
    json_path: str | None = None
    jq_filter: str | None = None
    supplied: Any = None
    value: Any = ABSENT
    value_from: Mapping[str, Any] | None = None
    default: Any = ABSENT
    enum: tuple[str, ...] = ()
    global_name: str | None = None
    description: str | None = None


class ArtifactModel(TupleRecord):
    """An artifact as an Argo object without its name; `from` has braces.

    `is_object` is True for an argument or result of code that has no path in the pipeline.
    """

    name: str
    fields: Mapping[str, Any]
    origin: NodePath
    is_object: bool = False


class VolumeModel(TupleRecord):
    """A volume; `fields` are those of Volume in the Context or, if it `is_claim`, of VolumeClaim."""

    name: str
    fields: Mapping[str, Any]
    origin: NodePath
    is_claim: bool = False


class CodeModel(Record):
    """The body of `python` and `notebook`: `target` is a function (`MODULE:NAME`, `NAME`) or the path of a notebook.

    `arguments` are the names of the values with which it is called, `objects` the names of the input artifacts that it
    receives as objects; `results` are the names of its results, with True for objects. `get` and `put` are directories
    with file patterns; `origin` is the path of the target in the document.
    """

    target: str
    origin: NodePath
    file: str | None = None
    code: str | None = None
    interpreter: tuple[str, ...] = ("python",)
    is_lenient: bool | None = None
    executed: str | None = None
    kernel: str | None = None
    get: Mapping[str, Any] = EMPTY
    put: Mapping[str, Any] = EMPTY
    arguments: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    results: Mapping[str, bool] = EMPTY

    @property
    def has_source(self) -> bool:
        """Return whether the module of a function is in a file of the project, or in the pipeline."""
        return self.file is not None or self.code is not None


class LoopModel(Record):
    """A loop over items (a list, or a string with a JSON list) or a `sequence`; `alias` is the name of its item.

    `is_non_empty` is True if the pipeline states that the loop has at least one item. `limit` is the maximum number of
    parallel runs, if all tasks of the DAG have the same.
    """

    items: Any
    sequence: Mapping[str, Any] | None
    alias: str | None
    path: NodePath
    items_path: NodePath
    is_non_empty: bool = False
    limit: int | None = None

    @property
    def values_path(self) -> NodePath:
        """Return the path of the items or the sequence."""
        return self.items_path if self.sequence is None else (*self.path, "sequence")


class ComponentUse(TupleRecord):
    """The use of a component, or of the template of the pipeline, by its name."""

    name: str


class InheritedTemplate(TupleRecord):
    """A template of the WorkflowTemplate that a pipeline runs."""

    name: str


class CallModel(Record):
    """A step, a task, a hook or an exit handler, and the `target` that it calls.

    The target of a step with a body is its inline template. `group` is the index of the group of parallel steps.
    `arguments` are values by name, `more_arguments` Parameter objects; `artifacts` of a step with a body are also its
    inputs. `needs` are names of tasks; `depends` is an expression that replaces them.
    """

    name: str
    path: NodePath
    target: TemplateModel | ComponentUse | InheritedTemplate | TemplateRef
    group: int = 0
    arguments: Mapping[str, Any] = EMPTY
    more_arguments: tuple[Mapping[str, Any], ...] = ()
    artifacts: Mapping[str, ArtifactModel] = EMPTY
    when: bool | str | None = None
    needs: tuple[str, ...] = ()
    depends: str | None = None
    loop: LoopModel | None = None
    continue_on: Mapping[str, Any] | None = None
    hooks: Mapping[str, CallModel] = EMPTY
    on_exit: CallModel | None = None
    expression: str | None = None
    is_inline: bool = False
    inline_name: str | None = None
    has_foreign_tags: bool = False
    raw: Mapping[str, Any] = EMPTY

    @property
    def own_template(self) -> TemplateModel | None:
        """Return the inline template of the call, if it has a body."""
        return self.target if isinstance(self.target, TemplateModel) else None

    def handlers(self) -> Iterator[CallModel]:
        """Yield the hooks and the exit handler."""
        yield from self.hooks.values()
        if self.on_exit is not None:
            yield self.on_exit


def is_plain(call: CallModel) -> bool:
    """Return whether a call has only a target, arguments and dependencies, as most have."""
    is_conditional = call.when is not None or call.loop is not None or call.continue_on is not None
    return not (is_conditional or call.hooks or call.on_exit is not None or call.raw)


class TemplateModel(Record):
    """A template: of a component, a step with a body, a handler, or the pipeline itself (its path is empty).

    `body` is the key of its body, and `content` the value of this key: a string for `run`, a CodeModel for `python` and
    `notebook`, None for bodies with calls, an Argo object for the others. `is_fixed` is True if the `name` must not
    change; `file` is the file of a script, in which Kubernetes expands `$(NAME)` if `is_expanded`; `settings` are the
    keys of the template itself, as written. `wrapped` is the only call of a template that wraps a loop.
    """

    name: str
    body: str
    path: NodePath
    content: Any = None
    file: str | None = None
    is_expanded: bool = False
    is_fixed: bool = False
    is_component: bool = False
    inputs: Mapping[str, InputModel] = EMPTY
    input_artifacts: Mapping[str, ArtifactModel] = EMPTY
    outputs: Mapping[str, OutputModel] = EMPTY
    output_artifacts: Mapping[str, ArtifactModel] = EMPTY
    groups: tuple[tuple[CallModel, ...], ...] = ()
    calls: Mapping[str, CallModel] = EMPTY
    wrapped: CallModel | None = None
    settings: Mapping[str, Any] = EMPTY
    profiles: tuple[str, ...] = ()
    defaults: bool | None = None
    volumes: Mapping[str, VolumeModel] | None = None
    parallelism: int | None = None
    target: str | None = None
    fail_fast: bool | None = None
    has_artifacts: bool = False
    has_foreign_tags: bool = False
    custom: Mapping[str, Any] = EMPTY
    raw: Mapping[str, Any] = EMPTY

    @property
    def takes_defaults(self) -> bool:
        """Return whether the template inherits the defaults; `defaults: false` disables this."""
        return self.defaults is not False

    @property
    def arguments_key(self) -> str:
        """The key with the arguments of its code: `with` on a step, `parameters` on a component or pipeline."""
        return "parameters" if self.is_component or not self.path else "with"

    @property
    def is_composite(self) -> bool:
        """Return whether the template consists of calls, so that it has no files and its artifacts have no paths."""
        return self.body in COMPOSITES or self.body == "use"

    @property
    def is_code(self) -> bool:
        """Return whether the arguments and results are Python values instead of strings."""
        return self.body in ("python", "notebook")

    @property
    def tag_prefix(self) -> str:
        """Return the prefix of Argo variables of its calls."""
        return "tasks" if self.body == "tasks" else "steps"


class PipelineModel(Record):
    """A pipeline. `main` is the template of its body; without a body, it may run the WorkflowTemplate `reference`.

    `settings` are fields of the workflow by key of the language; `host` is a template without calls, the scope of
    references outside of all templates.
    """

    kind: str
    host: TemplateModel
    name: str | None = None
    namespace: str | None = None
    labels: Mapping[str, str] | None = None
    annotations: Mapping[str, str] | None = None
    metadata: Mapping[str, Any] = EMPTY
    cron: Mapping[str, Any] | None = None
    event: str | None = None
    submit_metadata: Mapping[str, Any] | None = None
    entrypoint: str | None = None
    reference: TemplateRef | None = None
    parameters: Mapping[str, InputModel] = EMPTY
    artifacts: Mapping[str, ArtifactModel] = EMPTY
    main: TemplateModel | None = None
    components: Mapping[str, TemplateModel] = EMPTY
    on_exit: TemplateModel | ComponentUse | InheritedTemplate | None = None
    hooks: Mapping[str, CallModel] = EMPTY
    volumes: Mapping[str, VolumeModel] = EMPTY
    settings: Mapping[str, Any] = EMPTY
    has_foreign_tags: bool = False
    custom: Mapping[str, Any] = EMPTY
    raw: Mapping[str, Any] = EMPTY

    def roots(self) -> Iterator[TemplateModel]:
        """Yield the top-level templates: of components, the pipeline itself and its exit handler."""
        yield from self.components.values()
        if self.main is not None:
            yield self.main
        if isinstance(self.on_exit, TemplateModel):
            yield self.on_exit
