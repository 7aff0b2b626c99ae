"""Expand the bodies `python` and `notebook`: a string is the function, or the path of the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.desugar.artifacts import written_inputs, written_outputs
from argogen.language.model.pipeline import EMPTY, CodeModel
from argogen.yaml.node_path import NodePath


def expand_code(
    body: str, data: Mapping[str, Any], path: NodePath, arguments: tuple[str, ...], collector: DiagnosticCollector
) -> CodeModel:
    """Return the model of a body with code; `arguments` are the names of the arguments of the call."""
    key = "function" if body == "python" else "path"
    written = data[body]
    given: Mapping[str, Any] = {key: written} if isinstance(written, str) else written
    interpreter = given.get("interpreter", "python")
    _check_results(data, path, collector)
    return CodeModel(
        target=given[key],
        origin=(*path, body, *(["function"] if body == "python" and isinstance(written, dict) else [])),
        file=given.get("file"),
        code=given.get("code"),
        interpreter=(interpreter,) if isinstance(interpreter, str) else tuple(interpreter),
        is_lenient=given.get("lenient"),
        executed=given.get("executed"),
        kernel=given.get("kernel"),
        get=given.get("get") or EMPTY,
        put=given.get("put") or EMPTY,
        arguments=arguments,
        objects=tuple(name for name, it in written_inputs(data).items() if not _has_path(it)),
        results=_list_results(data),
    )


def _list_results(data: Mapping[str, Any]) -> dict[str, bool]:
    """Return the names of the return values, in order, and whether each is an object, not a parameter."""
    declared: Any = data.get("outputs") or {}
    artifacts = written_outputs(data)
    returned = [
        name for name in declared if name in artifacts or not isinstance(declared, dict) or _is_returned(declared[name])
    ]
    kept = [name for name, it in artifacts.items() if not _has_path(it)]
    return {name: name in kept for name in dict.fromkeys([*returned, *kept])}


def _is_returned(output: Any) -> bool:
    return output is None or (isinstance(output, dict) and "returned" in output)


def _has_path(artifact: Any) -> bool:
    """Return whether an artifact of code is a file, not an object."""
    return isinstance(artifact, str) or "path" in (artifact or ())


def _check_results(data: Mapping[str, Any], path: NodePath, collector: DiagnosticCollector) -> None:
    for name, it in written_outputs(data).items():
        if _has_path(it) and name in (data.get("outputs") or ()):
            message = f"'{name}' is both an output and an artifact with a path"
            hint = "remove 'path' to write the returned object to the artifact, or rename one of them"
            collector.error("conflicting-settings", message, (*path, "artifacts", "out", name, "path"), hint, key=True)
