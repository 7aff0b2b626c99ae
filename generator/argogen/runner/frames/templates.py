"""Find the templates of steps, tasks and hooks, with the defaults of the workflow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from argogen.records import Record
from argogen.runner.frames.request import LaunchError
from argogen.runner.model.json_text import write
from argogen.runner.model.library import Library, TemplateBase, read_base
from argogen.runner.model.merging import merge
from argogen.runner.model.reading import Data, read_template

# The keys of the bodies of templates, in the order in which Argo looks for them.
BODIES = ("container", "containerSet", "steps", "dag", "script", "resource", "data", "suspend", "http", "plugin")
PODS = frozenset(("container", "containerSet", "script", "resource", "data"))


class Resolved(Record):
    """A template: as written, with defaults, its body, and where the templates that it refers to are defined.

    `scope` is the scope of the caller in the form of Argo. `is_inline` states that a step or task contains it.
    """

    written: Data
    filled: Data
    body: str
    base: TemplateBase
    scope: str
    is_inline: bool


def find_body(template: Mapping[str, Any]) -> str:
    """Return the key of the body of a template, "" without one."""
    return next((body for body in BODIES if template.get(body) is not None), "")


def add_defaults(template: Mapping[str, Any], body: str, defaults: Mapping[str, Any]) -> Data:
    """Return a template with the defaults of the workflow, except those of other bodies."""
    others = {*BODIES} - {body}
    return merge({key: value for key, value in defaults.items() if key not in others}, template)


class Templates:
    """The templates of a workflow and of the workflow templates that it refers to."""

    def __init__(self, spec: Mapping[str, Any], library: Library) -> None:
        self._library = library
        self.root = read_base("local", "", spec)
        defaults = spec.get("templateDefaults")
        self._defaults: Data | None = read_template(defaults) if defaults else None
        self._retry = spec.get("retryStrategy")
        self._known: dict[tuple[Any, ...], Resolved] = {}
        self._references: dict[int, tuple[Mapping[str, Any], frozenset[str]]] = {}

    def resolve(self, call: Mapping[str, Any], base: TemplateBase) -> Resolved:
        """Return the template of a step, task or hook. Raises LaunchError."""
        reference = call.get("templateRef")
        if call.get("inline") is not None:
            return self._resolve_inline(call, base)
        if reference:
            key: tuple[Any, ...] = (
                bool(reference.get("clusterScope")),
                reference.get("name"),
                reference.get("template"),
            )
        else:
            key = (base.scope, base.name, call.get("template"))
        known = self._known.get((*key, base.scope, base.name))
        if known is None:
            target = self._find_base(reference) if reference else base
            template = _find_template(call, reference, target)
            known = self._known[*key, base.scope, base.name] = self._build(template, target, base, is_inline=False)
        return known

    def _resolve_inline(self, call: Mapping[str, Any], base: TemplateBase) -> Resolved:
        if base.scope == "local":
            return self._build(call["inline"], base, base, is_inline=True)
        key = (base.scope, base.name, "inline", call.get("name"))  # steps with one name share a template in Argo
        if key not in self._known:
            self._known[key] = self._build(call["inline"], base, base, is_inline=True)
        return self._known[key]

    def _find_base(self, reference: Mapping[str, Any]) -> TemplateBase:
        library, name = self._library, reference.get("name")
        known = library.cluster_workflow_templates if reference.get("clusterScope") else library.workflow_templates
        found = known.get(str(name))
        if found is None:
            raise LaunchError(f"workflow template {name} not found")
        if found.fault:
            raise LaunchError(f"invalid workflow template {name}: {found.fault}")
        return found

    def _build(self, template: Data, target: TemplateBase, caller: TemplateBase, *, is_inline: bool) -> Resolved:
        body = find_body(template)
        if not body:
            raise LaunchError(f"template '{template.get('name', '')}' type is unknown")
        filled = self._add_metadata(template, target)
        if self._defaults is not None:
            filled = add_defaults(filled, body, self._defaults)
        if "retryStrategy" not in filled and self._retry:
            filled = {**filled, "retryStrategy": self._retry}
        return Resolved(template, filled, body, target, f"{caller.scope}/{caller.name}", is_inline)

    def _add_metadata(self, template: Data, base: TemplateBase) -> Data:
        metadata = base.spec.get("podMetadata")
        return {**template, "metadata": merge(template.get("metadata") or {}, metadata)} if metadata else template

    def captures_result(self, node_name: str, boundary: Mapping[str, Any] | None) -> bool:
        """Return whether a template of steps or tasks refers to the result of one of them, by the name of its node."""
        if boundary is None:
            return False
        known = self._references.get(id(boundary))
        if known is None or known[0] is not boundary:
            known = self._references[id(boundary)] = (boundary, find_result_references(boundary))
        return _find_call_name(node_name) in known[1]


def find_result_references(template: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of steps or tasks to whose results a template refers.

    Argo searches the JSON, in which double quotes are escaped, so that it misses names in double quotes.
    """
    root = "tasks" if template.get("dag") is not None else "steps"
    pattern = rf"{root}(?:\.([a-zA-Z0-9_-]+)\.outputs\.result|\['([^']+)'\]\.outputs.result)"
    return frozenset(found[1] or found[2] for found in re.finditer(pattern, write(template)))


def _find_call_name(node_name: str) -> str:
    """Return the name of a step or task, without the numbers of attempts and items in parentheses."""
    opener = ""
    end = len(node_name)
    for at in range(len(node_name) - 1, -1, -1):
        character = node_name[at]
        if opener:
            opener = "" if character == opener else opener
        elif character in ")]":
            opener = "(" if character == ")" else "["
        else:
            end = at + 1
            break
    return node_name[:end].rpartition(".")[2]


def _find_template(call: Mapping[str, Any], reference: Mapping[str, Any] | None, base: TemplateBase) -> Data:
    name = str(reference.get("template") if reference else call.get("template") or "")
    if not name:
        raise LaunchError("failed to get a template")
    template = base.templates.get(name)
    if template is not None:
        return template
    where = f" in workflow template {base.name}" if reference else ""
    raise LaunchError(f"template {name} not found{where}")
