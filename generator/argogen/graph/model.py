"""The graph of a workflow: its elements, which are nodes and groups of them, and the edges between elements.

Elements have the order of the manifest, and a group comes before its members. The id of an element is its path of
calls, such as `main/plan`: it does not depend on other elements. Times are in UTC, in the form of RFC 3339.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Any

from argogen.records import EMPTY, Record, TupleRecord, cached_property


class NodeKind(enum.Enum):
    """What runs as a node: the body of its template, or the reason for which its template is not shown."""

    CONTAINER = "container"
    SCRIPT = "script"
    PYTHON = "python"
    NOTEBOOK = "notebook"
    CONTAINER_SET = "container-set"
    RESOURCE = "resource"
    SUSPEND = "suspend"
    HTTP = "http"
    DATA = "data"
    PLUGIN = "plugin"
    STEPS = "steps"
    """Steps that are not shown, because they are collapsed, below the depth, or missing."""
    DAG = "dag"
    """Tasks that are not shown, for the same reasons."""
    TEMPLATE_REF = "template-ref"
    """A template of a WorkflowTemplate that is not known."""
    RECURSION = "recursion"
    """A call of a template that contains the call: `refers_to` is the group of the template."""
    UNKNOWN = "unknown"
    """A template that does not exist, or has no body."""


class GroupKind(enum.Enum):
    """The content of a group: steps or tasks of a template, parallel steps, handlers of the workflow, or a workflow.

    A group `container-set` has the containers of a set of several. A group `workflow` only occurs in the picture of
    several workflows.
    """

    STEPS = "steps"
    DAG = "dag"
    CONTAINER_SET = "container-set"
    PARALLEL = "parallel"
    HANDLERS = "handlers"
    WORKFLOW = "workflow"


class EdgeKind(enum.Enum):
    """What an edge means.

    - `order`: the target is a later step of the same template.
    - `needs`: the target is a task that depends on the source; `condition` are the results of the source in `depends`
      of the target, such as `Failed`, and "" for its success.
    - `container`: the target is a container that starts after the source in the same pod, without the controller.
    - `data`, `artifact`: the target refers to an output of the source; `flows` are the values that pass.
    - `handler`: the target is the exit handler of the source.
    - `hook`: the target is another hook of the source; `condition` is the expression of a hook or handler.
    - `recursion`: the target is the group of the template that the source calls.
    """

    ORDER = "order"
    NEEDS = "needs"
    CONTAINER = "container"
    DATA = "data"
    ARTIFACT = "artifact"
    HANDLER = "handler"
    HOOK = "hook"
    RECURSION = "recursion"


class Role(enum.Enum):
    """How an element starts: in the flow of its template, at the end of another element, or by an expression."""

    STEP = "step"
    HANDLER = "handler"
    HOOK = "hook"


class Place(TupleRecord):
    """A place in the source; lines count from 1. `file` is the path as in diagnostics."""

    file: str
    line: int


class Loop(Record):
    """A loop: `over` is the expression, the range or the values in a short form.

    `count` is the number of items if it is known, `limit` the number of items that run at once.
    """

    over: str
    count: int | None = None
    limit: str = ""


class Retry(Record):
    """The retries of an element, with the fields of Argo as strings; "" is a field that is not set."""

    limit: str = ""
    policy: str = ""
    expression: str = ""


class Value(Record):
    """A parameter or artifact: `value` is its value, its source, or its default, "" if it is not set."""

    name: str
    value: str = ""


class Execution(Record):
    """One execution of an element in a run: an attempt, an item of a loop, or the only one.

    `name` is the path of the node in the run, `phase` one of Argo. A time is "" until it is known.
    """

    name: str
    phase: str
    started_at: str = ""
    finished_at: str = ""
    message: str = ""


class Element(Record):
    """A node or a group.

    `name` is the name in the pipeline, or that in a plain manifest. `group` is the id of the group around it, or ""
    outside of all groups. `template` is the name of the template that it calls, with that of the WorkflowTemplate
    before a slash. `definition` is the key of the template in `Graph.templates`, `call` the step, task or hook of the
    manifest. `depth` is the number of calls around it. `depends` is the condition of a task, unless it is the
    conjunction of the conditions of its edges. `is_excluded` if the target of the DAG does not need the task, so that
    it never runs.
    """

    id: str
    name: str
    group: str = ""
    role: Role = Role.STEP
    template: str = ""
    definition: str = ""
    call: Mapping[str, Any] = EMPTY
    place: Place | None = None
    depth: int = 0
    loop: Loop | None = None
    when: str = ""
    depends: str = ""
    is_excluded: bool = False
    retry: Retry | None = None
    deadline: str = ""
    continues_on: Sequence[str] = ()
    is_daemon: bool = False
    arguments: Sequence[Value] = ()
    input_artifacts: Sequence[Value] = ()
    outputs: Sequence[Value] = ()
    output_artifacts: Sequence[Value] = ()
    phase: str = ""
    executions: Sequence[Execution] = ()


class Node(Element):
    """An element without others in it. `image` is that of its container, `refers_to` the group of a recursion."""

    kind: NodeKind = NodeKind.UNKNOWN
    image: str = ""
    refers_to: str = ""


class Group(Element):
    """An element that contains others. A group of kind `parallel`, `handlers` or `workflow` has no details."""

    kind: GroupKind = GroupKind.STEPS


class Flow(Record):
    """A value that passes along an edge: from an output to a field of the target.

    `output` is the name of an output, `result`, `exitCode`, `status` or another field of the source, and "" for all of
    its fields; `target` is the name of an argument, or `when`, `loop`, or another field with references.
    """

    output: str
    target: str


class Edge(Record):
    """An edge between two elements, which may be groups. Elements of `order` and `needs` have the same group."""

    source: str
    target: str
    kind: EdgeKind
    condition: str = ""
    flows: Sequence[Flow] = ()


class Graph(Record):
    """The graph of one workflow.

    `name` is that of the pipeline or object, `kind` that of the object. `elements` are in the order of the manifest,
    each group before its members. `parameters` are those of the workflow. `templates` are the templates of the manifest
    by the keys of elements. `phase`, `message` and times are those of a run, and "" without one.
    """

    name: str
    kind: str
    elements: Sequence[Node | Group] = ()
    edges: Sequence[Edge] = ()
    place: Place | None = None
    parameters: Sequence[Value] = ()
    schedules: Sequence[str] = ()
    templates: Mapping[str, Mapping[str, Any]] = EMPTY
    phase: str = ""
    message: str = ""
    started_at: str = ""
    finished_at: str = ""

    @cached_property
    def nodes(self) -> Sequence[Node]:
        """The elements without others in them."""
        return [element for element in self.elements if isinstance(element, Node)]

    @cached_property
    def groups(self) -> Sequence[Group]:
        """The elements that contain others."""
        return [element for element in self.elements if isinstance(element, Group)]

    @cached_property
    def by_id(self) -> Mapping[str, Node | Group]:
        """All elements by id."""
        return {element.id: element for element in self.elements}

    @cached_property
    def members(self) -> Mapping[str, Sequence[Node | Group]]:
        """The elements directly in each group by the id of the group; those outside of all groups are at ""."""
        found: dict[str, list[Node | Group]] = {"": [], **{group.id: [] for group in self.groups}}
        for element in self.elements:
            found[element.group].append(element)
        return found

    def is_within(self, element: str, group: str) -> bool:
        """Return whether an element is in a group, at any depth."""
        around = self.by_id[element].group
        while around and around != group:
            around = self.by_id[around].group
        return bool(around)
