"""The origins of template files: directories of a project, packs, argogen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.project.project import Project
from argogen.resources import TEMPLATES
from argogen.suggestions import suggest
from argogen.templating.lookup import list_files
from argogen.yaml.text import read_source


class TemplateOrigin(NamedTuple):
    """A directory of template files and its label; `is_project` is true if it belongs to the project."""

    label: str
    folder: Path
    is_project: bool = False

    def has(self, name: str) -> bool:
        """Whether the directory contains a file of that name."""
        return name in list_files(self.folder)

    def read(self, name: str) -> str:
        """Return the content of a file in the directory."""
        return read_source(self.folder / name).text


BUILTIN = TemplateOrigin("argogen", TEMPLATES)


def list_origins(project: Project | None, host: Host, folders: Sequence[Path] = ()) -> list[TemplateOrigin]:
    """Return the search path: these directories, those of the project, of its packs, and of argogen."""
    named = project.templates if project else ()
    own = [TemplateOrigin(host.show(folder), host.resolve(folder), is_project=True) for folder in (*folders, *named)]
    packs = project.loaded_packs if project else ()
    return [*own, *(TemplateOrigin(f"pack {pack.name}", pack.templates) for pack in packs), BUILTIN]


def list_names(origins: Sequence[TemplateOrigin]) -> list[str]:
    """Return the names of all template files, sorted and unique."""
    return sorted({name for origin in origins for name in list_files(origin.folder)})


def find_all(name: str, origins: Sequence[TemplateOrigin]) -> list[TemplateOrigin]:
    """Return the origins of a file, in order of precedence. Raises InvalidInputError if there are no origins."""
    found = [origin for origin in origins if origin.has(name)]
    if not found:
        hint = suggest(name, list_names(origins), "run 'argogen templates list' for all names")
        error = Diagnostic("unknown-template", f"unknown template file '{name}'", Place(name), hint)
        raise InvalidInputError([error])
    return found


def list_replaced(
    names: Sequence[str], origins: Sequence[TemplateOrigin]
) -> Iterator[tuple[str, TemplateOrigin, TemplateOrigin]]:
    """Yield the names of project files that override another file, with the origins of both."""
    for name in names:
        found = find_all(name, origins)
        inherited = [origin for origin in found if not origin.is_project]
        if found[0].is_project and inherited:
            yield name, found[0], inherited[0]
