"""A project, and its settings in each environment."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argogen.argo.versions import ArgoVersion, parse_version
from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.files import is_file, is_folder
from argogen.host import Host
from argogen.project.argo_versions import find_version_errors
from argogen.project.confinement import Confinement, confine, find_work_tree
from argogen.project.find import PYPROJECT
from argogen.provenance import digest_data
from argogen.records import Record
from argogen.schemas import read_source_schema
from argogen.schemas.conformance import Conformance
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

if TYPE_CHECKING:
    from argogen.language.settings.layers import SettingsLayer
    from argogen.packs.pack import Pack
    from argogen.packs.source import LocatedPack

LOCK_FILE = "argogen.lock"
_EMPTY: Mapping[str, Any] = {}


class Project(Record):
    """A parsed project file: its absolute path, its document, and its host.

    Its packs and environments are created once.
    """

    file: Path
    document: Document
    host: Host

    @property
    def folder(self) -> Path:
        """The directory to which paths in the file are relative."""
        return self.file.parent

    @cached_property
    def packs(self) -> tuple[LocatedPack, ...]:
        """The located packs, in order of precedence. Raises InvalidInputError."""
        named = self.document.data.get("packs") or {}
        if not named:
            return ()
        # Most projects have no packs, and save the import.
        locate = importlib.import_module("argogen.packs.locate")
        found: tuple[LocatedPack, ...] = locate.locate_packs(self.document, self.folder, self.lock_file, self.host)
        for pack in found if find_work_tree(self.folder) else ():  # without git, packs may be beside the project
            if not pack.source.git:
                self.confinement.check(pack.folder, pack.source.path, partial(pack.source.place, "path"))
        return found

    @cached_property
    def loaded_packs(self) -> tuple[Pack, ...]:
        """The packs with their manifests and the values of their parameters. Raises InvalidInputError."""
        if not self.packs:
            return ()
        load_pack = importlib.import_module("argogen.packs.pack").load_pack
        return tuple(load_pack(located, self.host) for located in self.packs)

    @cached_property
    def derived(self) -> dict[type, Any]:
        """A cache of data that other modules derive from the project, by its type."""
        return {}

    @cached_property
    def confinement(self) -> Confinement:
        """The directory that paths in the file may not lead out of."""
        return confine(self.folder, self.folder, self.host)

    @property
    def lock_file(self) -> Path:
        """The lock file with the commits of the packs."""
        return self.folder / LOCK_FILE

    @property
    def templates(self) -> tuple[Path, ...]:
        """The directories of templates, which need not exist."""
        return tuple(self.folder / name for name in as_list(self.document.data.get("templates")))

    @property
    def graph(self) -> Mapping[str, Any] | None:
        """The settings of the pictures beside the manifests, None if the project has no pictures."""
        found: Mapping[str, Any] | None = self.document.data.get("graph")
        return found

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of the environments."""
        return tuple(self.document.data.get("environments") or ())

    def project_environments(self) -> Iterator[ProjectEnvironment]:
        """Yield the project in each environment; without environments, a single item."""
        return (self.in_environment(name) for name in self.environments or (None,))

    @cached_property
    def _environments(self) -> dict[str | None, ProjectEnvironment]:
        return {}

    def in_environment(self, name: str | None) -> ProjectEnvironment:
        """Return the project in one environment: always the same object, which caches derived data."""
        return self._environments.setdefault(name, ProjectEnvironment(self, name))


