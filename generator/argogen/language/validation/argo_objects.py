"""Check the Argo and Kubernetes objects in a pipeline against the structure of Argo."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import DEFAULT_VERSION, Structure, load_structure
from argogen.argo.versions import is_before
from argogen.language.validation.layout import ArgoType, Layout, UnsupportedKey, lay_out
from argogen.language.validation.pipeline import find_schema_faults
from argogen.language.vocabulary import body_of, offers
from argogen.late import import_late
from argogen.yaml.node_path import follow

if TYPE_CHECKING:
    from argogen.argo.structure import structure_diagnostic
    from argogen.argo.structure.structure_diagnostic import Path, StructureDiagnostic
    from argogen.diagnostics import Diagnostic
    from argogen.language.validation import forms
    from argogen.language.validation import report as reports
    from argogen.yaml import Document

    _Visit = tuple[Any, Layout, Path]
else:
    structure_diagnostic = import_late("argogen.argo.structure.structure_diagnostic")
    forms = import_late("argogen.language.validation.forms")
    reports = import_late("argogen.language.validation.report")

_MODES = frozenset({"mode", "defaultMode", "default_mode"})
_OCTAL = r"0[0-7]+"


def check_argo_objects(document: Document, structure: Structure, definition: str = "") -> list[Diagnostic]:
    """Return the violations of the structure in the Argo objects of a document, in reading order.

    The document is a pipeline, or a document of another definition, such as "project". Violations of the language's
    schema are ignored; `validate_pipeline` reports them. Fields under `argo` are raw and not checked. The codes are
    those of `StructureDiagnostic`; unsupported-in-version is also reported for a key of the language whose Argo field
    the version of the structure does not have.
    """
    return reports.report(document, find_argo_faults(document, structure, definition))


def validate_settings_file(document: Document, definition: str) -> list[Diagnostic]:
    """Return the violations of the schema in a document with settings, such as a "project", in reading order.

    If the schema is violated, the Argo objects are checked too. Otherwise they are checked when they are used, with the
    version of Argo and the values of `${{ }}`.
    """
    faults = find_schema_faults(document.data, definition)
    if faults and isinstance(document.data, dict) and "${{" not in document.source.text:
        found = find_argo_faults(document, load_structure(DEFAULT_VERSION), definition)
        faults += [fault for fault in found if fault.code != "unsupported-in-version"]
    return reports.report(document, faults)


def find_argo_faults(document: Document, structure: Structure, definition: str = "") -> list[StructureDiagnostic]:
    """Return the same with paths instead of places, and in no particular order."""
    octals = list(_find_octals(document))
    seen = {fault.path for fault in octals}
    faults = _find_faults(document.data, _lay_out(structure, definition))
    return [*octals, *(_check_path(fault, document.data) for fault in faults if fault.path not in seen)]


def _check_path(fault: StructureDiagnostic, data: Any) -> StructureDiagnostic:
    """Replace the hint to use `path` for an artifact of a template without files."""
    if fault.meant != "path" or fault.path[-4:-3] != ("artifacts",):
        return fault
    owner = follow(data, fault.path[:-4])
    body = body_of(owner) if isinstance(owner, dict) else None
    if body is None or offers(body, "pod"):
        return fault
    return fault._replace(hint=f"remove it: artifacts of {body} have no path", meant="")


_lay_out = functools.cache(lay_out)


def _find_faults(data: Any, layout: Layout) -> Iterator[StructureDiagnostic]:
    waiting: list[_Visit] = [(data, layout, ())] if isinstance(data, (dict, list)) else []
    while waiting:
        value, layout, path = waiting.pop()
        if layout.argo:
            yield from _check(value, layout.argo, layout.structure, path)
        if isinstance(value, list):
            waiting += _enter_items(enumerate(value), layout.items or layout.nested, path)
            continue
        if layout.each is not None:
            waiting += _enter_items(value.items(), layout.each, path)
        entries = layout.entries
        for key, item in value.items():
            entry = entries[key]  # None for nearly all keys: their values need no check
            if isinstance(entry, UnsupportedKey):
                yield _report_unsupported(entry, layout.structure.version, (*path, key))
            elif entry is not None and isinstance(item, (dict, list)):
                waiting.append((item, entry, (*path, key)))


def _enter_items(items: Iterable[tuple[str | int, Any]], layout: Layout | None, path: Path) -> list[_Visit]:
    if layout is None:
        return []
    return [(item, layout, (*path, key)) for key, item in items if isinstance(item, (dict, list))]


def _report_unsupported(unsupported: UnsupportedKey, version: str, path: Path) -> StructureDiagnostic:
    since, until = unsupported.facts.since, unsupported.facts.until
    too_old = since and not _is_past(until, version)
    required = f"requires Argo {since} or later" if too_old else f"was removed after Argo {until}"
    hint = f"use '{unsupported.instead}'" if unsupported.instead else ""
    message = f"'{path[-1]}' {required} (version: {version})"
    return structure_diagnostic.StructureDiagnostic(path, "unsupported-in-version", message, hint, on_key=True)


def _is_past(until: str | None, version: str) -> bool:
    return until is not None and is_before(until, version)


def _check(value: Any, argo: ArgoType, structure: Structure, path: Path) -> Iterator[StructureDiagnostic]:
    listed = argo.definition.startswith("[")
    if isinstance(value, dict) and not listed:
        yield from forms.check_form(value, argo, structure, path)
    elif isinstance(value, list) and listed:
        # A merge replaces a list as a whole, so its items must be complete; items of other types are short forms.
        item = ArgoType(argo.definition[1:-1], argo.own, partial=False)
        for index, part in enumerate(value):
            if isinstance(part, dict):
                yield from forms.check_form(part, item, structure, (*path, index))


def _find_octals(document: Document) -> Iterator[StructureDiagnostic]:
    """Yield file modes written as in Kubernetes manifests: 0644 is octal in YAML 1.1, and decimal in YAML 1.2."""
    for path, text in document.number_spellings.items():
        if path[-1] in _MODES and re.fullmatch(_OCTAL, text):
            message, hint = f"{text} is the decimal number {int(text)}", f"use 0o{text.lstrip('0') or '0'} (octal)"
            yield structure_diagnostic.StructureDiagnostic(path, "invalid-value", message, hint)
