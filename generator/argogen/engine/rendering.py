"""Render a Context to a manifest, and verify it; Kubernetes objects are passed through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argogen.argo.structure import load_structure
from argogen.context import Context
from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.stages import Compilation, Prepared, Rendered
from argogen.engine.verification.manifest import verify_manifest, verify_passed_through
from argogen.paths import find_relative_path
from argogen.yaml.document import Document

if TYPE_CHECKING:
    from argogen.templating.templates import Templates


def render(prepared: Prepared, compilation: Compilation) -> Rendered:
    """Render and verify a valid document. Raises InvalidInputError with the errors of templates."""
    structure = load_structure(compilation.options.argo_version.minor)
    document, context = prepared.document, prepared.context
    if context is None:
        read = compilation.source_file.objects[document.index]
        return Rendered(read.data, tuple(verify_passed_through(read.data, read, structure)))
    templates = _load_templates(document, compilation)
    manifest = _render_context(context, templates, compilation)
    errors = verify_manifest(manifest, context, document, structure, templates.lookup.find_line)
    return Rendered(manifest, (*templates.warnings, *errors))


def render_context(context: Context, document: Document, compilation: Compilation) -> Any:
    """Render a Context to its manifest, as plain data. Raises InvalidInputError."""
    return _render_context(context, _load_templates(document, compilation), compilation)


def _render_context(context: Context, templates: Templates, compilation: Compilation) -> Any:
    host, source = compilation.session.host, {"path": _find_source_path(compilation)}
    workflow = context.workflow
    return templates.render("manifest.yaml.j2", host, workflow=workflow, templates=context.templates, source=source)


def _load_templates(document: Document, compilation: Compilation) -> Templates:
    """Return the templates of a pipeline. Raises InvalidInputError."""
    environment = compilation.options.project_environment
    packs = environment.project.loaded_packs if environment else ()
    resolve = compilation.session.host.resolve
    folders = [resolve(folder) for folder in _list_template_folders(document, compilation)]
    return compilation.session.templates.load(folders, packs)


def _find_source_path(compilation: Compilation) -> str | None:
    """Return the path of the pipeline's file, relative to the project or the working directory; None without a file.

    It is never absolute, so that a manifest is the same on every machine: on another drive, it is the file's name.
    """
    path, environment = compilation.source_file.path, compilation.options.project_environment
    if path is None:
        return None
    folder = environment.project.folder if environment else compilation.session.host.working_directory
    relative = find_relative_path(path, compilation.session.host.resolve(folder))
    return path.name if Path(relative).is_absolute() else relative


def _list_template_folders(document: Document, compilation: Compilation) -> Iterator[Path]:
    """Yield the directories of overrides in order of precedence: request, pipeline, project, packs."""
    yield from _list_requested_folders(compilation)
    for folder in _list_named_folders(document, compilation):
        compilation.tracker.add_directory(folder)
        yield folder
    if environment := compilation.options.project_environment:
        yield from environment.templates
        yield from (pack.templates for pack in environment.project.loaded_packs)


def _list_requested_folders(compilation: Compilation) -> Iterator[Path]:
    """Yield the requested directories. Raises InvalidInputError for a missing directory."""
    for folder in compilation.options.templates:
        if not compilation.session.host.is_folder(folder):
            message = f"no such directory: '{folder}'"
            raise InvalidInputError([Diagnostic("missing-directory", message, Place(str(folder)))])
        yield folder


def _list_named_folders(document: Document, compilation: Compilation) -> Iterator[Path]:
    """Yield the directories listed in a pipeline. Raises InvalidInputError for a missing directory."""
    named = document.data.get("templates") or ()
    for name in [named] if isinstance(named, str) else named:
        folder = compilation.source_file.folder / name
        if not compilation.session.host.is_folder(folder):
            place = document.place(("templates",), find=name)
            hint = "use a path relative to the pipeline file"
            raise InvalidInputError([Diagnostic("missing-directory", f"no such directory: '{name}'", place, hint)])
        find_place = partial(document.place, ("templates",), find=name)
        compilation.confinement.check(compilation.session.host.resolve(folder), name, find_place)
        yield folder