class ProjectEnvironment(Record):
    """A project in an environment; None, or an environment that is not in the project, adds no settings."""

    project: Project
    environment: str | None

    @cached_property
    def fixed_layers(self) -> dict[str, tuple[SettingsLayer, ...]]:
        """A cache of the settings that do not depend on the pipeline, by Argo version."""
        return {}

    @property
    def layers(self) -> tuple[NodePath, ...]:
        """The paths of the applicable mappings, the most general first."""
        named = self.environment in self.project.environments
        return ((), ("environments", str(self.environment))) if named else ((),)

    @property
    def argo_version(self) -> ArgoVersion | None:
        """The target Argo version, if set."""
        version: str | None = self._nearest("argo_version")
        return None if version is None else parse_version(version)

    @property
    def templates(self) -> tuple[Path, ...]:
        """The directories of templates."""
        return self.project.templates

    @cached_property
    def output(self) -> str:
        """The pattern of outputs."""
        default = "manifests/{environment}/{path}" if self.project.environments else "manifests/{path}"
        pattern: str = self._nearest("output") or default
        return pattern

    @property
    def pipelines(self) -> tuple[NodePath, list[str]]:
        """The path of the patterns in the document, and the patterns of pipelines."""
        path = next((layer for layer in reversed(self.layers) if "pipelines" in self.at(layer)), ())
        return (*path, "pipelines"), as_list(self.at(path)["pipelines"])

    @cached_property
    def digest(self) -> str:
        """The digest of all settings that pipelines inherit."""
        keys = ("vars", "defaults", "profiles", "runnable")
        settings = [{key: self.at(layer).get(key) for key in keys} for layer in self.layers]
        spelled = sorted((list(map(str, path)), text) for path, text in self.project.document.number_spellings.items())
        packs = [(pack.digest, dict(pack.source.parameters)) for pack in self.project.packs]
        return digest_data([settings, spelled, self.environment, packs])

    def file_for_runnable(self, key: str) -> Path | None:
        """Return a file for runnable pipelines, `configuration` or `parameters`, if set. Raises InvalidInputError."""
        layer = next((each for each in reversed(self.layers) if key in self.at(each).get("runnable", _EMPTY)), None)
        if layer is None:
            return None
        file: Path = self.project.folder / self.at(layer)["runnable"][key]
        if not is_file(file):
            place = self.project.document.place((*layer, "runnable", key))
            raise _error(
                "missing-file", f"no such file: '{file.name}'", place, "the path is relative to the project file"
            )
        find_place = partial(self.project.document.place, (*layer, "runnable", key))
        self.project.confinement.check(file, self.at(layer)["runnable"][key], find_place)
        return file

    def at(self, layer: NodePath) -> Mapping[str, Any]:
        """Return the mapping of a layer."""
        data = self.project.document.data
        for key in layer:
            data = data[key] or _EMPTY
        found: Mapping[str, Any] = data
        return found

    def _nearest(self, key: str) -> Any:
        return next((self.at(layer)[key] for layer in reversed(self.layers) if key in self.at(layer)), None)


def read_project(file: Path, host: Host) -> Project:
    """Read a project file. Raises InvalidInputError with all diagnostics."""
    source = host.read_absolute(file)
    document = _read_toml(source) if file.name == PYPROJECT else _read_yaml(source)
    if not is_certainly_valid(document.data):
        # Importing the validators takes longer than checking that all manifests are up to date.
        validation = importlib.import_module("argogen.language.validation.argo_objects")
        if errors := validation.validate_settings_file(document, "project"):
            raise InvalidInputError(errors)
    if errors := [*find_version_errors(document)]:
        raise InvalidInputError(errors)
    return Project(file, document, host)


def is_certainly_valid(data: Any) -> bool:
    """Whether a project is certainly valid, except for Argo objects in it, which were validated on rendering."""
    schema = read_source_schema("project")
    return Conformance(schema["$defs"], external=_is_mapping).build(schema)(data)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


def check_folders(project: Project) -> None:
    """Raise InvalidInputError if a directory of templates does not exist."""
    for number, name in enumerate(as_list(project.document.data.get("templates"))):
        if not is_folder(project.folder / name):
            place = project.document.place(("templates", number))  # of a single string, the string
            hint = "the path is relative to the project file"
            raise _error("missing-directory", f"no such directory: '{name}'", place, hint)
        find_place = partial(project.document.place, ("templates", number))
        project.confinement.check(project.folder / name, name, find_place)


def _read_toml(source: SourceText) -> Document:
    # Most projects use argogen.yaml, and save the import.
    document: Document = importlib.import_module("argogen.project.toml").read_table(source)
    return document


def _read_yaml(source: SourceText) -> Document:
    documents = read_documents(source)
    if not documents or documents[0].data is None:
        raise _error("empty-file", "the project file is empty", Place(source.file), "add 'pipelines: pipelines/'")
    if len(documents) > 1:
        message = "a project file must be a single document"
        raise _error("multiple-project-documents", message, documents[1].place(()), "remove this document")
    return documents[0]


def _error(code: str, message: str, place: Place, hint: str) -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, place, hint)])


def as_list(written: str | list[str] | None) -> list[str]:
    """Return a list from a string, a list or None."""
    return [written] if isinstance(written, str) else written or []
