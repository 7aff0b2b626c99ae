"""The outline of a pipeline: its drafts and calls, as the document nests them.

A step with a body of its own makes a draft; `use` leads to a component's draft or to a template elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from argogen.context import TemplateRef
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import CallModel, Inherited, Loop, TemplateModel
from argogen.language.model.kinds import is_partial
from argogen.language.model.loops import limit_of, wrap_loop
from argogen.language.vocabulary import RESERVED_NAMES, body_of
from argogen.suggestions import find_nearest
from argogen.yaml.node_path import NodePath

_EMPTY: Mapping[str, Any] = {}
_CALL_KEYS = frozenset(
    [
        "name",
        "needs",
        "when",
        "for_each",
        "with",
        "artifacts",
        "arguments",
        "continue_on",
        "hooks",
        "on_exit",
        "use",
        "expression",
        "inline",
        "foreign_tags",
        "argo",
    ]
)


@dataclass(slots=True, eq=False, repr=False)
class Outline:
    """A pipeline's drafts, in the order in which they were met; `hooks` and `artifacts` are the workflow's own.

    What stands outside of all templates is read in the `host`, which sees none of the steps.
    """

    data: Mapping[str, Any]
    collector: DiagnosticCollector
    main: TemplateModel | None = None
    components: dict[str, TemplateModel] = field(default_factory=dict)
    on_exit: TemplateModel | Inherited | None = None
    hooks: dict[str, CallModel] = field(default_factory=dict)
    drafts: list[TemplateModel] = field(default_factory=list)
    artifacts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    host: TemplateModel = field(default_factory=lambda: TemplateModel("workflow", "steps", _EMPTY, ()))

    @property
    def on_its_own(self) -> bool:
        """Whether it is not another WorkflowTemplate that is run."""
        return self.main is not None or "use" not in self.data

    def roots(self) -> list[TemplateModel]:
        """The drafts that stand inside no other: the pipeline's own, its components, its exit handler."""
        return [draft for draft in self.drafts if draft.caller is None]

    def calls(self) -> Iterator[CallModel]:
        """Every call, each followed by its hooks and its exit handler; at last the workflow's hooks."""
        for draft in self.drafts:
            for call in draft.calls.values():
                yield call
                yield from call.handlers()
        yield from self.hooks.values()


def outline(data: Mapping[str, Any], collector: DiagnosticCollector) -> Outline:
    """The drafts of a valid pipeline document, every call linked to what it leads to."""
    result = Outline(data, collector)
    for name, component in (data.get("components") or _EMPTY).items():
        _add_component(result, name, component)
    _add_main(result)
    for draft in list(result.drafts):
        _fill(result, draft)
    if "on_exit" in data:
        result.on_exit = _exit_draft(result, data["on_exit"])
    for name, hook in (data.get("hooks") or _EMPTY).items():
        result.hooks[name] = _hook(result, CallModel("workflow", result.host, _EMPTY, ()), name, hook, ("hooks", name))
    return result


def _add_component(result: Outline, name: str, data: Mapping[str, Any]) -> None:
    draft = TemplateModel(name, body_of(data) or "", data, ("components", name), fixed=True, component=True)
    if draft.body != "use":
        _refuse_arguments(result, data, draft.path)
    draft.inputs = data.get("parameters") or _EMPTY
    result.components[name] = draft
    result.drafts.append(draft)


def _add_main(result: Outline) -> None:
    data = result.data
    body = body_of(data)
    if body is None or (body == "use" and not is_partial(data["use"])):
        return
    wanted = data.get("entrypoint", "main")
    if wanted in result.components:
        message = f"the pipeline's own template and a component are both called '{wanted}'"
        result.collector.error("duplicate-name", message, ("components", wanted), "choose another entrypoint", key=True)
    result.main = TemplateModel(wanted, body, data, (), fixed=True)
    result.components.setdefault(wanted, result.main)
    result.drafts.append(result.main)


