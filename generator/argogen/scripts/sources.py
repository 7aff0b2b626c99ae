"""Check the scripts in the sources of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Severity
from argogen.scripts.check import ScriptOptions, check_scripts
from argogen.scripts.extraction import Inherited, list_scripts
from argogen.scripts.script import Script
from argogen.scripts.shell import RC_FILE
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.engine.source_file import SourceFile
    from argogen.engine.workers.work import Work
    from argogen.host import Host
    from argogen.project.project import ProjectEnvironment

_MISSING = {"on": Severity.NOTE, "required": Severity.ERROR}


def check_sources(
    work: Work, modes: Sequence[str | None], host: Host, *, with_tools: bool
) -> dict[str, Sequence[Diagnostic]]:
    """Return the diagnostics in the scripts of sources, by the file of the source; `modes` are those of their projects.

    Each linter runs once for all sources with the same mode.
    """
    found: dict[str, list[Diagnostic]] = {}
    for mode in dict.fromkeys(modes):
        scripts: dict[int, str] = {}
        listed: list[Script] = []
        for source_file, environment in _list_sources(work, modes, mode) if mode != "off" else ():
            own = list(_list_scripts(source_file, environment, host))
            scripts.update((id(script.origin), source_file.source.file) for script in own)
            listed += own
        settings = _read_settings(host) if listed else None
        options = ScriptOptions(host.environ, with_tools, settings, _MISSING.get(mode or ""))
        for origin, diagnostic in check_scripts(listed, options):
            found.setdefault(scripts[id(origin)], []).append(diagnostic)
    return dict(found)


def _list_sources(
    work: Work, modes: Sequence[str | None], mode: str | None
) -> Iterator[tuple[SourceFile, ProjectEnvironment | None]]:
    """Yield the sources of a mode, each once, although a project may have several environments."""
    seen: set[str] = set()
    for (source_file, options), own in zip(work, modes, strict=True):
        if own == mode and source_file.source.file not in seen:
            seen.add(source_file.source.file)
            yield source_file, options.project_environment


def _list_scripts(source_file: SourceFile, environment: ProjectEnvironment | None, host: Host) -> Iterator[Script]:
    def read_file(name: str) -> SourceText:
        return host.read(source_file.folder / Path(name))

    inherited = Inherited().over(_read_defaults(environment))
    try:
        documents = read_documents(source_file.source, with_places=True)
    except InvalidInputError:
        return  # reported when the source is compiled
    for document in documents:
        yield from list_scripts(document, read_file, inherited)


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
