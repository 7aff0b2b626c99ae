"""Arguments against the inputs of what is called: Argo drops one with a wrong name, and says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from argogen.language.code.functions import is_code
from argogen.language.collector import DiagnosticCollector
from argogen.language.lower.artifacts import is_missing
from argogen.language.lower.values import as_text
from argogen.language.model.drafts import CallModel, TemplateModel
from argogen.language.model.kinds import TEMPLATE_KINDS, kind_of
from argogen.language.model.outline import Outline
from argogen.suggestions import find_nearest, suggest
from argogen.yaml.node_path import NodePath

_EMPTY: Mapping[str, Any] = {}
_Inputs = Mapping[str, Any]
_GIVES = ("value", "default", "valueFrom", "config_map", "event")


def check_arguments(result: Outline, values: Mapping[str, str], collector: DiagnosticCollector) -> None:
    """Report unknown and missing arguments of components, and values that an `enum` does not have."""
    _check_parameters(result.data.get("parameters") or _EMPTY, values, collector)
    for call in result.calls():
        _check_call(call, result, collector)
    _check_entry(result, collector)
    _check_exit(result, collector)


def _check_parameters(declared: Mapping[str, Any], values: Mapping[str, str], collector: DiagnosticCollector) -> None:
    for name, parameter in declared.items():
        _check_enum(name, parameter, values.get(name, _own_value(parameter)), ("parameters", name), collector)
    for name in values:
        if name not in declared:
            hint = suggest(name, declared, f"it has {', '.join(declared) or 'none'}")
            collector.error("unknown-parameter", f"the pipeline has no parameter '{name}' to be set", (), hint)


def is_required(parameter: Any) -> bool:
    """Whether a caller has to give it."""
    if not isinstance(parameter, dict):
        return parameter is None
    return bool(parameter.get("required")) or not any(key in parameter for key in _GIVES)


def _check_call(call: CallModel, result: Outline, collector: DiagnosticCollector) -> None:
    _check_twice(call, collector)
    target = call.target
    _check_values(call, collector)
    if not isinstance(target, TemplateModel) or target.caller is call:
        return
    _check_inputs(call, target, result, collector)
    for name, value in call.arguments.items():
        if name in target.inputs:
            _check_enum(name, target.inputs[name], value, (*call.path, "with", name), collector)


def _check_inputs(call: CallModel, target: TemplateModel, result: Outline, collector: DiagnosticCollector) -> None:
    """The arguments of a call against the inputs; an exit handler without any gets those of the workflow."""
    parameters = _find_arguments(call)
    artifacts = {name: call.path_of_artifact(name) for name in call.artifacts}
    is_exit = call.of is not None and call in (call.of.on_exit, call.of.hooks.get("exit"), result.hooks.get("exit"))
    workflows = (result.data.get("parameters") or _EMPTY, result.artifacts)
    inherited = workflows if is_exit and not parameters and not artifacts else (_EMPTY, _EMPTY)
    _check_names(call, _PARAMETERS, parameters, target.inputs, inherited[0], collector)
    _check_names(call, _ARTIFACTS, artifacts, target.artifacts, inherited[1], collector)


def _check_twice(call: CallModel, collector: DiagnosticCollector) -> None:
    for index, argument in enumerate(call.more_arguments):
        if argument["name"] in call.arguments:
            path = (*call.path, "arguments", "parameters", index, "name")
            collector.error("set-twice", f"'{argument['name']}' stands in 'with' too", path, "keep one of them")


def _find_arguments(call: CallModel) -> dict[str, NodePath]:
    """The arguments that are parameters, and where they stand."""
    more = enumerate(call.more_arguments)
    return {
        **{argument["name"]: (*call.path, "arguments", "parameters", index, "name") for index, argument in more},
        **{name: (*call.path, "with", name) for name in call.arguments},
    }


class _Sort(NamedTuple):
    """One sort of arguments: its name, the keys under which a call has them, and whether one has to be given."""

    name: str
    keys: tuple[str, ...]
    is_needed: Callable[[Any], bool]


_PARAMETERS = _Sort("parameter", ("with",), is_required)
_ARTIFACTS = _Sort("artifact", ("artifacts", "in"), is_missing)


def _check_names(
    call: CallModel,
    sort: _Sort,
    given: Mapping[str, NodePath],
    declared: _Inputs,
    inherited: Iterable[str],
    collector: DiagnosticCollector,
) -> None:
    target = call.target.name if isinstance(call.target, TemplateModel) else ""
    strangers = [name for name in given if name not in declared]
    for name in strangers:
        near = find_nearest(name, tuple(declared))
        known = f"it takes {', '.join(declared)}" if declared else "it takes none"
        message, hint = f"'{target}' has no {sort.name} '{name}'", f"did you mean '{near}'?" if near else known
        # Argo's own words may say what Argo takes, and drops.
        report = collector.warning if "arguments" in given[name] or collector.is_argos else collector.error
        report("unknown-argument", message, given[name], hint, key=given[name][-1] == name)
    # A misspelt argument has been reported: it is not missing as well.
    meant = {find_nearest(name, tuple(declared)) for name in strangers}
    missing = _list_missing(sort, {*given, *meant, *inherited}, declared)
    if missing:
        path = (*call.path, sort.keys[0] if sort.keys[0] in call.data else "use")
        hint = "add it to the arguments" if collector.is_argos else f"add {_show((*sort.keys, missing[0]))}"
        collector.error("missing-argument", f"'{target}' needs {_name(sort, missing)}", path, hint, key=True)


def _list_missing(sort: _Sort, given: Iterable[str], declared: _Inputs) -> list[str]:
    return [name for name, it in declared.items() if sort.is_needed(it) and name not in given]


def _name(sort: _Sort, names: list[str]) -> str:
    return f"the {sort.name}{'s' if len(names) > 1 else ''} {', '.join(names)}"


def _show(keys: tuple[str, ...]) -> str:
    """How something under these keys is written: `with: {x: …}`."""
    return f"{keys[0]}: " + "".join(f"{{{key}: " for key in keys[1:]) + "…" + "}" * len(keys[1:])


def _check_values(call: CallModel, collector: DiagnosticCollector) -> None:
    """Report an argument without a value: only code has something that means nothing."""
    is_for_code = isinstance(call.target, TemplateModel) and is_code(call.target.body)
    for name, value in call.arguments.items():
        if value is None and not is_for_code:
            message = f"the argument '{name}' has no value"
            path = (*call.path, "with", name)
            collector.error("missing-value", message, path, "write one, such as an empty text: ''", key=True)


def _check_entry(result: Outline, collector: DiagnosticCollector) -> None:
    """Argo gives the entrypoint the workflow's arguments of the same names (docs/workflow-inputs)."""
    named = result.data.get("entrypoint")
    if result.main is not None or named is None or not result.on_its_own:
        return
    if named not in result.components:
        near = find_nearest(named, tuple(result.components))
        kind, other = ("template", "") if collector.is_argos else ("component", ", or a body")
        hint = f"did you mean '{near}'?" if near else f"write a {kind} of that name{other}"
        collector.error("unknown-component", f"there is no {kind} '{named}' to start with", ("entrypoint",), hint)
        return
    if kind_of(result.data) not in TEMPLATE_KINDS:
        entry, parameters = result.components[named], result.data.get("parameters") or _EMPTY
        _check_given(named, _PARAMETERS, parameters, entry.inputs, ("parameters",), collector)
        _check_given(named, _ARTIFACTS, result.artifacts, entry.artifacts, ("artifacts", "in"), collector)


