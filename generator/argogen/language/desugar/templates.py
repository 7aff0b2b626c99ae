"""Expand templates and calls: a step with a body contains a template, other steps use one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from argogen.context import Parameter, TemplateRef
from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.artifacts import expand_arguments, expand_inputs
from argogen.language.desugar.artifacts import expand_outputs as expand_output_artifacts
from argogen.language.desugar.bodies import (
    expand_content,
    find_file,
    is_expanded,
    list_call_fields,
    list_profiles,
    list_settings,
    list_template_fields,
)
from argogen.language.desugar.call_checks import check_handlers, check_names, check_use, refuse_arguments
from argogen.language.desugar.loops import SplitStep, expand_loop, find_counted, split_limited
from argogen.language.model.pipeline import (
    EMPTY,
    ArtifactModel,
    CallModel,
    ComponentUse,
    InheritedTemplate,
    InputModel,
    TemplateModel,
)
from argogen.language.vocabulary import COMPOSITES, body_of
from argogen.late import import_late
from argogen.records import Record, TupleRecord
from argogen.yaml.node_path import NodePath
from argogen.yaml.scalars import to_string

if TYPE_CHECKING:
    from argogen.language.desugar import outputs, volumes
else:
    volumes = import_late("argogen.language.desugar.volumes")
    outputs = import_late("argogen.language.desugar.outputs")

# Keys of few calls and templates; the others take the fast path.
_RARE_IN_CALLS = frozenset(
    {
        "with", "arguments", "artifacts", "when", "for_each", "continue_on", "hooks", "on_exit", "expression", "inline",
        "template", "foreign_tags", "argo",
    }
)  # fmt: skip
_RARE_IN_TEMPLATES = frozenset(
    {
        "outputs", "artifacts", "profile", "defaults", "volumes", "parallelism", "target", "fail_fast", "foreign_tags",
        "custom", "argo",
    }
)  # fmt: skip

Target = TemplateModel | ComponentUse | InheritedTemplate | TemplateRef


class Interface(Record):
    """The inputs of a template; `arguments` are the names of the arguments of a call to code."""

    inputs: Mapping[str, InputModel] = EMPTY
    artifacts: Mapping[str, ArtifactModel] = EMPTY
    arguments: tuple[str, ...] = ()
    is_component: bool = False


_NO_INTERFACE = Interface()


class TemplateExpander(Record):
    """Expands templates and calls. With `has_reference`, `use` names templates of the referenced WorkflowTemplate."""

    collector: DiagnosticCollector
    has_reference: bool = False

    def expand_template(
        self, name: str, data: Mapping[str, Any], path: NodePath, given: Interface, *, is_fixed: bool = False
    ) -> TemplateModel:
        """Return a template with its nested calls and templates, without the keys of the workflow."""
        body = body_of(data) or ""
        parts: dict[str, Any] = {
            "name": name,
            "body": body,
            "path": path,
            "content": expand_content(body, data, path, given.arguments, self.collector),
            "settings": list_settings(data, path),
        }
        if body in COMPOSITES or body == "use":
            parts["groups"], parts["calls"] = self._expand_calls(body, data, path)
            parts["parallelism"] = _find_limit(parts["calls"])
        if body == "script":
            parts["file"], parts["is_expanded"] = find_file(data), is_expanded(data)
        if is_fixed:
            parts["is_fixed"] = True
        if given is not _NO_INTERFACE:
            parts |= {"is_component": given.is_component, "inputs": given.inputs, "input_artifacts": given.artifacts}
        if not _RARE_IN_TEMPLATES.isdisjoint(data):
            parts |= _expand_rare(body, data, path, parts.get("parallelism"))
            if given.is_component and "argo" in data:
                parts["raw"] = data["argo"] or EMPTY  # it has no call that could have some of them
        return TemplateModel._make(parts)

    def _expand_calls(
        self, body: str, data: Mapping[str, Any], path: NodePath
    ) -> tuple[tuple[tuple[CallModel, ...], ...], Mapping[str, CallModel]]:
        """Return the calls of a template: in groups, and by name."""
        groups: dict[int, list[CallModel]] = {}
        calls: dict[str, CallModel] = {}
        counted = find_counted(data["tasks"]) if body == "tasks" else frozenset()
        for step in _list_steps(body, data, path):
            check_names(step.name, step.data, step.path, calls, self.collector)
            call = self._expand_call(step, self._expand_target) if step.name in counted else self._expand_step(step)
            calls[step.name] = call
            groups.setdefault(step.group, []).append(call)
        return tuple(map(tuple, groups.values())), calls

    def _expand_step(self, step: _Step) -> CallModel:
        limited = split_limited(step.data)
        if limited is None:
            return self._expand_call(step, self._expand_target)
        return self._expand_call(step._replace(data=limited.outside), lambda _: self._wrap(step, limited))

    def _wrap(self, step: _Step, limited: SplitStep) -> TemplateModel:
        """Return the wrapper of a loop with a parallelism limit."""
        inner = self._expand_call(_Step(step.name, limited.inside, step.path), self._expand_target)
        return TemplateModel(
            f"{step.name}-loop",
            "steps",
            step.path,
            groups=((inner,),),
            calls={inner.name: inner},
            wrapped=inner,
            parallelism=limited.limit,
        )

    def _expand_call(self, step: _Step, expand_target: Callable[[_Step], Target]) -> CallModel:
        name, data, path, group, _ = step
        target = expand_target(step)
        parts: dict[str, Any] = {"name": name, "path": path, "target": target, "group": group}
        if needs := data.get("needs"):
            parts |= {"depends": needs} if isinstance(needs, str) else {"needs": tuple(needs)}
        if not _RARE_IN_CALLS.isdisjoint(data):
            parts |= self._expand_rare(step, target)
        return CallModel._make(parts)

    def _expand_rare(self, step: _Step, target: Target) -> dict[str, Any]:
        """Return the rare parts of a call."""
        name, data, path, group, is_whole = step
        check_handlers(data, path, self.collector)
        return {
            "arguments": data.get("with") or EMPTY,
            "more_arguments": _expand_more_arguments(data),
            "artifacts": _expand_artifacts(data, path, target),
            "when": data.get("when"),
            "loop": expand_loop(data, path),
            "continue_on": data.get("continue_on"),
            "hooks": self.expand_hooks(data, path, name, group),
            "on_exit": self._expand_hook(f"{name}-exit", data["on_exit"], (*path, "on_exit"), group)
            if "on_exit" in data
            else None,
            "expression": data.get("expression"),
            "is_inline": bool(data.get("inline")),
            "inline_name": data.get("template"),
            "has_foreign_tags": bool(data.get("foreign_tags")),
            "raw": EMPTY if is_whole else list_call_fields(data),
        }

    def expand_hooks(
        self, data: Mapping[str, Any], path: NodePath, owner: str, group: int = 0
    ) -> Mapping[str, CallModel]:
        """Return the hooks of a step, or of the workflow."""
        if not data.get("hooks"):
            return EMPTY
        hooks = data["hooks"].items()
        return {name: self._expand_hook(f"{owner}-{name}", it, (*path, "hooks", name), group) for name, it in hooks}

    def _expand_hook(self, name: str, data: Mapping[str, Any], path: NodePath, group: int) -> CallModel:
        return self._expand_call(_Step(name, data, path, group), self._expand_target)

    def _expand_target(self, step: _Step) -> Target:
        """Return the target of a call: a nested template, or the one that it uses."""
        name, data, path, _, is_whole = step
        if "use" in data:
            used = self.expand_use(data["use"])
            check_use(data, path, used, self.collector, is_step=not is_whole)
            return used
        refuse_arguments(data, path, self.collector)
        given = _expand_interface(data["with"], path) if data.get("with") else _NO_INTERFACE
        return self.expand_template(data.get("template", name), data, path, given, is_fixed="template" in data)

    def expand_use(self, used: Any) -> ComponentUse | InheritedTemplate | TemplateRef:
        """Return the target of `use`: a component, or a template of a WorkflowTemplate."""
        if not isinstance(used, str):
            return TemplateRef(used["name"], used.get("template"), used.get("clusterScope"))
        name, slash, template = used.partition("/")
        if slash:
            return TemplateRef(name, template)
        return InheritedTemplate(used) if self.has_reference else ComponentUse(used)

    def expand_handler(self, data: Mapping[str, Any]) -> TemplateModel | ComponentUse | InheritedTemplate:
        """Return the template for `onExit`; a call with arguments is wrapped, because `onExit` has no arguments."""
        path: NodePath = ("on_exit",)
        has_arguments = "with" in data or "arguments" in data or "in" in data.get("artifacts", {})
        if "use" in data and not has_arguments:
            used = self.expand_use(data["use"])
            if not isinstance(used, TemplateRef):
                return used
        if has_arguments and "use" not in data:
            call = self._expand_step(_Step("exit", data, path, is_whole=True))
            return TemplateModel("on-exit", "steps", path, groups=((call,),), calls={"exit": call})
        name = data.get("template", "on-exit")
        return self.expand_template(name, data, path, Interface(), is_fixed="template" in data)


class _Step(TupleRecord):
    """A step or task as written; `is_whole` if its template consists of this call, and has the same path."""

    name: str
    data: Mapping[str, Any]
    path: NodePath
    group: int = 0
    is_whole: bool = False


def _find_limit(calls: Mapping[str, CallModel]) -> int | None:
    """Return the limit of the loops that share it with all tasks of their DAG."""
    limits = [call.loop.limit for call in calls.values() if call.loop is not None and call.loop.limit is not None]
    return min(limits, default=None)


def _expand_rare(body: str, data: Mapping[str, Any], path: NodePath, limit: int | None) -> dict[str, Any]:
    """Return the rare parts of a template; on a pipeline, some of them belong to the workflow."""
    is_composite = body in COMPOSITES or body == "use"
    own = {
        "defaults": data.get("defaults"),
        "volumes": volumes.expand_volumes(data["volumes"], (*path, "volumes")) if "volumes" in data else None,
        "parallelism": data.get("parallelism", limit),
        "raw": list_template_fields(data),
    }
    return {
        "outputs": outputs.expand_outputs(data, path, is_composite=is_composite) if "outputs" in data else EMPTY,
        "output_artifacts": _expand_output_artifacts(body, data, path) if "artifacts" in data else EMPTY,
        "profiles": list_profiles(data),
        "target": data.get("target"),
        "fail_fast": data.get("fail_fast"),
        "has_artifacts": "artifacts" in data,
        "has_foreign_tags": bool(data.get("foreign_tags")),
        "custom": data.get("custom") or EMPTY,
        **(own if path else {}),
    }


def _expand_interface(arguments: Mapping[str, Any], path: NodePath) -> Interface:
    """Return the interface of a nested template: the arguments of its step are its inputs."""
    inputs = {key: InputModel(Parameter(key, origin=(*path, "with", key))) for key in arguments}
    return Interface(inputs, arguments=tuple(inputs))


def _list_steps(body: str, data: Mapping[str, Any], path: NodePath) -> Iterator[_Step]:
    if body == "tasks":
        for name, task in data["tasks"].items():
            yield _Step(name, task, (*path, "tasks", name))
    elif body == "use":
        used = data["use"]
        name = used.rpartition("/")[2] if isinstance(used, str) else used.get("template", used["name"])
        # Other keys of a pipeline belong to the workflow.
        keys = ("use", "with", "artifacts", "arguments", "foreign_tags") if path else ("use",)
        yield _Step(name, {key: data[key] for key in keys if key in data}, path, is_whole=True)
    else:
        for number, entry in enumerate(data["steps"]):
            at = (*path, "steps", number)
            if isinstance(entry, list):
                for index, step in enumerate(entry):
                    yield _Step(step["name"], step, (*at, index), number)
            else:
                yield _Step(entry["name"], entry, at, number)


def _expand_more_arguments(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the Argo Parameter objects among the arguments; their names are converted to strings.

    Those without a name are errors of structure, which are reported elsewhere.
    """
    parameters = (data.get("arguments") or EMPTY).get("parameters") or ()
    return tuple({**each, "name": to_string(each["name"])} for each in parameters if "name" in each)


def _expand_artifacts(data: Mapping[str, Any], path: NodePath, target: Target) -> Mapping[str, ArtifactModel]:
    """Return the artifacts of a call: its arguments, or the inputs of the nested template."""
    if "artifacts" not in data and "arguments" not in data:
        return EMPTY
    if not isinstance(target, TemplateModel):
        return expand_arguments(data, path)
    return expand_inputs(data, path, "from" if target.is_composite else "path", is_code=target.is_code)


def _expand_output_artifacts(body: str, data: Mapping[str, Any], path: NodePath) -> Mapping[str, ArtifactModel]:
    is_composite = body in COMPOSITES or body == "use"
    return expand_output_artifacts(data, path, is_composite=is_composite, is_code=body in ("python", "notebook"))
