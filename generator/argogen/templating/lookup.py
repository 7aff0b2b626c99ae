"""Find template files: in the first of the override folders that has one, else among argogen's own."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.late import import_late
from argogen.paths import list_template_files
from argogen.resources import TEMPLATES
from argogen.templating.errors import TemplateArgumentError
from argogen.templating.shapes.markers import RESERVED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from argogen.templating import blocks
else:
    blocks = import_late("argogen.templating.blocks")

_OWN = "argogen"


class Lookup(BaseLoader):
    """Finds template files by name, such as `constructs/container.yaml.j2`.

    A name with `argogen/` in front is argogen's own file, so that an override can extend what it replaces; the same
    goes for each of the `named` folders.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (),
        named: Mapping[str, Path] = MappingProxyType({}),
        own: Path = TEMPLATES,
        host: Host | None = None,
    ) -> None:
        self.folders = (*folders, own)
        self.host = host or Host()
        self._named = {**named, _OWN: own}

    def find(self, name: str) -> Path:
        """Return the file of that name. Raises TemplateNotFound, or SecurityError for a file outside of its folder."""
        if not isinstance(name, str):  # whatever an `include` evaluates to
            raise TemplateArgumentError(f"a template is included by its name, and this is a {type(name).__name__}")
        first, _, rest = name.partition("/")
        folders = (self._named[first],) if first in self._named else self.folders
        relative = _check_name(rest if first in self._named else name)
        for folder in folders:
            if os.path.isfile(path := folder / relative):  # noqa: PTH113 - a Path would raise for a name that is too long
                return _check_inside(path, folder, self.host)
        looked_in = ", ".join(map(self.host.show, folders))
        raise TemplateNotFound(name, f"there is no template file `{relative}`; looked in {looked_in}")

    def get_source(
        self,
        environment: Environment,
        template: str,
    ) -> tuple[str, str, Callable[[], bool] | None]:
        """Return the text, path and freshness of a template, for Jinja."""
        path = self.find(template)
        text = self._read(path, template)
        if not path.is_relative_to(self.folders[-1]):
            blocks.check_blocks(environment, text, path, lambda name: self._read(self.find(name), name))
        return text, str(path), None

    def _read(self, path: Path, name: str) -> str:
        try:
            content = self.host.read_file(path)
            text = content.removeprefix("\ufeff") if isinstance(content, str) else content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise TemplateSyntaxError(f"not UTF-8 text: {error.reason}", 1, name, str(path)) from error
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            raise InvalidInputError([Diagnostic("unreadable-file", message, Place(self.host.show(path)))]) from error
        if found := RESERVED.search(text):
            line = text.count("\n", 0, found.start()) + 1
            message = "U+E000 and U+E001 cannot stand in a template: argogen marks the places of values with them"
            raise TemplateSyntaxError(message, line, name, str(path))
        return text.replace("\r\n", "\n")

    def list_templates(self) -> list[str]:
        """Return the names of all template files of all folders, sorted, each once."""
        return sorted({name for folder in self.folders for name in list_files(folder)})


def list_files(folder: Path) -> Iterator[str]:
    """Return the names of the template files of a folder, without hidden ones."""
    return (path.as_posix() for path in list_template_files(folder))


def _check_name(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or any(character in name for character in "\\:\0"):
        raise SecurityError(f"`{name}` cannot name a template: it must be a path inside a templates folder")
    return path


def _check_inside(path: Path, folder: Path, host: Host) -> Path:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SecurityError(f"the template file {host.show(path)} is a link that leads out of its folder")
    return path
