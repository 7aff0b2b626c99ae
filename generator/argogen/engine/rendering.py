"""Render a Context to a manifest, and verify it; a Kubernetes object is its own manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from argogen.argo.structure import load_structure
from argogen.context import Context
from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.stages import Compilation, Prepared, Rendered
from argogen.engine.verification.manifest import verify_manifest, verify_passed_through
from argogen.yaml.document import Document
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents


def render(prepared: Prepared, compilation: Compilation) -> Rendered:
    """Render and verify a sound document. Raises InvalidInputError with what a template does wrong."""
    structure = load_structure(compilation.options.argo_version)
    document, context = prepared.document, prepared.context
    if context is None:
        read = read_documents(compilation.source_file.source, KUBERNETES)[document.index]
        return Rendered(read.data, tuple(verify_passed_through(read.data, read, structure)))
    manifest = render_context(context, document, compilation)
    return Rendered(manifest, tuple(verify_manifest(manifest, context, document, structure)))


def render_context(context: Context, document: Document, compilation: Compilation) -> Any:
    """Render a Context to its manifest, as plain data. Raises InvalidInputError."""
    environment = compilation.options.project_environment
    packs = environment.project.loaded_packs if environment else ()
    resolve = compilation.session.host.resolve
    folders = [resolve(folder) for folder in _list_template_folders(document, compilation)]
    templates = compilation.session.templates.load(folders, packs)
    return templates.render("manifest.yaml.j2", workflow=context.workflow, templates=context.templates)


def _list_template_folders(document: Document, compilation: Compilation) -> Iterator[Path]:
    """Yield the folders of overrides, first the one that wins: of the request, the pipeline, the project, its packs."""
    yield from _list_requested_folders(compilation)
    for folder in _list_named_folders(document, compilation):
        compilation.tracker.add_folder(folder)
        yield folder
    if environment := compilation.options.project_environment:
        yield from environment.templates
        yield from (pack.templates for pack in environment.project.loaded_packs)


def _list_requested_folders(compilation: Compilation) -> Iterator[Path]:
    """Yield the folders of the request. Raises InvalidInputError for one that does not exist."""
    for folder in compilation.options.templates:
        if not compilation.session.host.is_folder(folder):
            message = f"there is no folder '{folder}'"
            raise InvalidInputError([Diagnostic("missing-folder", message, Place(str(folder)))])
        yield folder


def _list_named_folders(document: Document, compilation: Compilation) -> Iterator[Path]:
    """Yield the folders that a pipeline names. Raises InvalidInputError for one that does not exist."""
    named = document.data.get("templates") or ()
    for name in [named] if isinstance(named, str) else named:
        folder = compilation.source_file.folder / name
        if not compilation.session.host.is_folder(folder):
            place = document.place(("templates",), find=name)
            hint = "the path is relative to the pipeline's file"
            raise InvalidInputError([Diagnostic("missing-folder", f"there is no folder '{name}'", place, hint)])
        yield folder
