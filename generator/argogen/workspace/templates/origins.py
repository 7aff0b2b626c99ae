"""The origins of template files: folders of a project, packs, argogen itself."""

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


class TemplateOrigin(NamedTuple):
    """A folder of template files and its label; `is_project` says that its files are the project's own to change."""

    label: str
    folder: Path
    is_project: bool = False

    def has(self, name: str) -> bool:
        """Whether it has a file of that name."""
        return name in list_files(self.folder)

    def read(self, name: str) -> str:
        """Return the text of one of its files."""
        return (self.folder / name).read_text("utf-8-sig")


BUILTIN = TemplateOrigin("argogen", TEMPLATES)


def list_origins(project: Project | None, host: Host, folders: Sequence[Path] = ()) -> list[TemplateOrigin]:
    """Return where files are looked up, in order of precedence: these folders, the project's, its packs, argogen's."""
    named = project.templates if project else ()
    own = [TemplateOrigin(host.show(folder), host.resolve(folder), is_project=True) for folder in (*folders, *named)]
    packs = project.loaded_packs if project else ()
    return [*own, *(TemplateOrigin(f"pack {pack.name}", pack.templates) for pack in packs), BUILTIN]


def list_names(origins: Sequence[TemplateOrigin]) -> list[str]:
    """Return the names of all template files, sorted, each once."""
    return sorted({name for origin in origins for name in list_files(origin.folder)})


def find_all(name: str, origins: Sequence[TemplateOrigin]) -> list[TemplateOrigin]:
    """Return the origins of a file, in order of precedence. Raises InvalidInputError without any."""
    found = [origin for origin in origins if origin.has(name)]
    if not found:
        hint = suggest(name, list_names(origins), "argogen templates list names them all")
        fault = Diagnostic("unknown-template", f"there is no template file '{name}'", Place(name), hint)
        raise InvalidInputError([fault])
    return found


def list_replaced(
    names: Sequence[str], origins: Sequence[TemplateOrigin]
) -> Iterator[tuple[str, TemplateOrigin, TemplateOrigin]]:
    """Yield the names of files of the project that replace another one, with the origins of both."""
    for name in names:
        found = find_all(name, origins)
        inherited = [origin for origin in found if not origin.is_project]
        if found[0].is_project and inherited:
            yield name, found[0], inherited[0]