def _check_given(
    named: str, sort: _Sort, given: _Inputs, declared: _Inputs, keys: tuple[str, ...], collector: DiagnosticCollector
) -> None:
    missing = _list_missing(sort, given, declared)
    if missing:
        message = f"'{named}' needs {_name(sort, missing)}, and the pipeline has no such {sort.name}"
        collector.error("missing-argument", message, ("entrypoint",), f"add {_show((*keys, missing[0]))}")


def _check_exit(result: Outline, collector: DiagnosticCollector) -> None:
    """A component that is the exit handler itself gets the workflow's arguments (LifecycleHook.WithArgs)."""
    draft = result.on_exit
    if isinstance(draft, TemplateModel) and draft.path != ("on_exit",):
        call = CallModel("exit", result.host, result.data["on_exit"], ("on_exit",), target=draft)
        _check_names(call, _PARAMETERS, {}, draft.inputs, result.data.get("parameters") or _EMPTY, collector)
        _check_names(call, _ARTIFACTS, {}, draft.artifacts, result.artifacts, collector)


def _own_value(parameter: Any) -> Any:
    return parameter.get("value", parameter.get("default")) if isinstance(parameter, dict) else None


def _check_enum(name: str, parameter: Any, value: Any, path: NodePath, collector: DiagnosticCollector) -> None:
    choices = [as_text(item) for item in parameter.get("enum") or ()] if isinstance(parameter, dict) else []
    if choices and value is not None and as_text(value) not in choices and "{{" not in as_text(value):
        hint = suggest(as_text(value), choices)
        # Argo holds the arguments of a workflow to their own words, and nothing else to any.
        report = collector.warning if collector.is_argos and path[0] != "parameters" else collector.error
        report("not-one-of", f"'{name}' is one of {', '.join(choices)}, not '{as_text(value)}'", path, hint)
