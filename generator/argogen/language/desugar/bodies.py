"""What stands in a template beside its calls: its body, its settings, its raw Argo fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.vocabulary import COMPOSITES, has_container, is_workflows, setting_keys
from argogen.late import import_late
from argogen.yaml.node_path import NodePath

if TYPE_CHECKING:
    from argogen.language.desugar import code
else:
    code = import_late("argogen.language.desugar.code")

_EMPTY: Mapping[str, Any] = {}
# Fields that only a step or task has; on a step with a body of its own, the others are its template's.
_CALL_FIELDS = frozenset(
    {
        "arguments", "continueOn", "dependencies", "depends", "hooks", "inline", "onExit", "template", "templateRef",
        "when", "withItems", "withParam", "withSequence",
    }
)  # fmt: skip


def expand_content(
    body: str, data: Mapping[str, Any], path: NodePath, arguments: tuple[str, ...], collector: DiagnosticCollector
) -> Any:
    """Return the content of a body: text, CodeModel or an object of Argo's; None where it consists of calls."""
    if body in COMPOSITES or body in ("use", ""):
        return None
    if body in ("python", "notebook"):
        return code.expand_code(body, data, path, arguments, collector)
    written = data[body]
    if body == "run":
        return written
    if has_container(body):
        return {name: value for name, value in written.items() if name != "file"}
    return written or {}


def find_file(body: str, data: Mapping[str, Any]) -> str | None:
    """Return the file beside the pipeline that holds a script."""
    return data["script"].get("file") if body == "script" else None


def list_settings(data: Mapping[str, Any], path: NodePath) -> Mapping[str, Any]:
    """Return the settings of a template itself; of a pipeline's, those are left out that are the workflow's."""
    known = setting_keys()
    return {key: value for key, value in data.items() if key in known and (path or not is_workflows(key))}


def list_profiles(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the profiles that a template names."""
    named = data.get("profile") or ()
    return (named,) if isinstance(named, str) else tuple(named)


def list_template_fields(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the raw fields of a component or step that are its template's."""
    raw = data.get("argo") or _EMPTY
    return _EMPTY if not raw or "use" in data else {k: value for k, value in raw.items() if k not in _CALL_FIELDS}


def list_call_fields(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the raw fields of a step that are the call's."""
    raw = data.get("argo") or _EMPTY
    return raw if not raw or "use" in data else {k: value for k, value in raw.items() if k in _CALL_FIELDS}
