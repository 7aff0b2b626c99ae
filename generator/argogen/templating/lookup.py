"""Find template files: in the first override directory that contains one, else among the built-in templates."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, Environment, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import SecurityError

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.files import is_file, list_template_files
from argogen.host import Host
from argogen.late import import_late
from argogen.resources import TEMPLATES
from argogen.suggestions import find_nearest
from argogen.templating.errors import TemplateArgumentError
from argogen.templating.shapes.markers import RESERVED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from argogen.templating import overrides
else:
    overrides = import_late("argogen.templating.overrides")

_OWN = "argogen"


class Lookup(BaseLoader):
    """Finds template files by name, such as `constructs/container.yaml.j2`.

    A name with the prefix `argogen/` is a built-in template, so that an override can extend the template that it
    replaces. The names of the `named` directories are prefixes too.
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

    @property
    def prefixes(self) -> Collection[str]:
        """The prefixes of names of template files: `argogen`, and the names of the named directories."""
        return self._named

    @property
    def has_added(self) -> bool:
        """Whether there are directories besides that of the built-in templates."""
        return len(self.folders) > 1 or len(self._named) > 1

    def is_own(self, filename: str | None) -> bool:
        """Return whether a file is a built-in template."""
        return filename is not None and filename.startswith(f"{self.folders[-1]}{os.sep}")

    def find(self, name: str) -> Path:
        """Return the path of a template file. Raises TemplateNotFound, or SecurityError for a path outside."""
        if not isinstance(name, str):  # the result of the expression of an `include`
            raise TemplateArgumentError(f"name of a template must be a string, got a {type(name).__name__}")
        first, _, rest = name.partition("/")
        folders = (self._named[first],) if first in self._named else self.folders
        relative = _check_name(rest if first in self._named else name)
        for folder in folders:
            if is_file(path := folder / relative):
                # The links of an installation are not those of an author of templates.
                return path if folder is self.folders[-1] else _check_inside(path, folder, self.host)
        looked_in = ", ".join(map(self.host.show, folders))
        near = find_nearest(str(relative), tuple(name for folder in folders for name in list_files(folder)))
        suggestion = f": did you mean `{near}`?" if near else ""
        raise TemplateNotFound(name, f"template file `{relative}` not found in {looked_in}{suggestion}")

    def get_source(
        self,
        environment: Environment,
        template: str,
    ) -> tuple[str, str, Callable[[], bool] | None]:
        """Return the source, path and freshness of a template, for Jinja."""
        path = self.find(template)
        text = self.read(path, template)
        if not self.is_own(str(path)):
            overrides.check_override(environment, text, path, lambda name: self.read(self.find(name), name))
        return text, str(path), None

    def read(self, path: Path, name: str) -> str:
        """Return the content of a template file. Raises TemplateSyntaxError, or InvalidInputError: unreadable-file."""
        try:
            content = self.host.read_file(path)
            text = content if isinstance(content, str) else content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise TemplateSyntaxError(f"invalid UTF-8: {error.reason}", 1, name, str(path)) from error
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            raise InvalidInputError([Diagnostic("unreadable-file", message, Place(self.host.show(path)))]) from error
        if not self.is_own(str(path)) and (found := RESERVED.search(text)):
            line = text.count("\n", 0, found.start()) + 1
            message = "a template cannot contain U+E000 or U+E001: argogen uses them as markers of values"
            raise TemplateSyntaxError(message, line, name, str(path))
        return text.removeprefix("\ufeff").replace("\r\n", "\n")

    def list_added(self) -> Iterator[Path]:
        """Yield the paths of all template files but the built-in ones."""
        yield from (folder / name for folder in self.folders[:-1] for name in list_files(folder))

    def find_line(self, field: str) -> str:
        """Return the first line of an override that sets a field, as `FILE:LINE`; an empty string without one."""
        pattern = re.compile(rf"(?<![\w.-]){re.escape(field)}['\"]?\s*[:=]")
        for path in self.list_added():
            with contextlib.suppress(TemplateSyntaxError):  # of a file that this pipeline does not use
                if found := pattern.search(text := self.read(path, path.name)):
                    return f"{self.host.show(path)}:{text.count(chr(10), 0, found.start()) + 1}"
        return ""

    def list_built_in(self) -> Iterator[str]:
        """Yield the names of the built-in template files."""
        yield from list_files(self.folders[-1])

    def list_overrides(self) -> Iterator[tuple[str, Path]]:
        """Yield the names and paths of the template files of the directories, without those of named ones."""
        for folder in self.folders[:-1]:
            if folder not in self._named.values():
                yield from ((name, folder / name) for name in list_files(folder))

    def list_templates(self) -> list[str]:
        """Return the distinct names of the template files of all directories, sorted."""
        return sorted({name for folder in self.folders for name in list_files(folder)})


def list_files(folder: Path) -> Iterator[str]:
    """Return the names of the template files of a directory, without hidden ones."""
    return (path.as_posix() for path in list_template_files(folder))


def _check_name(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or any(character in name for character in "\\:\0"):
        raise SecurityError(f"invalid template name `{name}`: it must be a path inside a template directory")
    return path


def _check_inside(path: Path, folder: Path, host: Host) -> Path:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SecurityError(f"the template file {host.show(path)} links to a file outside of its directory")
    return path
