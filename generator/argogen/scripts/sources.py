"""Check the scripts in the sources of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Severity
from argogen.scripts.check import ScriptOptions, check_scripts
from argogen.scripts.extraction import Inherited, list_scripts
from argogen.scripts.script import Script
from argogen.scripts.shell import RC_FILE
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.engine.source_file import SourceFile
    from argogen.host import Host
    from argogen.project.project import ProjectEnvironment
    from argogen.yaml.document import Document

_MISSING = {"on": Severity.NOTE, "required": Severity.ERROR}


class SourceScripts(NamedTuple):
    """The scripts in a source, and the mode of its project: "off", "on" or "required", None without one."""

    file: str
    mode: str | None
    scripts: Sequence[Script]


def list_source_scripts(
    source_file: SourceFile, environment: ProjectEnvironment | None, host: Host, objects: Sequence[Document] = ()
) -> Iterator[Script]:
    """Yield the scripts in a source; `objects` are its documents if all are Kubernetes objects that have been read."""

    def read_file(name: str) -> SourceText:
        return host.read(source_file.folder / Path(name))

    inherited = Inherited().over(_read_defaults(environment))
    try:
        documents = objects or read_documents(source_file.source, with_places=True)
    except InvalidInputError:
        return  # reported when the source is compiled
    for document in documents:
        yield from list_scripts(document, read_file, inherited)


def check_sources(sources: Iterable[SourceScripts], host: Host, *, with_tools: bool) -> dict[str, Sequence[Diagnostic]]:
    """Return the diagnostics in the scripts of sources, by the file of the source.

    Each linter runs once for all sources with the same mode.
    """
    by_mode: dict[str | None, list[tuple[str, Script]]] = {}
    for source in sources:
        by_mode.setdefault(source.mode, []).extend((source.file, script) for script in source.scripts)
    found: dict[str, list[Diagnostic]] = {}
    for mode, listed in by_mode.items():
        files = {id(script.origin): file for file, script in listed}
        settings = _read_settings(host) if files else None
        options = ScriptOptions(host.environ, with_tools, settings, _MISSING.get(mode or ""))
        for origin, diagnostic in check_scripts([script for _, script in listed], options):
            found.setdefault(files[id(origin)], []).append(diagnostic)
    return dict(found)


def _read_defaults(environment: ProjectEnvironment | None) -> Mapping[str, Any]:
    data = environment.project.document.data if environment is not None else {}
    environments = data.get("environments") or {}
    name = environment.environment if environment is not None else None
    own = environments.get(name) if isinstance(environments, Mapping) else None
    return {**(data.get("defaults") or {}), **((own or {}).get("defaults") or {})}


def _read_settings(host: Host) -> str | None:
    """Return the configuration of shellcheck in the working directory."""
    try:
        return host.read(RC_FILE).text
    except InvalidInputError:
        return None
