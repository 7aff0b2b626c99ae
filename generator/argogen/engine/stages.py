"""The state of a compilation, and the immutable result of each stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argogen.context import Context
from argogen.diagnostics import Diagnostic, has_errors
from argogen.dialects.recognition import is_manifest
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.language.settings.layers import SettingsLayer
from argogen.late import import_late
from argogen.provenance import InputTracker, TrackedInputs
from argogen.records import Record, cached_property
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath

if TYPE_CHECKING:
    from argogen.project import confinement as confinements
else:
    confinements = import_late("argogen.project.confinement")


class Compilation(Record):
    """State of the compilation of one source; `tracker` reads and records referenced files."""

    source_file: SourceFile
    options: CompileOptions
    session: EngineSession
    tracker: InputTracker
    mode: Mode = Mode.RENDER

    @cached_property
    def confinement(self) -> confinements.Confinement:
        """The directory that paths in the source may not lead out of."""
        host, environment = self.session.host, self.options.project_environment
        project = environment.project.folder if environment else None
        return confinements.confine(host.resolve(self.source_file.folder), project, host)

    def for_pipeline(self, document: Document) -> Compilation:
        """Return the same state with the options for one of the pipelines in the source."""
        options = self.options.for_pipeline(document.data)
        return self if options is self.options else self._replace(options=options)


class Substituted(Record):
    """A document with substituted `${{ }}`, and its inherited settings, the most general first.

    `diagnostics` are the errors of the substitution, `unknown` the paths of values that could not be substituted.
    """

    document: Document
    inherited: tuple[SettingsLayer, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    unknown: tuple[NodePath, ...] = ()


class Prepared(Record):
    """A document after the front end: its Context, if any, and diagnostics.

    A Kubernetes object has no Context but `is_object`, and is passed through.
    """

    document: Document
    context: Context | None
    diagnostics: tuple[Diagnostic, ...] = ()
    is_object: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether the document can be rendered."""
        return (self.is_object or self.context is not None) and not has_errors(self.diagnostics)


class Rendered(Record):
    """The manifest of a document as plain data, and the diagnostics of its verification."""

    manifest: Any
    diagnostics: tuple[Diagnostic, ...] = ()


class Compiled(Record):
    """All documents of a source with their manifests, None for an object that is checked separately.

    `diagnostics` are warnings and notes, `inputs` the inputs other than the source.
    """

    documents: tuple[tuple[Prepared, Any], ...]
    diagnostics: tuple[Diagnostic, ...]
    inputs: TrackedInputs

    @property
    def manifests(self) -> list[Any]:
        """The manifests in order."""
        return [manifest for _, manifest in self.documents if manifest is not None]


def is_kubernetes_object(data: Any) -> bool:
    """Whether a document is a Kubernetes object."""
    return is_manifest(data) or (isinstance(data, dict) and "apiVersion" in data and "kind" in data)
