"""Expand the calls of a workflow to elements and edges, level by level, so that a limit omits the deepest levels."""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from argogen.graph.calls import Call, Target, find_target, list_groups, list_handlers
from argogen.graph.dependencies import Dependencies, find_excluded, read_dependencies
from argogen.graph.details import KINDS, read_call, read_image, read_own_artifacts, read_template
from argogen.graph.expanding.containers import build_containers, build_needs, list_containers
from argogen.graph.expanding.positions import Chain, Ids, Level, Position
from argogen.graph.flows import FlowCollector
from argogen.graph.model import Edge, EdgeKind, Group, GroupKind, Node, NodeKind, Role
from argogen.graph.options import DEEPEST, GraphOptions
from argogen.graph.origins import Origin, Origins
from argogen.records import EMPTY
from argogen.runner.frames.handlers import EXIT
from argogen.runner.frames.templates import Resolved, Templates
from argogen.runner.model.library import TemplateBase
from argogen.runner.model.reading import Data

HANDLERS = "handlers"
"""The id of the group of the handlers of the workflow."""

FindOrigins = Callable[[TemplateBase], Origins]


class Expansion:
    """The elements and edges of one workflow.

    `aliases` are the ids of elements by the ids of calls that are left out; `matched` are the names in `collapse` that
    exist. `is_limited` if a limit has omitted elements.
    """

    def __init__(self, templates: Templates, find_origins: FindOrigins, options: GraphOptions) -> None:
        self._templates, self._find_origins, self._options = templates, find_origins, options
        self._collapsed = frozenset(options.collapse) - {""}
        self._waiting: deque[Level] = deque()
        self._count = 0
        self._ids = Ids()
        self.children: dict[str, list[Node | Group]] = {}
        self.flows = FlowCollector()
        self.edges: list[Edge] = []
        self.definitions: dict[str, Mapping[str, Any]] = {}
        self.aliases: dict[str, str] = {}
        self.matched: set[str] = set()
        self.is_limited = False

    def reserve(self, spec: Data) -> None:
        """Keep the ids of the handlers of the workflow, which its templates can have as names."""
        handlers = list(list_handlers(spec, spec.get("arguments")))
        if handlers:
            self._ids.reserve([HANDLERS, *(_identify(name) for name, _ in handlers)])

    def add_root(self, name: str, title: str) -> str:
        """Add a template that starts, and return the id of its element; `title` is the name of a pipeline or ""."""
        base = self._templates.root
        target = find_target({"name": "", "template": name}, base, "", self._templates)
        own = self._find_origins(base).find(name)
        origin = own._replace(name=own.name or title or name)
        root = self._ids.claim(name)
        self._add(target, Position(root, "", Role.STEP, origin, 0))
        self._expand()
        return root

    def add_workflow_handlers(self, spec: Data, roots: Sequence[str]) -> None:
        """Add the hooks and the exit handler of the workflow, which belong to each of the templates that can start."""
        base = self._templates.root
        origins = self._find_origins(base)
        handlers = list(list_handlers(spec, spec.get("arguments")))
        if handlers:
            self._append(Group(HANDLERS, HANDLERS, kind=GroupKind.HANDLERS))
        for name, hook in handlers:
            position = Position(_identify(name), HANDLERS, _find_role(name), origins.find("", "", name), 0)
            self._add_handler(roots, hook, find_target(hook, base, "", self._templates), position)
        self._expand()

    def _expand(self) -> None:
        while self._waiting:
            level = self._waiting.popleft()
            template = level.target.resolved.filled if level.target.resolved else EMPTY
            if template.get("dag") is not None:
                self._expand_tasks(level, template["dag"])
            else:
                self._expand_steps(level, list_groups(dict(template)))

    def _expand_steps(self, level: Level, groups: Sequence[Sequence[Data]]) -> None:
        before = ""
        ids: dict[str, str] = {}
        for number, steps in enumerate(groups):
            unit = self._add_steps(level, number, steps, ids)
            if before and unit:
                self.edges.append(Edge(before, unit, EdgeKind.ORDER))
            before = unit or before
            ids.update({str(step["name"]): f"{level.group}/{step['name']}" for step in steps})

    def _add_steps(self, level: Level, number: int, steps: Sequence[Data], ids: dict[str, str]) -> str:
        """Add the steps of a group, and return the id of the only one, or of the group around them.

        `ids` are those of the steps of earlier groups.
        """
        if len(steps) == 1:
            return self._add_call(level, level.group, steps[0], ids)
        if not steps:
            return ""
        group = self._ids.claim(f"{level.group}/[{number}]")
        self._append(Group(group, "parallel", level.group, kind=GroupKind.PARALLEL, depth=level.depth + 1))
        for step in steps:
            self._add_call(level, group, step, ids)
        return group

    def _expand_tasks(self, level: Level, dag: Mapping[str, Any]) -> None:
        tasks: Sequence[Data] = dag.get("tasks") or ()
        dependencies = {str(task["name"]): read_dependencies(task) for task in tasks}
        excluded = find_excluded(tasks, str(dag.get("target") or ""), dependencies)
        ids = {str(task["name"]): f"{level.group}/{task['name']}" for task in tasks}
        for task in tasks:
            name = str(task["name"])
            own = {"depends": dependencies[name].expression, "is_excluded": name in excluded}
            element = self._add_call(level, level.group, task, ids, own)
            self._add_needs(element, dependencies[name], ids)

    def _add_needs(self, target: str, dependencies: Dependencies, ids: Mapping[str, str]) -> None:
        for name, condition in dependencies.conditions.items():
            if name in ids:
                self.edges.append(Edge(ids[name], target, EdgeKind.NEEDS, condition))

    def _add_call(
        self, level: Level, group: str, call: Data, ids: dict[str, str], own: Mapping[str, Any] = EMPTY
    ) -> str:
        """Add a step or task with its handlers, and return its id; `ids` are those to which it may refer by name."""
        name = str(call["name"])
        element_id = self._ids.claim(f"{level.group}/{name}")
        holder = level.target.template_id
        target = find_target(call, level.base, holder, self._templates)
        origins = self._find_origins(level.base)
        depth = level.depth + 1
        position = Position(element_id, group, Role.STEP, origins.find(holder, name), depth, level.chain)
        if target.inner:
            self.aliases[f"{element_id}/{target.inner}"] = element_id
        self._add(target, position, own)
        self.flows.add_call(target.call, element_id, ids)
        for hook_name, hook in list_handlers(call):
            handler_id = self._ids.claim(f"{element_id}/{_identify(hook_name)}")
            origin = origins.find(holder, name, hook_name)
            placed = Position(handler_id, group, _find_role(hook_name), origin, depth, level.chain)
            self._add_handler([element_id], hook, find_target(hook, level.base, holder, self._templates), placed)
            self.flows.add_call(hook, handler_id, ChainMap({name: element_id}, ids))
        return element_id

    def _add_handler(self, owners: Sequence[str], hook: Data, target: Target, position: Position) -> None:
        kind = EdgeKind.HANDLER if position.role is Role.HANDLER else EdgeKind.HOOK
        self._add(target, position)
        condition = str(hook.get("expression") or "")
        self.edges.extend(Edge(owner, position.id, kind, condition) for owner in owners)

    def _add(self, target: Target, position: Position, own: Mapping[str, Any] = EMPTY) -> None:
        """Add an element: a group if its template is expanded, else a node."""
        fields = {**self._describe(target, position), **own}
        refers_to = position.chain.find(target.key) if position.chain and target.resolved else ""
        if refers_to:
            self._append(Node(kind=NodeKind.RECURSION, refers_to=refers_to, **fields))
            self.edges.append(Edge(position.id, refers_to, EdgeKind.RECURSION))
        elif target.resolved is not None and self._is_shown(target.resolved, fields, position):
            self._append(Group(kind=_GROUPS[target.resolved.body], **fields))
            if target.is_composite:
                self._plan(target, position)
            else:
                self._add_containers(target.resolved, position)
        else:
            self._append(self._make_node(target, fields))

    def _add_containers(self, resolved: Resolved, position: Position) -> None:
        names = [str(container.get("name") or "") for container in list_containers(resolved)]
        containers = build_containers(resolved, position, [self._ids.claim(f"{position.id}/{name}") for name in names])
        for container in containers:
            self._append(container)
        self.edges += build_needs(containers)

    def _plan(self, target: Target, position: Position) -> None:
        assert target.resolved is not None
        chain = Chain(target.key, position.id, position.chain)
        self._waiting.append(Level(position.id, target, target.resolved.base, chain, position.depth))

    def _is_shown(self, resolved: Resolved, fields: Mapping[str, Any], position: Position) -> bool:
        """Return whether the members of a template are shown; the elements of those that wait are counted already."""
        count = _count_members(resolved)
        if resolved.body not in _GROUPS or (resolved.body == "containerSet" and not count):
            return False
        names = {fields["id"], fields["name"], fields["template"]} & self._collapsed
        self.matched |= names
        if names or not count or position.depth >= self._options.depth:
            return False
        if position.depth >= DEEPEST or self._count + count > self._options.maximum:
            self.is_limited = True
            return False
        self._count += count
        return True

    def _make_node(self, target: Target, fields: Mapping[str, Any]) -> Node:
        if target.resolved is None:
            kind = NodeKind.TEMPLATE_REF if target.call.get("templateRef") else NodeKind.UNKNOWN
            return Node(kind=kind, **fields)
        written = self._find_template_origin(target)
        return Node(kind=written.kind or KINDS[target.resolved.body], image=read_image(target.resolved), **fields)

    def _find_template_origin(self, target: Target) -> Origin:
        assert target.resolved is not None
        return self._find_origins(target.resolved.base).find(target.template_id)

    def _describe(self, target: Target, position: Position) -> dict[str, Any]:
        """Return the fields of an element."""
        call = read_call(target.call)
        fields = {
            **call, "id": position.id, "group": position.group, "role": position.role, "depth": position.depth,
            "name": position.origin.name or str(target.call.get("name") or position.id), "place": position.origin.place,
            "template": _name_reference(target.call), "loop": target.limit_loop(call["loop"]),
        }  # fmt: skip
        if target.resolved is None:
            return {**fields, "template": fields["template"] or target.template_id}
        written = self._find_template_origin(target)
        self.flows.add_template(target.resolved, position.id, self._define(target))
        return {
            **fields,
            **read_template(target.resolved),
            "template": fields["template"] or written.name,
            "place": fields["place"] or written.place,
            "definition": self._define(target),
            "input_artifacts": read_own_artifacts(target.resolved, call["input_artifacts"]),
        }

    def _define(self, target: Target) -> str:
        assert target.resolved is not None
        scope, base, name = target.key
        key = name if scope == "local" else f"{scope}/{base}/{name}"
        self.definitions.setdefault(key, target.resolved.written)
        return key

    def _append(self, element: Node | Group) -> None:
        self.children.setdefault(element.group, []).append(element)


_GROUPS = {"steps": GroupKind.STEPS, "dag": GroupKind.DAG, "containerSet": GroupKind.CONTAINER_SET}


def _count_members(resolved: Resolved) -> int:
    groups = list_groups(dict(resolved.filled))
    return sum(max(len(group), 1) for group in groups) or len(list_containers(resolved))


def _identify(hook: str) -> str:
    """Return the last part of the id of a handler."""
    return "on_exit" if hook == EXIT else f"hooks.{hook}"


def _find_role(hook: str) -> Role:
    return Role.HANDLER if hook == EXIT else Role.HOOK


def _name_reference(call: Call) -> str:
    reference = call.get("templateRef") or EMPTY
    return f"{reference.get('name')}/{reference.get('template')}" if reference else ""
