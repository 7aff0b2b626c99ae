"""Templates and calls in the making.

A *draft* is one Argo template before its names and references are settled; a *call* is a step, a task, a hook or an
exit handler, which stands in its owner's draft and leads to another draft, or to a template elsewhere. They are
changed while a pipeline is normalized and never leave this room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from argogen.context import TemplateRef
from argogen.yaml.node_path import NodePath


class Loop(NamedTuple):
    """A loop of a call: what it runs over, the name of its value, and the path of the `for_each`."""

    value: Any
    alias: str | None
    path: NodePath


class ValueSource(NamedTuple):
    """Where a value comes from: Argo's tag in parts, and the draft or call in which that tag may be used.

    `level` None means everywhere. `short` names an input that carries the value; `long` does where two would clash.
    `kind` is that of the input: "parameters" or "artifacts".
    """

    level: TemplateModel | CallModel | None
    parts: tuple[str, ...]
    short: str
    long: str
    kind: str = "parameters"


@dataclass(slots=True, eq=False, repr=False)
class TemplateModel:
    """A template in the making; `data` is its part of the document, `body` the key of its body.

    `caller` is the call that it stands in, `callers` are all that lead to it. `inputs` are the names that callers
    give (`with`, or a component's parameters); `plumbed` are the values that its inside needs from outside, with the
    names of the inputs that carry them. `artifacts` are the input artifacts that it declares, as Argo's objects,
    and `objects` the names of those that are objects of Python's.
    `wrapped` is the one call that a wrapper holds, `forwarded` what the wrapper hands out of it, `source` the text of a
    script's file.
    """

    wanted: str
    body: str
    data: Mapping[str, Any]
    path: NodePath
    name: str = ""
    fixed: bool = False
    caller: CallModel | None = None
    callers: list[CallModel] = field(default_factory=list)
    component: bool = False
    inputs: Mapping[str, Any] = field(default_factory=dict)
    artifacts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    objects: list[str] = field(default_factory=list)
    groups: list[list[CallModel]] = field(default_factory=list)
    calls: dict[str, CallModel] = field(default_factory=dict)
    plumbed: dict[ValueSource, str] = field(default_factory=dict)
    references: dict[str, ValueSource] = field(default_factory=dict)
    artifact_references: dict[str, ValueSource] = field(default_factory=dict)
    wrapped: CallModel | None = None
    parallelism: int | None = None
    forwarded: dict[str, str] = field(default_factory=dict)
    source: str | None = None

    @property
    def is_held(self) -> bool:
        """Whether it stands inside of calls only, where it has no name."""
        return bool(self.callers) and all(call.is_inline for call in self.callers)

    def find_holders(self) -> list[TemplateModel]:
        """The drafts inside of whose calls it stands, at any depth."""
        found: dict[TemplateModel, None] = {}
        waiting = [self]
        while waiting:
            direct = [call.owner for call in waiting.pop().callers if call.is_inline and call.owner not in found]
            found.update(dict.fromkeys(direct))
            waiting += direct
        return list(found)

    @property
    def root(self) -> str:
        """The root of tags that name this draft's calls."""
        return "tasks" if self.body == "tasks" else "steps"

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The output parameters it declares; of those in a list there is nothing but their names."""
        declared: Any = self.data.get("outputs") or {}
        if isinstance(declared, list):
            return {name: None for name in declared if name not in self.output_artifacts}
        named: Mapping[str, Any] = declared
        return named

    def path_of_output(self, name: str) -> NodePath:
        """The path of a declared output, or of its name."""
        declared = self.data["outputs"]
        return (*self.path, "outputs", declared.index(name) if isinstance(declared, list) else name)

    @property
    def output_artifacts(self) -> Mapping[str, Any]:
        """The output artifacts it declares."""
        declared: Mapping[str, Any] = self.data.get("artifacts", {}).get("out") or {}
        return declared

    def path_of_input(self, name: str) -> NodePath:
        """The path of an input artifact."""
        return (*self.path, "artifacts", "in", name)

    def path_of_output_artifact(self, name: str) -> NodePath:
        """The path of an output artifact."""
        return (*self.path, "artifacts", "out", name)


class Inherited(NamedTuple):
    """A template of the WorkflowTemplate that a pipeline runs as a whole."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class CallModel:
    """A call in the making: step, task, hook or exit handler of `owner`, in the given group of steps.

    `of` is, for a hook or handler, the call it belongs to; `artifacts` are the artifacts that it passes on.
    """

    name: str
    owner: TemplateModel
    data: Mapping[str, Any]
    path: NodePath
    group: int = 0
    target: TemplateModel | TemplateRef | Inherited | None = None
    loop: Loop | None = None
    of: CallModel | None = None
    hooks: dict[str, CallModel] = field(default_factory=dict)
    on_exit: CallModel | None = None
    artifacts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    references: dict[str, ValueSource] = field(default_factory=dict)
    head_references: dict[str, ValueSource] = field(default_factory=dict)
    artifact_references: dict[str, ValueSource] = field(default_factory=dict)
    edges: dict[CallModel, str] = field(default_factory=dict)

    @property
    def at(self) -> CallModel:
        """The step or task whose turn decides what has run before: itself, or the one it belongs to."""
        return self.of or self

    def handlers(self) -> Iterator[CallModel]:
        """Its hooks, and its exit handler."""
        yield from self.hooks.values()
        if self.on_exit is not None:
            yield self.on_exit

    @property
    def is_inline(self) -> bool:
        """Whether what it leads to is put inside of it."""
        return bool(self.data.get("inline"))

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments as written."""
        written: Mapping[str, Any] = self.data.get("with") or {}
        return written

    def path_of_artifact(self, name: str) -> NodePath:
        """The path of an artifact among its arguments."""
        if name in ((self.data.get("artifacts") or {}).get("in") or {}):
            return (*self.path, "artifacts", "in", name)
        names = [artifact["name"] for artifact in self.data["arguments"]["artifacts"]]
        return (*self.path, "arguments", "artifacts", names.index(name))

    @property
    def more_arguments(self) -> list[Mapping[str, Any]]:
        """Those that are written as Argo's Parameter."""
        written: list[Mapping[str, Any]] = (self.data.get("arguments") or {}).get("parameters") or []
        return written


class Scope(NamedTuple):
    """Where a text is read: inside a draft, in the fields of its `call`, or (`head`) in what that call loops over.

    The head of a loop does not see the loop's own value. Where an artifact is named (`artifact`), a reference means the
    artifact of that name.
    """

    draft: TemplateModel
    call: CallModel | None = None
    head: bool = False
    artifact: bool = False

    @property
    def leaves_foreign_tags(self) -> bool:
        """Whether what is read here has tags of other programs, which are to be left alone."""
        return bool((self.call or self.draft).data.get("foreign_tags"))

    @property
    def references(self) -> dict[str, ValueSource]:
        """The references that have been connected here, by their text."""
        if self.artifact:
            return (self.call or self.draft).artifact_references
        if self.call is None:
            return self.draft.references
        return self.call.head_references if self.head else self.call.references
