"""What goes along with the documents of one source, and what they are on their way."""

from __future__ import annotations

from typing import Any, NamedTuple

from argogen.context import Context
from argogen.diagnostics import Diagnostic
from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.provenance import Intake
from argogen.yaml.document import Document


class Way(NamedTuple):
    """What goes along with the documents of one source."""

    given: SourceFile
    options: CompileOptions
    intake: Intake


class Prepared(NamedTuple):
    """A document on its way: a pipeline's Context, or, where `context` is None, an object that passes through."""

    document: Document
    context: Context | None
    diagnostics: tuple[Diagnostic, ...] = ()


def is_kubernetes_object(data: Any) -> bool:
    """Whether a document passes through: it is a Kubernetes object already."""
    return isinstance(data, dict) and "apiVersion" in data and "kind" in data
