"""Check one Argo object, including the deviations of the language from its definition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import Structure
from argogen.argo.structure.structure_diagnostic import StructureDiagnostic
from argogen.late import import_late
from argogen.suggestions import find_nearest

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import Path
    from argogen.language import short_forms
    from argogen.language.validation import value_descriptions
    from argogen.language.validation.layout import ArgoType
else:
    short_forms = import_late("argogen.language.short_forms")
    value_descriptions = import_late("argogen.language.validation.value_descriptions")

_Form = dict[str, Any]


def check_form(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """Report the violations of the structure in a mapping that is an Argo object."""
    check = _CHECKS.get(argo.definition, _check_plain)
    yield from check(value, argo, structure, path)


def _check_plain(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    theirs = {key: item for key, item in value.items() if key not in argo.own} if argo.own else value
    # The manifest has the coerced object, in which a number is converted to a string where Argo requires a string.
    rendered = structure.coerce(theirs, argo.definition)
    yield from map(_add_spelling, structure.check(rendered, argo.definition, path, partial=argo.partial))


def _add_spelling(fault: StructureDiagnostic) -> StructureDiagnostic:
    """Add to the hint for a key in snake_case that fields of Argo objects are in camelCase."""
    if fault.code != "unknown-field" or "_" not in str(fault.path[-1]) or not fault.hint:
        return fault
    return fault._replace(hint=f"{fault.hint} (fields of Argo and Kubernetes objects are in camelCase)")


def _check_script(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """Check a script, whose source may be in a file; `expand` is a key of the language."""
    source = value.get("source")
    yield from _check_plain({**value, "source": "" if source is None else source}, argo, structure, path)
    found = [key for key in value if key in _SOURCES and value[key] is not None]
    if len(found) > 1:
        message = f"a script cannot have both '{found[0]}' and '{found[1]}'"
        yield StructureDiagnostic((*path, found[1]), "multiple-sources", message, "remove one of them", on_key=True)
    elif not found and not _has_like(value, _SOURCES):
        yield StructureDiagnostic(
            path, "missing-source", "this script has no source", "add one of: source, file", on_key=True
        )


def _check_schedule(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """Check a schedule, whose workflow is the pipeline, and which requires a cron expression."""
    faults = _check_plain({**value, _WORKFLOW: {}}, argo, structure, path)
    yield from (fault for fault in faults if fault.path != path)
    if _WORKFLOW in value:
        hint = "move its fields to the pipeline"
        yield StructureDiagnostic(
            (*path, _WORKFLOW), "unknown-key", f"'{_WORKFLOW}' is not a key of 'schedule'", hint, on_key=True
        )
    if not _has_like(value, _SCHEDULES):
        hint = "add 'schedules', such as schedules: [\"0 2 * * *\"]"
        yield StructureDiagnostic(path, "missing-key", "missing key 'schedules' of 'schedule'", hint, on_key=True)


def _check_arguments(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    for fault in _check_plain(value, argo, structure, path):
        is_name = fault.code == "unknown-field" and fault.path[:-1] == path and not fault.hint
        yield fault._replace(hint="use 'with' for arguments by name") if is_name else fault


def _check_variable(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    yield from _check_plain(value, argo, structure, path)
    yield from _report_native_form(short_forms.shorten_variable(value), path)


def _check_value_from(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """Check a ValueFrom; the native form for outputs depends on the body, and is reported elsewhere."""
    yield from _check_plain(value, argo, structure, path)
    if path[-3:-2] == ("parameters",):
        yield from _report_native_form(short_forms.shorten_parameter(value), path)


def _report_native_form(short: Mapping[str, Any] | None, path: Path) -> Iterator[StructureDiagnostic]:
    if short:
        message = f"'{path[-1]}' has a native form"
        yield StructureDiagnostic(path, "native-form", message, value_descriptions.show_line(short), on_key=True)


def _check_resource(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """Check a resource template, whose manifest may be one object or several."""
    manifest = value.get("manifest")
    replaced = {"manifest": ""} if isinstance(manifest, dict | list) else {}
    yield from _check_plain({**value, **replaced}, argo._replace(own=frozenset()), structure, path)


def _check_artifact(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """Check an artifact, whose name is its key, and whose file mode has nine bits."""
    if "name" in value:
        hint = "remove it: the key of an artifact is its name"
        yield StructureDiagnostic(
            (*path, "name"), "unknown-key", "'name' is not a key of an artifact", hint, on_key=True
        )
    for fault in _check_plain({**value, "name": ""}, argo, structure, path):
        is_path = fault.code == "unknown-field" and fault.path[:-1] == path and fault.path[-1] in PATH_SYNONYMS
        yield fault._replace(hint="did you mean 'path'?", meant="path") if is_path else fault
    mode = value.get("mode")
    if type(mode) is int and not 0 <= mode <= _HIGHEST_MODE:
        message = f"'mode' must be between 0 and 0o{_HIGHEST_MODE:o}, got {mode}"
        hint = "begin an octal number with 0o, such as 0o644"
        yield StructureDiagnostic((*path, "mode"), "invalid-value", message, hint)


def _has_like(value: _Form, keys: tuple[str, ...]) -> bool:
    return any(find_nearest(key, keys) for key in value)


_SOURCES = ("source", "file")
_SCHEDULES = ("schedules", "schedule")
_WORKFLOW = "workflowSpec"
_HIGHEST_MODE = 0o777

PATH_SYNONYMS = frozenset({"file", "filename", "file_name", "mount_path", "mountPath"})
"""Keys of other tools for the path of a file in the container."""

_CHECKS: dict[str, Callable[[_Form, ArgoType, Structure, Path], Iterator[StructureDiagnostic]]] = {
    "ScriptTemplate": _check_script,
    "CronWorkflowSpec": _check_schedule,
    "Arguments": _check_arguments,
    "ResourceTemplate": _check_resource,
    "Artifact": _check_artifact,
    "EnvVarSource": _check_variable,
    "ValueFrom": _check_value_from,
}
