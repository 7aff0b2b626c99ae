"""Find the scripts in the documents of a source, as they are written: without settings of templates and packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from argogen.diagnostics import InvalidInputError
from argogen.dialects.recognition import find_manifests, is_runnable
from argogen.scripts.commands import find_by_shebang, find_language, find_program
from argogen.scripts.placeholders import mask_tags
from argogen.scripts.script import JSON, PYTHON, YAML, FileOrigin, Origin, ScalarOrigin, Script
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath, follow
from argogen.yaml.text import SourceText

ReadFile = Callable[[str], SourceText]
_DATA = {".json": JSON, ".yaml": YAML, ".yml": YAML}
# The fields of objects that contain scripts, besides those of script templates.
_WITH_SCRIPTS = frozenset({"command", "url", "raw"})
# Fields of Argo's objects that contain no such objects, and are most of their lists and mappings.
_WITHOUT_SCRIPTS = frozenset(
    {"args", "command", "env", "metadata", "parameters", "ports", "resources", "securityContext", "volumeMounts"}
)
_HOLDERS: frozenset[type] = frozenset({dict, list})
# The part of a path below another, with its last key or index.
_Below: TypeAlias = "tuple[_Below | None, str | int]"
_GROUPS = ("tasks", "components", "hooks")


class Inherited(NamedTuple):
    """The settings of a leaf that decide which language its program has."""

    shell: Any = None
    image: Any = None

    def over(self, settings: Any) -> Inherited:
        """Return these settings, and where they are missing those of a mapping below them."""
        others = settings if isinstance(settings, Mapping) else {}
        return Inherited(self.shell or others.get("shell"), self.image or others.get("image"))


def list_scripts(document: Document, read_file: ReadFile, inherited: Inherited) -> Iterator[Script]:
    """Yield the scripts of a document; `inherited` are the settings of the project."""
    walk = _Walk(document, read_file)
    manifests = find_manifests(document.data)
    for path in manifests:
        yield from walk.find_in_object(follow(document.data, path), path)
    if is_runnable(document.data):
        yield from walk.find_commands(document.data, ())
    elif not manifests and isinstance(document.data, dict) and "apiVersion" not in document.data:
        defaults = (
            inherited._replace(shell=None, image=None).over(document.data.get("defaults")).over(inherited._asdict())
        )
        yield from walk.find_in_body(document.data, (), defaults)


class _Walk:
    """A walk over one document; the values of aliases are visited once."""

    def __init__(self, document: Document, read_file: ReadFile) -> None:
        self._document = document
        self._read_file = read_file
        self._profiles = document.data.get("profiles") if isinstance(document.data, dict) else None
        self._seen: set[int] = set()

    def find_in_body(self, body: Any, path: NodePath, defaults: Inherited) -> Iterator[Script]:
        """Yield the scripts of a pipeline, component, step, task, handler or hook."""
        if isinstance(body, list):
            for index, item in enumerate(body):
                yield from self.find_in_body(item, (*path, index), defaults)
        if not isinstance(body, dict) or id(body) in self._seen:
            return
        self._seen.add(id(body))
        yield from self._find_own(body, path, self._read_settings(body, defaults))
        for key in ("steps", "on_exit"):
            yield from self.find_in_body(body.get(key), (*path, key), defaults)
        for key in _GROUPS:
            group = body.get(key)
            for name, item in group.items() if isinstance(group, dict) else ():
                yield from self.find_in_body(item, (*path, key, name), defaults)

    def _read_settings(self, body: Mapping[str, Any], defaults: Inherited) -> Inherited:
        settings = Inherited().over(body)
        names = body.get("profile")
        profiles = self._profiles if isinstance(self._profiles, dict) else {}
        for name in reversed(names if isinstance(names, list) else [names]):
            settings = settings.over(profiles.get(name)) if isinstance(name, str) else settings
        return settings.over(defaults._asdict())

    def _find_own(self, body: Mapping[str, Any], path: NodePath, settings: Inherited) -> Iterator[Script]:
        if isinstance(run := body.get("run"), str):
            shell = settings.shell or "sh"
            language = find_language(shell if isinstance(shell, list) else [shell], settings.image)
            yield from self._make((*path, "run"), run, language)
        python = body.get("python")
        if isinstance(python, dict):
            yield from self._find_python(python, (*path, "python"))
        for key, value in body.items():
            if key in ("script", "container", "container_set", "sidecars", "init_containers", "http"):
                yield from self.find_in_object(value, (*path, key), settings.image, key)
        yield from self._find_artifacts(body.get("artifacts"), (*path, "artifacts"))

    def _find_python(self, python: Mapping[str, Any], path: NodePath) -> Iterator[Script]:
        """Yield the module of a function, whose syntax is checked with its signature."""
        scripts = (
            *self._make((*path, "code"), python.get("code"), PYTHON),
            *self._make_file(python.get("file"), PYTHON),
        )
        yield from (script._replace(with_syntax=False) for script in scripts)

    def _find_artifacts(self, artifacts: Any, path: NodePath) -> Iterator[Script]:
        given = artifacts.get("in") if isinstance(artifacts, dict) else None
        for name, artifact in given.items() if isinstance(given, dict) else ():
            yield from self.find_in_object(artifact, (*path, "in", name))

    def find_in_object(self, value: Any, path: NodePath, image: Any = None, key: object = "") -> Iterator[Script]:
        """Yield the scripts of an Argo object and of the objects in it."""
        # Most objects have no scripts: the path of one is joined when it has.
        waiting: list[tuple[Any, _Below | None, Any, object]] = [(value, None, image, key)]
        seen = self._seen
        while waiting:
            part, at, image, key = waiting.pop()
            if id(part) in seen:
                continue
            seen.add(id(part))
            kind = part.__class__
            if kind is list:
                held = [(item, (at, n), image, key) for n, item in enumerate(part) if item.__class__ in _HOLDERS]
            elif kind is dict:
                image = part.get("image") or image
                if key == "script" or not _WITH_SCRIPTS.isdisjoint(part):
                    yield from self._find_in_fields(part, (*path, *_join(at)), image, is_script=key == "script")
                held = [
                    (item, (at, name), image, name)
                    for name, item in part.items()
                    if item.__class__ in _HOLDERS and name not in _WITHOUT_SCRIPTS
                ]
            else:
                continue
            waiting += reversed(held)

    def _find_in_fields(
        self, value: Mapping[str, Any], path: NodePath, image: Any, *, is_script: bool
    ) -> Iterator[Script]:
        if is_script or "command" in value:
            yield from self._find_program(value, path, image, is_script=is_script)
        if "url" in value or "raw" in value:
            yield from self._find_data(value, path)

    def _find_program(
        self, value: Mapping[str, Any], path: NodePath, image: Any, *, is_script: bool
    ) -> Iterator[Script]:
        """Yield the source of a script, or the program in the arguments of a container."""
        command = _list(value.get("command"))
        language = find_language(command, image)
        if is_script:
            source = value.get("source")
            by_line = find_by_shebang(source, image) if isinstance(source, str) and not command else None
            yield from self._make((*path, "source"), source, language or by_line)
            yield from self._make_file(value.get("file"), language)
        elif language is not None:
            words = [*command, *_list(value.get("args"))]
            at = find_program(words, language)
            if at is not None:
                within = ("command", at) if at < len(command) else ("args", at - len(command))
                yield from self._make((*path, *within), words[at], language)

    def _find_data(self, value: Mapping[str, Any], path: NodePath) -> Iterator[Script]:
        """Yield the body of a request with a content type, and the content of a raw artifact with an extension."""
        if isinstance(value.get("url"), str) and isinstance(value.get("body"), str):
            yield from self._make((*path, "body"), value["body"], _find_type(value.get("headers")))
        raw, name = value.get("raw"), value.get("path")
        if isinstance(raw, dict) and isinstance(name, str):
            extension = name[name.rfind(".") :] if "." in name else ""
            yield from self._make((*path, "raw", "data"), raw.get("data"), _DATA.get(extension))

    def find_commands(self, value: Any, path: NodePath) -> Iterator[Script]:
        """Yield the shell commands of a runnable pipeline."""
        if isinstance(value, dict) and value.get("command_type") == "shell":
            yield from self._make((*path, "command"), value.get("command"), "sh")
        for key, item in value.items() if isinstance(value, dict) else ():
            yield from self.find_commands(item, (*path, key))

    def _make(self, path: NodePath, text: Any, language: str | None) -> Iterator[Script]:
        if language is not None and isinstance(text, str) and text.strip():
            yield _make(text, language, ScalarOrigin(self._document, path))

    def _make_file(self, name: Any, language: str | None) -> Iterator[Script]:
        if language is None or not isinstance(name, str) or "{{" in name:
            return
        try:
            source = self._read_file(name)
        except InvalidInputError:
            return  # reported when the pipeline is compiled
        yield _make(source.text, language, FileOrigin(source))


def _join(below: _Below | None) -> NodePath:
    """Return the parts of a path."""
    parts: list[str | int] = []
    while below is not None:
        below, part = below
        parts.append(part)
    return tuple(reversed(parts))


def _make(text: str, language: str, origin: Origin) -> Script:
    masked = mask_tags(text, language) if "{{" in text else None
    return Script(language, masked.text if masked else text, masked.tagged_lines if masked else frozenset(), origin)


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _find_type(headers: Any) -> str | None:
    """Return the language of a body whose headers name its type."""
    types = " ".join(
        str(value).lower() for name, value in _list_headers(headers) if str(name).lower() == "content-type"
    )
    return JSON if "json" in types else YAML if "yaml" in types else None


def _list_headers(headers: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(headers, dict):
        yield from headers.items()
    for header in headers if isinstance(headers, list) else ():
        if isinstance(header, dict):
            yield header.get("name"), header.get("value")
