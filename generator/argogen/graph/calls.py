"""The calls of templates: steps, tasks and hooks, in the form in which a graph shows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.graph.model import Loop
from argogen.records import EMPTY, Record
from argogen.runner.frames.handlers import EXIT, find_exit_hook
from argogen.runner.frames.request import LaunchError
from argogen.runner.frames.templates import Resolved, Templates
from argogen.runner.model.library import TemplateBase
from argogen.runner.model.reading import Data
from argogen.runner.variables.loops import is_loop

Call = Mapping[str, Any]
_INPUT = "{{inputs.parameters.%s}}"
_INNER = ("template", "templateRef", "inline", "withItems", "withParam", "withSequence")


class Target(Record):
    """A call and its template, None with the `reason` if there is no such template.

    `template_id` is the name of the template, or for an inline one that of the template around it, a slash and the name
    of the call. `inner` is the name of the only step in a template around a loop, which is not shown, or "". `limit` is
    the number of items of this loop that run at once.
    """

    call: Call
    resolved: Resolved | None
    template_id: str
    inner: str = ""
    limit: str = ""
    reason: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """The key of the template among all templates."""
        base = self.resolved.base if self.resolved else None
        return (base.scope, base.name, self.template_id) if base else ("", "", self.template_id)

    @property
    def is_composite(self) -> bool:
        """Whether the template consists of steps or tasks."""
        return self.resolved is not None and self.resolved.body in ("steps", "dag")

    def limit_loop(self, loop: Loop | None) -> Loop | None:
        """Return a loop with the limit of the template around it."""
        return loop._replace(limit=self.limit) if loop is not None and self.limit else loop


def find_target(call: Call, base: TemplateBase, holder: str, templates: Templates) -> Target:
    """Return the template of a call in the template `holder`; a template around a limited loop is left out."""
    target = _find_direct(call, base, holder, templates)
    inner = _find_limited_loop(target)
    if inner is None or target.resolved is None:
        return target
    below = _find_direct(inner, target.resolved.base, target.template_id, templates)
    if below.resolved is None:
        return target
    limit = str(target.resolved.filled.get("parallelism"))
    return below._replace(call=_merge(call, inner), inner=str(inner["name"]), limit=limit)


def _find_direct(call: Call, base: TemplateBase, holder: str, templates: Templates) -> Target:
    reference = call.get("templateRef") or EMPTY
    name = str(reference.get("template") or call.get("template") or "")
    if call.get("inline") is not None:
        name = f"{holder}/{call.get('name')}"
    try:
        return Target(call, templates.resolve(call, base), name)
    except LaunchError as error:
        return Target(call, None, name, reason=str(error))


def _find_limited_loop(target: Target) -> Data | None:
    """Return the only step of a template that limits its loop, which has the same name as the call."""
    if target.resolved is None or not target.is_composite or is_loop(target.call):
        return None
    template = target.resolved.filled
    calls = [call for group in list_groups(template) for call in group]
    if len(calls) != 1 or template.get("parallelism") is None:
        return None
    (inner,) = calls
    return inner if inner.get("name") == target.call.get("name") and is_loop(inner) else None


def _merge(outer: Call, inner: Data) -> Data:
    """Return the call of a loop with its condition and hooks, which are outside of the template around it."""
    given = {
        str(parameter["name"]): str(parameter["value"])
        for parameter in (outer.get("arguments") or EMPTY).get("parameters") or ()
        if "value" in parameter
    }
    passed = {str(artifact["name"]): artifact for artifact in (outer.get("arguments") or EMPTY).get("artifacts") or ()}
    merged = {key: value for key, value in outer.items() if key not in (*_INNER, "arguments")}
    own = {key: _pass(value, given) for key, value in inner.items() if key in (*_INNER, "when", "continueOn")}
    arguments = _pass_artifacts(_pass(inner.get("arguments") or {}, given), passed)
    return {**own, **merged, **({"arguments": arguments} if arguments else {})}


def _pass(value: Any, given: Mapping[str, str]) -> Any:
    """Return a value with the arguments of the outer call in place of inputs."""
    if isinstance(value, dict):
        return {key: _pass(each, given) for key, each in value.items()}
    if isinstance(value, list):
        return [_pass(each, given) for each in value]
    if isinstance(value, str) and "{{inputs.parameters." in value:
        for name, text in given.items():
            value = value.replace(_INPUT % name, text)
    return value


def _pass_artifacts(arguments: Data, passed: Mapping[str, Data]) -> Data:
    artifacts = arguments.get("artifacts")
    if not artifacts:
        return arguments
    named = {f"{{{{inputs.artifacts.{name}}}}}": artifact for name, artifact in passed.items()}
    found = [{**named.get(artifact.get("from"), artifact), "name": artifact["name"]} for artifact in artifacts]
    return {**arguments, "artifacts": found}


def list_groups(template: Data) -> list[list[Data]]:
    """Return the groups of steps of a template; each task of a DAG is a group."""
    if template.get("dag") is not None:
        return [[task] for task in template["dag"].get("tasks") or ()]
    return list(template.get("steps") or ())


def list_handlers(owner: Call, arguments: Mapping[str, Any] | None = None) -> Iterator[tuple[str, Data]]:
    """Yield the hooks of a step, task or workflow by name, the exit handler last; `arguments` are its default ones."""
    for name, hook in (owner.get("hooks") or EMPTY).items():
        if name != EXIT:
            yield name, dict(hook)
    found = find_exit_hook(owner, arguments)
    if found is not None:
        yield EXIT, dict(found)