def _exit_draft(result: Outline, data: Mapping[str, Any]) -> TemplateModel | Inherited | None:
    """The template that `onExit` names; it can be given no arguments, so a call that has some gets its own steps."""
    path: NodePath = ("on_exit",)
    if "use" in data and not _has_arguments(data):
        target = _find_target(result, data["use"], (*path, "use"))
        if not isinstance(target, TemplateRef):
            return target
    if _has_arguments(data) and "use" not in data:
        draft = TemplateModel("on-exit", "steps", _EMPTY, path)
        draft.wrapped = CallModel("exit", draft, data, path)
    else:
        draft = TemplateModel(
            data.get("template", "on-exit"), body_of(data) or "", data, path, fixed="template" in data
        )
    result.drafts.append(draft)
    _fill(result, draft)
    return draft


def _has_arguments(data: Mapping[str, Any]) -> bool:
    return "with" in data or "arguments" in data or "in" in data.get("artifacts", {})


def _fill(result: Outline, draft: TemplateModel) -> None:
    """Add the calls of a draft, and of all the drafts that they open."""
    waiting = [draft]
    while waiting:
        current = waiting.pop()
        opened = [new for call in _calls_in(current) for new in _link(result, call)]
        result.drafts.extend(opened)
        waiting.extend(opened)


def _calls_in(draft: TemplateModel) -> Iterator[CallModel]:
    if draft.wrapped is not None:
        yield draft.wrapped
    elif draft.body == "steps":
        yield from _steps(draft)
    elif draft.body == "tasks":
        for name, data in draft.data["tasks"].items():
            yield CallModel(name, draft, data, (*draft.path, "tasks", name))
    elif draft.body == "use":
        use = draft.data["use"]
        name = use.rpartition("/")[2] if isinstance(use, str) else use.get("template", use["name"])
        keys = (
            ("use", "with", "artifacts", "arguments") if draft.path else ("use",)
        )  # a pipeline's own are the workflow's
        data = {key: draft.data[key] for key in keys if key in draft.data}
        yield CallModel(name, draft, data, draft.path)


def _steps(draft: TemplateModel) -> Iterator[CallModel]:
    for number, entry in enumerate(draft.data["steps"]):
        path = (*draft.path, "steps", number)
        if isinstance(entry, list):
            for index, data in enumerate(entry):
                yield CallModel(data["name"], draft, data, (*path, index), number)
        else:
            yield CallModel(entry["name"], draft, entry, path, number)


def _link(result: Outline, call: CallModel) -> list[TemplateModel]:
    """Put a call into its draft; what it opened."""
    _check_call(result, call)
    owner = call.owner
    owner.calls[call.name] = call
    owner.groups.extend([] for _ in range(call.group + 1 - len(owner.groups)))
    owner.groups[call.group].append(call)
    opened = _open(result, call) if limit_of(call) is None else [wrap_loop(call)]
    _add_hooks(result, call)
    return opened


def _check_call(result: Outline, call: CallModel) -> None:
    path = (*call.path, "name") if "name" in call.data else call.path
    if call.name in call.owner.calls:
        first = result.collector.document.place(call.owner.calls[call.name].path)
        hint = f"the first one is on line {first.line}"
        result.collector.error("duplicate-name", f"there are two steps '{call.name}' here", path, hint)
    if call.name in RESERVED_NAMES and not result.data.get("foreign_tags"):
        message = f"'{call.name}' is where Argo's own tags begin, so no step can be called so"
        result.collector.error("reserved-name", message, path, "choose another name", key="name" not in call.data)
    loop = call.data.get("for_each")
    alias = loop.get("as") if isinstance(loop, dict) else None
    if alias in RESERVED_NAMES - {"item"}:
        message = f"'{alias}' is where Argo's own tags begin, so no loop value can be called so"
        result.collector.error("reserved-name", message, (*call.path, "for_each", "as"), "choose another name")


