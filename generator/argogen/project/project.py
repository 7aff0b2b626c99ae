"""A project, and what it comes to in each of its environments."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.host import Host
from argogen.project.find import PYPROJECT
from argogen.project.shape import fits
from argogen.provenance import digest_data
from argogen.schemas import read_own_schema
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


@dataclass(frozen=True, eq=False)
class Project:
    """A project file that has been read: its whole path, its document, and the host that it was read on.

    What follows from it is made once: its packs, and the environments that it is used in.
    """

    file: Path
    document: Document
    host: Host
    _environments: dict[str | None, ProjectEnvironment] = field(default_factory=dict, repr=False)

    @property
    def folder(self) -> Path:
        """The folder from which its paths lead."""
        return self.file.parent

    @cached_property
    def packs(self) -> tuple[LocatedPack, ...]:
        """Its packs, on this machine, the one that wins first. Raises InvalidInputError."""
        named = self.document.data.get("packs") or {}
        if not named:
            return ()
        # Few projects have packs.
        locate = importlib.import_module("argogen.packs.locate")
        found: tuple[LocatedPack, ...] = locate.locate_packs(self.document, self.folder, self.lock_file, self.host)
        return found

    @cached_property
    def loaded_packs(self) -> tuple[Pack, ...]:
        """The same packs with their manifests and the values of their parameters. Raises InvalidInputError."""
        if not self.packs:
            return ()
        load_pack = importlib.import_module("argogen.packs.pack").load_pack
        return tuple(load_pack(located, self.host) for located in self.packs)

    @property
    def lock_file(self) -> Path:
        """The file that says which commits its packs are."""
        return self.folder / LOCK_FILE

    @property
    def templates(self) -> tuple[Path, ...]:
        """Its folders of templates, which need not exist."""
        return tuple(self.folder / name for name in as_list(self.document.data.get("templates")))

    @property
    def environments(self) -> tuple[str, ...]:
        """The names of its environments."""
        return tuple(self.document.data.get("environments") or ())

    def project_environments(self) -> Iterator[ProjectEnvironment]:
        """What it comes to in each environment; where it has none, that is one."""
        return (self.in_environment(name) for name in self.environments or (None,))

    def in_environment(self, name: str | None) -> ProjectEnvironment:
        """What it comes to in one environment: always the same object, which keeps what follows from it."""
        return self._environments.setdefault(name, ProjectEnvironment(self, name))


@dataclass(frozen=True, eq=False)
class ProjectEnvironment:
    """A project in one of its environments, or, where that is None or not among them, without any."""

    project: Project
    environment: str | None
    fixed_layers: dict[str, tuple[SettingsLayer, ...]] = field(default_factory=dict, repr=False)
    """The settings that it gives to all pipelines alike, by Argo version, once they are built."""

    @property
    def layers(self) -> tuple[NodePath, ...]:
        """The paths of the mappings that hold what applies here, the first one below the others."""
        named = self.environment in self.project.environments
        return ((), ("environments", str(self.environment))) if named else ((),)

    @property
    def argo_version(self) -> str | None:
        """The Argo version that is asked for."""
        version: str | None = self._nearest("argo_version")
        return version

    @property
    def templates(self) -> tuple[Path, ...]:
        """Its folders of templates."""
        return self.project.templates

    @property
    def output(self) -> str:
        """The pattern of its outputs."""
        default = "manifests/{environment}/{path}" if self.project.environments else "manifests/{path}"
        pattern: str = self._nearest("output") or default
        return pattern

    @property
    def pipelines(self) -> tuple[NodePath, list[str]]:
        """Its patterns of pipelines, and where they are written."""
        path = next((layer for layer in reversed(self.layers) if "pipelines" in self.at(layer)), ())
        return (*path, "pipelines"), as_list(self.at(path)["pipelines"])

    @cached_property
    def digest(self) -> str:
        """The digest of all that it says about what pipelines start from."""
        keys = ("vars", "defaults", "profiles", "runnable")
        said = [{key: self.at(layer).get(key) for key in keys} for layer in self.layers]
        spelled = sorted((list(map(str, path)), text) for path, text in self.project.document.number_spellings.items())
        packs = [(pack.digest, dict(pack.source.parameters)) for pack in self.project.packs]
        return digest_data([said, spelled, self.environment, packs])

    def file_for_runnable(self, key: str) -> Path | None:
        """One of the files for runnable pipelines, `configuration` or `parameters`. Raises InvalidInputError."""
        layer = next((each for each in reversed(self.layers) if key in self.at(each).get("runnable", _EMPTY)), None)
        if layer is None:
            return None
        file: Path = self.project.folder / self.at(layer)["runnable"][key]
        if not file.is_file():
            place = self.project.document.place((*layer, "runnable", key))
            raise _fault(
                "missing-file", f"there is no file '{file.name}'", place, "the path is relative to the project file"
            )
        return file

    def at(self, layer: NodePath) -> Mapping[str, Any]:
        """The mapping of one of the layers."""
        data = self.project.document.data
        for key in layer:
            data = data[key] or _EMPTY
        found: Mapping[str, Any] = data
        return found

    def _nearest(self, key: str) -> Any:
        return next((self.at(layer)[key] for layer in reversed(self.layers) if key in self.at(layer)), None)


def read_project(file: Path, host: Host) -> Project:
    """The project that a file describes. Raises InvalidInputError with all that is wrong with it."""
    source = host.read(host.show(file))
    document = _read_toml(source) if file.name == PYPROJECT else _read_yaml(source)
    schema = read_own_schema("project")
    if not fits(document.data, schema, schema["$defs"]):
        # The validators take longer to import than everything up to date takes to be known as such.
        validation = importlib.import_module("argogen.language.validation.argo_objects")
        if faults := validation.validate_settings_file(document, "project"):
            raise InvalidInputError(faults)
    return Project(file, document, host)


def check_folders(project: Project) -> None:
    """Raise InvalidInputError if one of the project's folders of templates is not there."""
    for number, name in enumerate(as_list(project.document.data.get("templates"))):
        if not (project.folder / name).is_dir():
            place = project.document.place(("templates", number))  # of a lone text, that text's
            hint = "the path is relative to the project file"
            raise _fault("missing-folder", f"there is no folder '{name}'", place, hint)


def _read_toml(source: SourceText) -> Document:
    # Most projects have a file of their own.
    document: Document = importlib.import_module("argogen.project.toml").read_table(source)
    return document


def _read_yaml(source: SourceText) -> Document:
    documents = read_documents(source)
    if not documents or documents[0].data is None:
        raise _fault("empty-file", "there is no project in it", Place(source.file), "such as pipelines: pipelines/")
    if len(documents) > 1:
        message = "a project file is one document; this is another one"
        raise _fault("two-projects", message, documents[1].place(()), "remove it")
    return documents[0]


def _fault(code: str, message: str, place: Place, hint: str) -> InvalidInputError:
    return InvalidInputError([Diagnostic(code, message, place, hint)])


def as_list(written: str | list[str] | None) -> list[str]:
    """One text, or several, or none, as a list."""
    return [written] if isinstance(written, str) else written or []
