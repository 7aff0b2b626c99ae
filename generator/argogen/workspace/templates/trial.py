"""Temporary projects to check templates and packs: complete, without templates, and with templates only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.packs.contents import PackContentError, digest_pack
from argogen.packs.pack import read_pack_manifest
from argogen.packs.source import MANIFEST
from argogen.project.find import PROJECT_FILE
from argogen.yaml.document import Document
from argogen.yaml.limits import load_json

# Keys of a pack that affect pipelines in other ways than templates do.
_POLICIES = ("defaults", "profiles", "final")


class TriedPack(NamedTuple):
    """A pack to check, and values for its parameters."""

    name: str
    folder: Path
    parameters: Mapping[str, Any]


class Trial(NamedTuple):
    """The project files of the three projects."""

    whole: Path
    without: Path
    bare: Path


def read_tried(folder: Path, parameters: Mapping[str, str], host: Host) -> TriedPack:
    """Read the pack in a directory, with these parameter values or the examples in its manifest.

    Raises InvalidInputError.
    """
    document = read_pack_manifest(folder, host)
    try:
        digest_pack(host.resolve(folder))
    except PackContentError as error:
        raise InvalidInputError([Diagnostic("invalid-pack", str(error), Place(host.show(folder)))]) from error
    errors = [*_find_unknown(document, parameters), *_find_missing(document, parameters)]
    if errors:
        raise InvalidInputError(errors)
    return TriedPack(document.data["name"], folder, _read_values(document, parameters))


def _list_parameters(document: Document) -> Mapping[str, Mapping[str, Any]]:
    """Return the schemas of the parameters that a manifest declares."""
    return {name: schema or {} for name, schema in (document.data.get("parameters") or {}).items()}


def _find_unknown(document: Document, parameters: Mapping[str, str]) -> Iterator[Diagnostic]:
    known, place = _list_parameters(document), document.place(("parameters",), key=True)
    for name in parameters:
        if name not in known:
            yield Diagnostic("unknown-pack-parameter", f"unknown pack parameter '{name}'", place)


def _find_missing(document: Document, parameters: Mapping[str, str]) -> Iterator[Diagnostic]:
    for name, schema in _list_parameters(document).items():
        if name not in parameters and not schema.get("examples") and "default" not in schema:
            hint = f"add 'examples: […]' to its schema, or use --parameter {name}=VALUE"
            place = document.place(("parameters", name), key=True)
            yield Diagnostic("missing-pack-parameter", f"missing value for pack parameter '{name}'", place, hint)


def _read_values(document: Document, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the given value or the first example of each parameter that has one."""
    declared = _list_parameters(document)
    examples = {name: schema["examples"][0] for name, schema in declared.items() if schema.get("examples")}
    read = {name: _read_value(text, declared[name]) for name, text in parameters.items()}
    return {**examples, **read}


def _read_value(text: str, schema: Mapping[str, Any]) -> Any:
    if schema.get("type") == "string":
        return text
    try:
        return load_json(text)
    except ValueError:
        return text


def write_trial(scratch: Path, templates: Sequence[Path], packs: Sequence[TriedPack], host: Host) -> Trial:
    """Write the three projects for directories of templates and packs below a scratch directory."""
    packs = [pack._replace(folder=host.resolve(pack.folder)) for pack in packs]
    without = [_copy(pack, host, scratch / "without", templates=False) for pack in packs]
    bare = [_copy(pack, host, scratch / "bare", policies=False) for pack in packs]
    return Trial(
        _write_project(scratch / "whole", templates, packs),
        _write_project(scratch / "without", (), without),
        _write_project(scratch / "bare", templates, bare),
    )


def _copy(pack: TriedPack, host: Host, folder: Path, *, templates: bool = True, policies: bool = True) -> TriedPack:
    copy = folder / pack.name
    copy.mkdir(parents=True)
    data = read_pack_manifest(pack.folder, host).data
    kept = {key: value for key, value in data.items() if policies or key not in _POLICIES}
    (copy / MANIFEST).write_text(json.dumps(kept), "utf-8")
    if templates and (pack.folder / "templates").is_dir():
        shutil.copytree(pack.folder / "templates", copy / "templates")
    return pack._replace(folder=copy)


def _write_project(folder: Path, templates: Sequence[Path], packs: Sequence[TriedPack]) -> Path:
    sources = {pack.name: {"path": str(pack.folder), "parameters": dict(pack.parameters)} for pack in packs}
    data = {"pipelines": ".", "templates": [str(path) for path in templates], "packs": sources}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / PROJECT_FILE
    file.write_text(json.dumps(data), "utf-8")  # JSON is valid YAML
    return file