def _open(result: Outline, call: CallModel) -> list[TemplateModel]:
    """Set what a call leads to; the draft of its own body, if it has one."""
    data = call.data
    call.loop = _loop_of(call)
    if "use" in data:
        _check_use(result, call)
        call.target = _find_target(result, data["use"], (*call.path, "use"))
        if isinstance(call.target, TemplateModel):
            call.target.callers.append(call)
        elif call.is_inline:
            message, hint = "only a component of this pipeline can be put inside of a call", "take inline out"
            result.collector.error("does-not-fit", message, (*call.path, "inline"), hint, key=True)
        return []
    _refuse_arguments(result, data, call.path)
    name = data.get("template", call.name)
    draft = TemplateModel(name, body_of(data) or "", data, call.path, name, caller=call)
    draft.fixed = "template" in data
    draft.inputs = call.arguments
    draft.callers.append(call)
    call.target = draft
    return [draft]


def _refuse_arguments(result: Outline, data: Mapping[str, Any], path: NodePath) -> None:
    if "arguments" in data:
        message, hint = "'arguments' belongs to a call", "a step with a body takes with and artifacts"
        result.collector.error("does-not-fit", message, (*path, "arguments"), hint, key=True)


def _loop_of(call: CallModel) -> Loop | None:
    value = call.data.get("for_each")
    if value is None:
        return None
    alias = value.get("as") if isinstance(value, dict) else None
    return Loop(value, alias, (*call.path, "for_each"))


def _check_use(result: Outline, call: CallModel) -> None:
    for key in call.data:
        if key not in _CALL_KEYS and not (key == "template" and call.is_inline):
            used = call.data["use"]
            message = f"'{key}' cannot be set on a call: it belongs to what is called"
            hint = f"set it on '{used if isinstance(used, str) else used['name']}', or pass it as a parameter"
            result.collector.error("setting-on-a-call", message, (*call.path, key), hint, key=True)
    if "out" in call.data.get("artifacts", {}) and call.path != call.owner.path:
        message = "a call gives what its template gives: 'out' belongs to what is called"
        result.collector.error("setting-on-a-call", message, (*call.path, "artifacts", "out"), "take it out", key=True)


def _find_target(result: Outline, use: Any, path: NodePath) -> TemplateModel | TemplateRef | Inherited | None:
    if not isinstance(use, str):
        return TemplateRef(use["name"], use.get("template"), use.get("clusterScope"))
    name, slash, template = use.partition("/")
    if slash:
        return TemplateRef(name, template)
    if not result.on_its_own:
        return Inherited(use)
    if use not in result.components:
        near = find_nearest(use, tuple(result.components))
        kind = "template" if result.collector.is_argos else "component"
        elsewhere = "" if result.collector.is_argos else "a template elsewhere is written WORKFLOWTEMPLATE/TEMPLATE"
        hint = f"did you mean '{near}'?" if near else elsewhere
        result.collector.error("unknown-component", f"there is no {kind} '{use}'", path, hint)
    return result.components.get(use)


def _add_hooks(result: Outline, call: CallModel) -> None:
    for name, data in (call.data.get("hooks") or _EMPTY).items():
        call.hooks[name] = _hook(result, call, name, data, (*call.path, "hooks", name))
    if "on_exit" in call.data:
        if "exit" in call.hooks:
            message = "on_exit and the hook 'exit' are the same thing"
            result.collector.error("set-twice", message, (*call.path, "on_exit"), "keep one of them", key=True)
        call.on_exit = _hook(result, call, "exit", call.data["on_exit"], (*call.path, "on_exit"))


def _hook(result: Outline, call: CallModel, name: str, data: Mapping[str, Any], path: NodePath) -> CallModel:
    """A hook of a call, with the draft of its own body, if it has one."""
    hook = CallModel(f"{call.name}-{name}", call.owner, data, path, call.group, of=call)
    opened = _open(result, hook)
    result.drafts.extend(opened)
    for draft in opened:
        _fill(result, draft)
    return hook
