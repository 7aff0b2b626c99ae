"""From a Context, or an object that passes through, to the manifest as data: render and verify."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from argogen.argo.structure import load_structure
from argogen.caches import find_user_cache
from argogen.context import Context
from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.engine.stages import Compilation, Prepared, Rendered
from argogen.engine.verification.manifest import verify_manifest, verify_passed_through
from argogen.packs.pack import Pack
from argogen.project.layers import load_packs
from argogen.templating.templates import Templates
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
    """What the templates make of a Context. Raises InvalidInputError."""
    project_environment = compilation.options.project_environment
    packs = load_packs(project_environment.project) if project_environment else ()
    templates = load_templates(tuple(folder.absolute() for folder in _template_folders(document, compilation)), packs)
    return templates.render("manifest.yaml.j2", workflow=context.workflow, templates=context.templates)


def _template_folders(document: Document, compilation: Compilation) -> Iterator[Path]:
    """The folders of overrides, first the one that wins: of the command, the pipeline, the project, its packs."""
    yield from compilation.options.templates
    for folder in _named_folders(document, compilation.source_file.folder):
        compilation.tracker.add_folder(folder)
        yield folder
    if project_environment := compilation.options.project_environment:
        yield from project_environment.templates
        yield from (pack.templates for pack in load_packs(project_environment.project))


def _named_folders(document: Document, folder: Path) -> Iterator[Path]:
    """The folders that a pipeline names, beside its file. Raises InvalidInputError for one that is not there."""
    named = document.data.get("templates") or ()
    for name in [named] if isinstance(named, str) else named:
        if not (folder / name).is_dir():
            place = document.place(("templates",), find=name)
            hint = "the path is relative to the pipeline's file"
            raise InvalidInputError([Diagnostic("missing-folder", f"there is no folder '{name}'", place, hint)])
        yield folder / name


@functools.cache
def load_templates(folders: tuple[Path, ...], packs: tuple[Pack, ...]) -> Templates:
    """One Jinja environment for each set of folders, so that many pipelines compile their templates once."""
    parameters = {pack.name: dict(pack.parameters) for pack in packs}
    named = {pack.name: pack.templates for pack in packs}
    return Templates(folders, named, {"packs": parameters} if packs else {}, bytecode_cache=find_user_cache())
