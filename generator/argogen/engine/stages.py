"""What goes along with a compilation, and the frozen result of each of its stages."""

from __future__ import annotations

from typing import Any, NamedTuple

from argogen.context import Context
from argogen.diagnostics import Diagnostic, has_errors
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.session import EngineSession
from argogen.engine.source_file import SourceFile
from argogen.language.settings.layers import SettingsLayer
from argogen.provenance import InputTracker
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath


class Compilation(NamedTuple):
    """What goes along with the documents of one source; `tracker` reads the files that they name."""

    source_file: SourceFile
    options: CompileOptions
    session: EngineSession
    tracker: InputTracker
    mode: Mode = Mode.RENDER


class Substituted(NamedTuple):
    """A document with its `${{ }}` substituted, and the settings that it inherits, the most general first.

    `diagnostics` are the errors of the substitution, and `unknown` the paths of values that are not known for them.
    """

    document: Document
    inherited: tuple[SettingsLayer, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    unknown: tuple[NodePath, ...] = ()


class Prepared(NamedTuple):
    """A document after the front end: its Context, as far as there is one, and what was found.

    A Kubernetes object has no Context and `is_object`: it becomes its own manifest.
    """

    document: Document
    context: Context | None
    diagnostics: tuple[Diagnostic, ...] = ()
    is_object: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether a manifest can be made of it."""
        return (self.is_object or self.context is not None) and not has_errors(self.diagnostics)


class Rendered(NamedTuple):
    """The manifest of a document as plain data, and what verification found in it."""

    manifest: Any
    diagnostics: tuple[Diagnostic, ...] = ()


def is_kubernetes_object(data: Any) -> bool:
    """Whether a document is a Kubernetes object already."""
    return isinstance(data, dict) and "apiVersion" in data and "kind" in data
