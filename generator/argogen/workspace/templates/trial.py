"""Scratch projects to try templates and packs in: complete, without templates, and with templates alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.packs.contents import PackContentError, digest_pack
from argogen.packs.pack import read_manifest
from argogen.packs.source import MANIFEST
from argogen.project.find import PROJECT_FILE

# What a pack says about pipelines; without it, nothing is left but templates.
_POLICIES = ("defaults", "profiles", "final")


class TriedPack(NamedTuple):
    """A pack to try, and values for its parameters."""

    name: str
    folder: Path
    parameters: Mapping[str, Any]


class Trial(NamedTuple):
    """The project files of the three projects."""

    whole: Path
    without: Path
    bare: Path


def read_tried(folder: Path, given: Mapping[str, str], host: Host) -> TriedPack:
    """Read the pack in a folder, with these values for its parameters, or the examples in its manifest.

    Raises InvalidInputError.
    """
    document = read_manifest(folder, host)
    try:
        digest_pack(host.resolve(folder))
    except PackContentError as error:
        raise InvalidInputError([Diagnostic("bad-pack", str(error), Place(host.show(folder)))]) from error
    known = document.data.get("parameters") or {}
    faults = [
        Diagnostic(
            "unknown-pack-parameter", f"the pack has no parameter '{name}'", document.place(("parameters",), key=True)
        )
        for name in given
        if name not in known
    ]
    values: dict[str, Any] = {}
    for name, schema in known.items():
        examples = (schema or {}).get("examples") or []
        if name in given or examples:
            values[name] = _read_value(given[name], schema or {}) if name in given else examples[0]
        elif "default" not in (schema or {}):
            hint = f"write examples: […] there, or give it with --parameter {name}=VALUE"
            place = document.place(("parameters", name), key=True)
            faults.append(Diagnostic("missing-parameter", f"there is no value to try '{name}' with", place, hint))
    if faults:
        raise InvalidInputError(faults)
    return TriedPack(document.data["name"], folder, values)


def _read_value(text: str, schema: Mapping[str, Any]) -> Any:
    if schema.get("type") == "string":
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def write_trial(scratch: Path, templates: Sequence[Path], packs: Sequence[TriedPack], host: Host) -> Trial:
    """Write the three projects, for folders of templates and packs, below a folder."""
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
    data = read_manifest(pack.folder, host).data
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
    file.write_text(json.dumps(data), "utf-8")  # which is YAML, too
    return file
