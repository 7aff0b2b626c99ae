"""One object in Argo's spelling, with the liberties that the language takes in two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import Structure, StructureDiagnostic
from argogen.suggestions import find_nearest

if TYPE_CHECKING:
    from argogen.argo.structure.structure_diagnostic import Path
    from argogen.language.validation.layout import ArgoType

_Form = dict[str, Any]


def check_form(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """What is wrong with a mapping that is to be the Argo object."""
    check = _LIBERTIES.get(argo.definition, _check_plain)
    yield from check(value, argo, structure, path)


def _check_plain(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    theirs = {key: item for key, item in value.items() if key not in argo.own} if argo.own else value
    # What is rendered is the coerced object, in which a number is text where Argo wants text.
    rendered = structure.coerce(theirs, argo.definition)
    yield from map(_add_spelling, structure.check(rendered, argo.definition, path, partial=argo.partial))


def _add_spelling(fault: StructureDiagnostic) -> StructureDiagnostic:
    """A key in the language's spelling, where Argo's is wanted, says so."""
    if fault.code != "unknown-field" or "_" not in str(fault.path[-1]) or not fault.hint:
        return fault
    return fault._replace(hint=f"{fault.hint} Argo's own objects keep Argo's spelling")


def _check_script(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """The source may be in a file."""
    source = value.get("source")
    yield from _check_plain({**value, "source": "" if source is None else source}, argo, structure, path)
    found = [key for key in value if key in _SOURCES and value[key] is not None]
    if len(found) > 1:
        message = f"a script has one source; this one has both '{found[0]}' and '{found[1]}'"
        yield StructureDiagnostic((*path, found[1]), "two-sources", message, "remove one of them", on_key=True)
    elif not found and not _has_like(value, _SOURCES):
        yield StructureDiagnostic(path, "no-source", "a script needs a source", "add one of: source, file", on_key=True)


def _check_schedule(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """The workflow is the pipeline itself; what is missing is a schedule."""
    faults = _check_plain({**value, _WORKFLOW: {}}, argo, structure, path)
    yield from (fault for fault in faults if fault.path != path)
    if _WORKFLOW in value:
        hint = "its fields are keys of the pipeline"
        yield StructureDiagnostic(
            (*path, _WORKFLOW), "unknown-key", f"'{_WORKFLOW}' is the pipeline itself", hint, on_key=True
        )
    if not _has_like(value, _SCHEDULES):
        hint = 'such as schedules: ["0 2 * * *"]'
        yield StructureDiagnostic(path, "missing-key", "'schedule' needs 'schedules'", hint, on_key=True)


def _check_arguments(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    for fault in _check_plain(value, argo, structure, path):
        is_name = fault.code == "unknown-field" and fault.path[:-1] == path and not fault.hint
        yield fault._replace(hint="arguments by name stand under 'with'") if is_name else fault


def _check_resource(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """Its manifest may be the object itself, or several."""
    manifest = value.get("manifest")
    text = {"manifest": ""} if isinstance(manifest, dict | list) else {}
    yield from _check_plain({**value, **text}, argo._replace(own=frozenset()), structure, path)


def _check_artifact(value: _Form, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    """Its name is the key that it stands under; and a mode has nine bits."""
    if "name" in value:
        hint = "its name is the key that it stands under"
        yield StructureDiagnostic(
            (*path, "name"), "unknown-key", "'name' is not a key of an artifact", hint, on_key=True
        )
    yield from _check_plain({**value, "name": ""}, argo, structure, path)
    mode = value.get("mode")
    if type(mode) is int and not 0 <= mode <= _HIGHEST_MODE:
        message = f"{mode} is not a file's mode"
        yield StructureDiagnostic(
            (*path, "mode"), "bad-value", message, "an octal number is written with 0o, such as 0o644"
        )


def _has_like(value: _Form, keys: tuple[str, ...]) -> bool:
    return any(find_nearest(key, keys) for key in value)


_SOURCES = ("source", "file")
_SCHEDULES = ("schedules", "schedule")
_WORKFLOW = "workflowSpec"
_HIGHEST_MODE = 0o777

_LIBERTIES: dict[str, Callable[[_Form, ArgoType, Structure, Path], Iterator[StructureDiagnostic]]] = {
    "ScriptTemplate": _check_script,
    "CronWorkflowSpec": _check_schedule,
    "Arguments": _check_arguments,
    "ResourceTemplate": _check_resource,
    "Artifact": _check_artifact,
}
