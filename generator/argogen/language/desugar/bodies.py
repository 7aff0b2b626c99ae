"""Expand the parts of a template other than calls: its body, its settings, its raw Argo fields."""

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
# Argo fields of steps and tasks; on a step with a body, other raw fields belong to its template.
_CALL_FIELDS = frozenset(
    {
        "arguments", "continueOn", "dependencies", "depends", "hooks", "inline", "onExit", "template", "templateRef",
        "when", "withItems", "withParam", "withSequence",
    }
)  # fmt: skip


def expand_content(
    body: str, data: Mapping[str, Any], path: NodePath, arguments: tuple[str, ...], collector: DiagnosticCollector
) -> Any:
    """Return the content of a body: a string, a CodeModel or an Argo object; None for a body of calls."""
    if body in COMPOSITES or body in ("use", ""):
        return None
    if body in ("python", "notebook"):
        return code.expand_code(body, data, path, arguments, collector)
    written = data[body]
    if body == "run":
        return written
    if has_container(body):
        return {name: value for name, value in written.items() if name not in ("file", "expand")}
    return written or {}


def find_file(data: Mapping[str, Any]) -> str | None:
    """Return the path of the file with a script, relative to the pipeline."""
    file: str | None = data["script"].get("file")
    return file


def is_expanded(data: Mapping[str, Any]) -> bool:
    """Return whether Kubernetes may expand `$$` and `$(NAME)` in a script."""
    return bool(data["script"].get("expand"))


def list_settings(data: Mapping[str, Any], path: NodePath) -> Mapping[str, Any]:
    """Return the settings of a template; those of a pipeline do not include settings of the workflow."""
    known = setting_keys()
    return {key: value for key, value in data.items() if key in known and (path or not is_workflows(key))}


def list_profiles(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the profiles of a template."""
    named = data.get("profile") or ()
    return (named,) if isinstance(named, str) else tuple(named)


def list_template_fields(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the raw fields of a step that belong to its template."""
    raw = data.get("argo") or _EMPTY
    return {k: value for k, value in raw.items() if k not in _CALL_FIELDS} if raw else raw


def list_call_fields(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the raw fields of a step that belong to the call."""
    raw = data.get("argo") or _EMPTY
    return raw if not raw or "use" in data else {k: value for k, value in raw.items() if k in _CALL_FIELDS}
