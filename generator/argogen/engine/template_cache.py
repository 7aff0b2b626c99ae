"""A session's cache of compiled templates, by search path."""

from __future__ import annotations

import functools
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from argogen.host import Host
from argogen.provenance import digest_bytes
from argogen.records import Record
from argogen.templating.lookup import list_files
from argogen.templating.templates import Templates

if TYPE_CHECKING:
    from argogen.packs.pack import Pack

_MAX_ENTRIES = 32  # search paths; a project has one

_Key = tuple[tuple[Path, ...], str]
_Contents = tuple[tuple[Path, str, str], ...]


class _Entry(Record):
    """Compiled templates, and the digests of their source files."""

    templates: Templates
    contents: _Contents


class TemplateCache:
    """Compiles templates once for many pipelines, and again after a change in one of their directories."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._lock = threading.Lock()
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()
        self._current: set[_Key] = set()

    def begin_run(self) -> None:
        """Start a run: the next use of each entry checks its files for changes."""
        with self._lock:
            self._current.clear()

    @functools.cached_property
    def _shipped(self) -> Templates:
        return _load_shipped(self._host.find_cache_directory())

    def load(self, folders: Sequence[Path], packs: Sequence[Pack] = ()) -> Templates:
        """Return the templates of these directories, in order of precedence; they include those of `packs`."""
        if not folders and not packs:
            return self._shipped
        parameters = {pack.name: dict(pack.parameters) for pack in packs}
        named = {pack.name: pack.templates for pack in packs}
        key = (tuple(folders), json.dumps([parameters, list(map(str, named.values()))]))
        with self._lock:
            if key not in self._current:
                self._refresh(key, named, parameters)
            self._entries.move_to_end(key)
            return self._entries[key].templates

    def _refresh(self, key: _Key, named: Mapping[str, Path], parameters: Mapping[str, object]) -> None:
        contents = tuple(self._digest(folder, name) for folder in key[0] for name in sorted(list_files(folder)))
        if key not in self._entries or self._entries[key].contents != contents:
            values = {"packs": parameters} if named else {}
            host = self._host
            templates = Templates(key[0], named, values, bytecode_cache=host.find_cache_directory(), host=host)
            self._entries[key] = _Entry(templates, contents)
        self._current.add(key)
        while len(self._entries) > _MAX_ENTRIES:
            self._current.discard(self._entries.popitem(last=False)[0])

    def _digest(self, folder: Path, name: str) -> tuple[Path, str, str]:
        try:
            content = self._host.read_file(folder / name)
        except (OSError, ValueError):
            return folder, name, ""  # reported on rendering
        return folder, name, digest_bytes(content.encode() if isinstance(content, str) else content)


@functools.lru_cache(maxsize=8)
def _load_shipped(cache_directory: Path | None) -> Templates:
    """Return the built-in templates: they never change, so all sessions share them, in any working directory."""
    return Templates(bytecode_cache=cache_directory)
