"""Arguments against the parameters of what is called: Argo drops one with a wrong name, and says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.nearest import find_nearest
from argogen.normalize.drafts import Call, Draft
from argogen.normalize.findings import Findings
from argogen.normalize.functions import is_code
from argogen.normalize.kinds import TEMPLATE_KINDS, kind_of
from argogen.normalize.outline import Outline
from argogen.normalize.values import as_text
from argogen.source.notes import NodePath

_EMPTY: Mapping[str, Any] = {}
_GIVES = ("value", "default", "valueFrom", "config_map")


def check_arguments(result: Outline, values: Mapping[str, str], findings: Findings) -> None:
    """Report unknown and missing arguments of components, and values that an `enum` does not have."""
    _check_parameters(result.data.get("parameters") or _EMPTY, values, findings)
    for draft in result.drafts:
        for call in draft.calls.values():
            for each in (call, *call.hooks.values(), *filter(None, [call.on_exit])):
                _check_call(each, findings)
    for hook in result.hooks.values():
        _check_call(hook, findings)
    _check_entry(result, findings)
    _check_exit(result, findings)


def _check_parameters(declared: Mapping[str, Any], values: Mapping[str, str], findings: Findings) -> None:
    for name, parameter in declared.items():
        _check_enum(name, parameter, values.get(name, _own_value(parameter)), ("parameters", name), findings)
    for name in values:
        if name not in declared:
            near = find_nearest(name, tuple(declared))
            hint = f"did you mean '{near}'?" if near else f"it has {', '.join(declared) or 'none'}"
            findings.error("unknown-parameter", f"the pipeline has no parameter '{name}' to be set", (), hint)


def is_required(parameter: Any) -> bool:
    """Whether a caller has to give it."""
    if not isinstance(parameter, dict):
        return parameter is None
    return bool(parameter.get("required")) or not any(key in parameter for key in _GIVES)


def _check_call(call: Call, findings: Findings) -> None:
    target = call.target
    _check_values(call, findings)
    if not isinstance(target, Draft) or target.caller is call:
        return
    declared = target.inputs
    for name, value in call.arguments.items():
        path = (*call.path, "with", name)
        if name not in declared:
            near = find_nearest(name, tuple(declared))
            known = f"it takes {', '.join(declared)}" if declared else "it takes none"
            message = f"'{target.name}' has no parameter '{name}'"
            findings.error("unknown-argument", message, path, f"did you mean '{near}'?" if near else known, key=True)
        else:
            _check_enum(name, declared[name], value, path, findings)
    meant = {find_nearest(name, tuple(declared)) for name in call.arguments if name not in declared}
    given = {*call.arguments, *meant}  # a misspelt argument has been reported: it is not missing as well
    missing = [name for name, it in declared.items() if is_required(it) and name not in given]
    if missing:
        message = f"'{target.name}' needs {', '.join(missing)}"
        path = (*call.path, "with") if "with" in call.data else (*call.path, "use")
        findings.error("missing-argument", message, path, f"add with: {{{missing[0]}: …}}", key=True)


def _check_values(call: Call, findings: Findings) -> None:
    """Report an argument without a value: only code has something that means nothing."""
    is_for_code = isinstance(call.target, Draft) and is_code(call.target.body)
    for name, value in call.arguments.items():
        if value is None and not is_for_code:
            message = f"the argument '{name}' has no value"
            path = (*call.path, "with", name)
            findings.error("missing-value", message, path, "write one, such as an empty text: ''", key=True)


def _check_entry(result: Outline, findings: Findings) -> None:
    """Argo gives the entrypoint the workflow's arguments of the same names (docs/workflow-inputs)."""
    named = result.data.get("entrypoint")
    if result.main is not None or named is None:
        return
    if named not in result.components:
        near = find_nearest(named, tuple(result.components))
        hint = f"did you mean '{near}'?" if near else "write a component of that name, or a body"
        findings.error("unknown-component", f"there is no component '{named}' to start with", ("entrypoint",), hint)
        return
    given = result.data.get("parameters") or _EMPTY
    missing = [n for n, it in result.components[named].inputs.items() if is_required(it) and n not in given]
    if missing and kind_of(result.data) not in TEMPLATE_KINDS:
        message = f"'{named}' needs {', '.join(missing)}, and the pipeline has no such parameter"
        findings.error("missing-argument", message, ("entrypoint",), f"add parameters: {{{missing[0]}: …}}")


def _check_exit(result: Outline, findings: Findings) -> None:
    """A component that is the exit handler itself gets no arguments."""
    draft = result.on_exit
    if draft is None or draft.path == ("on_exit",):
        return
    missing = [name for name, parameter in draft.inputs.items() if is_required(parameter)]
    if missing:
        message = f"'{draft.wanted}' needs {', '.join(missing)}"
        hint = f"add with: {{{missing[0]}: …}}"
        findings.error("missing-argument", message, ("on_exit", "use"), hint, key=True)


def _own_value(parameter: Any) -> Any:
    return parameter.get("value", parameter.get("default")) if isinstance(parameter, dict) else None


def _check_enum(name: str, parameter: Any, value: Any, path: NodePath, findings: Findings) -> None:
    choices = [as_text(item) for item in parameter.get("enum") or ()] if isinstance(parameter, dict) else []
    if choices and value is not None and as_text(value) not in choices and "{{" not in as_text(value):
        near = find_nearest(as_text(value), tuple(choices))
        hint = f"did you mean '{near}'?" if near else ""
        findings.error("not-one-of", f"'{name}' is one of {', '.join(choices)}, not '{as_text(value)}'", path, hint)
