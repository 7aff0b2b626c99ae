"""The objects in Argo's own spelling inside a pipeline, against Argo's structure and at their place in the pipeline."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import DEFAULT_VERSION, Structure, StructureDiagnostic, load_structure
from argogen.argo.structure.structure_diagnostic import Path
from argogen.language.validation.forms import check_form
from argogen.language.validation.layout import ArgoType, Layout, UnsupportedKey, lay_out
from argogen.language.validation.pipeline import find_schema_faults
from argogen.language.validation.report import report

if TYPE_CHECKING:
    from argogen.diagnostics import Diagnostic
    from argogen.yaml import Document

_Visit = tuple[Any, Layout, Path]
_MODES = frozenset({"mode", "defaultMode", "default_mode"})
_OCTAL = re.compile(r"0[0-7]+")


def check_argo_objects(document: Document, structure: Structure, definition: str = "") -> list[Diagnostic]:
    """What the structure does not allow in the Argo objects of a document, in reading order.

    The document is a pipeline, or what the definition says: "project".

    It may break the language's schema, which `validate_pipeline` reports; that is passed over here. What stands under
    `argo` is raw on purpose and left alone. The codes are those of
    `StructureDiagnostic`; not-in-version is also that of a key of the
    language whose field the structure's version does not have.
    """
    return report(document, find_argo_faults(document, structure, definition))


def validate_settings_file(document: Document, definition: str) -> list[Diagnostic]:
    """All that is wrong with the form of a document that holds settings, such as a "project", in reading order.

    Where the schema is violated, Argo's objects are looked into at once; elsewhere that is for whoever uses them, who
    knows the version of Argo, and what `${{ }}` gives.
    """
    faults = find_schema_faults(document.data, definition)
    if faults and isinstance(document.data, dict) and "${{" not in document.source.text:
        found = find_argo_faults(document, load_structure(DEFAULT_VERSION), definition)
        faults += [fault for fault in found if fault.code != "not-in-version"]
    return report(document, faults)


def find_argo_faults(document: Document, structure: Structure, definition: str = "") -> list[StructureDiagnostic]:
    """The same with paths in place of places, and in the order in which they are found."""
    octals = list(_find_octals(document))
    seen = {fault.path for fault in octals}
    faults = _find_faults(document.data, _lay_out(structure, definition))
    return [*octals, *(fault for fault in faults if fault.path not in seen)]


_lay_out = functools.cache(lay_out)


def _find_faults(data: Any, layout: Layout) -> Iterator[StructureDiagnostic]:
    waiting: list[_Visit] = [(data, layout, ())]
    while waiting:
        value, layout, path = waiting.pop()
        if layout.argo:
            yield from _check(value, layout.argo, layout.structure, path)
        if isinstance(value, dict):
            yield from _find_unsupported(value, layout, path)
            waiting += _enter_mapping(value, layout, path)
        elif isinstance(value, list):
            waiting += _enter_list(value, layout, path)


def _enter_mapping(value: dict[str, Any], layout: Layout, path: Path) -> Iterator[_Visit]:
    if layout.each:
        yield from _pick(value.items(), layout.each, path)
    for key, item in value.items():
        entry = layout.entries[key]
        if isinstance(entry, Layout):
            yield item, entry, (*path, key)


def _enter_list(value: list[Any], layout: Layout, path: Path) -> Iterator[_Visit]:
    if layout.items:
        yield from _pick(enumerate(value), layout.items, path)
    elif layout.nested:
        yield from _pick(enumerate(value), layout.nested, path)


def _pick(items: Any, layout: Layout, path: Path) -> Iterator[_Visit]:
    """Those of the items that there is something to see in; of ten thousand steps that may be none."""
    entries, free = layout.entries, layout.each is not None or layout.argo is not None
    for key, item in items:
        if isinstance(item, list) or (isinstance(item, dict) and (free or any(entries[name] for name in item))):
            yield item, layout, (*path, key)


def _find_unsupported(value: dict[str, Any], layout: Layout, path: Path) -> Iterator[StructureDiagnostic]:
    for key in value:
        entry = layout.entries[key]
        if isinstance(entry, UnsupportedKey):
            yield _report_unsupported(entry, layout.structure.version, (*path, key))


def _report_unsupported(unsupported: UnsupportedKey, version: str, path: Path) -> StructureDiagnostic:
    since, until = unsupported.facts.since, unsupported.facts.until
    exists = f"it exists since {since}" if since and not _is_past(until, version) else f"it exists until {until}"
    hint = f"{exists}; use '{unsupported.instead}'" if unsupported.instead else exists
    return StructureDiagnostic(
        path, "not-in-version", f"'{path[-1]}' does not exist in Argo {version}", hint, on_key=True
    )


def _is_past(until: str | None, version: str) -> bool:
    return until is not None and tuple(map(int, until.split("."))) < tuple(map(int, version.split(".")))


def _check(value: Any, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    listed = argo.definition.startswith("[")
    if isinstance(value, dict) and not listed:
        yield from check_form(value, argo, structure, path)
    elif isinstance(value, list) and listed:
        # A list replaces another as a whole, so that nothing is missing in its items; others than mappings are ours.
        item = ArgoType(argo.definition[1:-1], argo.own, partial=False)
        for index, part in enumerate(value):
            if isinstance(part, dict):
                yield from check_form(part, item, structure, (*path, index))


def _find_octals(document: Document) -> Iterator[StructureDiagnostic]:
    """File modes written as in Kubernetes manifests: YAML 1.1 reads 0644 as octal, YAML 1.2 as the number 644."""
    for path, text in document.number_spellings.items():
        if path[-1] in _MODES and _OCTAL.fullmatch(text):
            message = f"{text} is the number {int(text)} here, and no octal one"
            yield StructureDiagnostic(path, "bad-value", message, f"write 0o{text.lstrip('0') or '0'}")
