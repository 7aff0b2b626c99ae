"""The pipeline model: what desugaring makes of a document, and all that the later passes read.

Every short form of the language is expanded, nothing is resolved yet, and nothing changes any more. Each part knows its
path in the document. Mappings in them are Argo's or Kubernetes' own objects, or settings that pass through.

Templates and calls are compared by identity, so that they can be keys of what is found out about them. There are as
many as steps in a pipeline, and named tuples are made in a tenth of the time that frozen dataclasses take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from argogen.context import Parameter, TemplateRef
from argogen.language.vocabulary import COMPOSITES
from argogen.yaml.node_path import NodePath

EMPTY: Mapping[str, Any] = {}
_Model = TypeVar("_Model")
ABSENT: Final = object()
"""In the place of a value that is not written: `null` may be one."""

# The fields of an artifact that say where it comes from, as a reference or as an expression.
FROM = ("from", "fromExpression")


def _compare_by_identity(cls: type[_Model]) -> type[_Model]:
    """Make the values of a class equal to themselves only."""
    for name in ("__eq__", "__ne__", "__hash__"):
        setattr(cls, name, getattr(object, name))
    return cls


class InputModel(NamedTuple):
    """A declared parameter: of a pipeline, a component, or what a step with a body of its own is given."""

    parameter: Parameter
    is_required: bool = False


class OutputModel(NamedTuple):
    """An output parameter; `source` names the field that says where it comes from, `returned` for what code returns."""

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


class ArtifactModel(NamedTuple):
    """An artifact as Argo's object, without its name; `from` has its braces."""

    name: str
    fields: Mapping[str, Any]
    origin: NodePath


class VolumeModel(NamedTuple):
    """A volume; `fields` are those of Volume in the Context or, if it `is_claim`, of VolumeClaim."""

    name: str
    fields: Mapping[str, Any]
    origin: NodePath
    is_claim: bool = False


class CodeModel(NamedTuple):
    """The body of `python` and `notebook`: the `target` is a function (`MODULE:NAME`, `NAME`) or the notebook's path.

    `arguments` are the names of the values that it is called with, `objects` of the input artifacts that it gets as
    objects; `results` are the names of what it returns, and whether each is an object and no value. `get` and `put` are
    folders with patterns of files; `origin` is where the target is written.
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
        """Whether the module of a function is in a file beside the pipeline, or in the pipeline itself."""
        return self.file is not None or self.code is not None


class LoopModel(NamedTuple):
    """A loop: what it runs over (a list, or a text that is one), or Argo's `sequence`, and the name of its value."""

    items: Any
    sequence: Mapping[str, Any] | None
    alias: str | None
    path: NodePath
    items_path: NodePath

    @property
    def values_path(self) -> NodePath:
        """The path of what it runs over."""
        return self.items_path if self.sequence is None else (*self.path, "sequence")


class ComponentUse(NamedTuple):
    """The use of a component, or of the pipeline's own template, by its name."""

    name: str


class InheritedTemplate(NamedTuple):
    """A template of the WorkflowTemplate that a pipeline runs as a whole."""

    name: str


@_compare_by_identity
class CallModel(NamedTuple):
    """A step, a task, a hook or an exit handler, and the `target` that it calls.

    A step with a body of its own calls a template that stands in it. `group` is that of its steps. `arguments` are
    values by name, `more_arguments` Argo's Parameter objects; `artifacts` of a step with a body are its inputs, too.
    `needs` are names of tasks; `depends` is an expression in their place.
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
        """The template that stands in the call, if it has a body of its own."""
        return self.target if isinstance(self.target, TemplateModel) else None

    def handlers(self) -> Iterator[CallModel]:
        """Return its hooks, and its exit handler."""
        yield from self.hooks.values()
        if self.on_exit is not None:
            yield self.on_exit


@_compare_by_identity
class TemplateModel(NamedTuple):
    """A template: of a component, a step with a body of its own, a handler, or the pipeline itself (its path is empty).

    `body` is the key of its body, and `content` what stands there: a text for `run`, a CodeModel for `python` and
    `notebook`, an object of Argo's for the others, nothing for those that have calls. `is_fixed` says that the `name`
    has to stay; `file` is the one that holds a script; `settings` are its own, as written. `wrapped` is the one call of
    a loop's wrapper.
    """

    name: str
    body: str
    path: NodePath
    content: Any = None
    file: str | None = None
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
        """Whether it starts from the defaults, as it does unless it says `defaults: false`."""
        return self.defaults is not False

    @property
    def is_composite(self) -> bool:
        """Whether it consists of calls, so that it has no files of its own and its artifacts have no paths."""
        return self.body in COMPOSITES or self.body == "use"

    @property
    def is_code(self) -> bool:
        """Whether it takes and gives values of Python, where others have texts."""
        return self.body in ("python", "notebook")

    @property
    def tag_prefix(self) -> str:
        """With what Argo's tags begin that name its calls."""
        return "tasks" if self.body == "tasks" else "steps"


@_compare_by_identity
class PipelineModel(NamedTuple):
    """A whole pipeline. `main` is the template of its own body; without one, it may run a whole `reference`.

    `settings` are the workflow's own, by key of the language; `host` is a template without calls, in which is read what
    stands outside of all templates.
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
        """Return the templates that stand inside no other: those of components, its own, that of its exit handler."""
        yield from self.components.values()
        if self.main is not None:
            yield self.main
        if isinstance(self.on_exit, TemplateModel):
            yield self.on_exit
