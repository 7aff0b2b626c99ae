"""Import manifests and render the pipelines, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from argogen.argo.versions import VERSIONS, ArgoVersion
from argogen.engine.conversion.sources import ConvertedSource
from argogen.engine.options import CompileOptions, Mode
from argogen.engine.source_file import SourceFile
from argogen.yaml.kubernetes import LAST_KEY_WINS
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText
from tests.compiling import convert, generate

NEWEST = CompileOptions(argo_version=ArgoVersion(VERSIONS[-1]))


def read_input(text: str, name: str = "manifest.yaml") -> SourceFile:
    return SourceFile(SourceText(name, text), Path(name), Path())


def import_text(
    text: str, name: str = "manifest.yaml", *, rename: bool = False, factor: bool = False
) -> ConvertedSource:
    return convert(read_input(text, name), NEWEST, NEWEST.argo_version, rename=rename, factor=factor)


def render_text(text: str) -> str:
    """Return the manifest of a pipeline, which may have the errors of the imported manifest."""
    return generate(read_input(text), NEWEST, mode=Mode.CONVERT).text


def read_all(text: str) -> list[Any]:
    return [document.data for document in read_documents(SourceText("", text), LAST_KEY_WINS)]


def read_objects(text: str) -> list[Any]:
    """Return the objects of a manifest, also those of Lists."""
    documents = [document for document in read_all(text) if document is not None]
    return [item for document in documents for item in list_items(document)]


def list_items(document: Any) -> list[Any]:
    return list(document["items"]) if document.get("kind") == "List" else [document]


def list_keys(data: Any) -> set[str]:
    """The keys of all mappings in data."""
    if isinstance(data, dict):
        return {str(key) for key in data}.union(*map(list_keys, data.values()))
    return set().union(*map(list_keys, data)) if isinstance(data, list) else set()
