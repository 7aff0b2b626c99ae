"""Draw the workflows of some sources."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.diagnostics import Place as SourcePlace
from argogen.dialects.recognition import find_manifests, is_pipeline
from argogen.drawing.formats import DEFAULT, FORMATS, find_format
from argogen.drawing.labels import describe_empty
from argogen.drawing.mermaid import MAXIMUM_CHARACTERS, MAXIMUM_EDGES
from argogen.engine.options import CompileOptions
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.graph.build import BuiltGraph
from argogen.graph.model import Graph, Place
from argogen.graph.options import DEEPEST, GraphOptions
from argogen.graph.origins import Origins
from argogen.graph.reading import build_graphs
from argogen.graph.runs import add_run, find_name
from argogen.graph.sources import read_references, read_source
from argogen.graph.workflows import Document
from argogen.records import Record
from argogen.runner.recorded import extract_manifests, read_workflow, unpack_nodes
from argogen.workspace.inputs import PIPELINES, find_inputs
from argogen.workspace.jobs import plan_project
from argogen.workspace.pictures.request import DrawRequest
from argogen.workspace.targets import find_targets, wrong_output
from argogen.yaml.text import SourceText

_RECORD = "workflow.json"


def _is_drawable(data: object) -> bool:
    return bool(find_manifests(data)) or is_pipeline(data)


_DRAWABLE = PIPELINES._replace(
    accepts=_is_drawable, mark=re.compile(r"""^apiVersion: *["']?argoproj\.io/""", re.MULTILINE)
)


class Drawing(Record):
    """The graphs of a source, and its warnings and notes; `source_file` is None for the record of a run."""

    source_file: SourceFile | None
    graphs: Sequence[Graph]
    diagnostics: Sequence[Diagnostic] = ()
    remarks: Sequence[str] = ()


class Pictures(Record):
    """The pictures by the absolute path of their files, or one at None for standard output.

    `remarks` are sentences on graphs that are empty or incomplete.
    """

    texts: Mapping[Path | None, str]
    diagnostics: Sequence[Diagnostic] = ()
    remarks: Sequence[str] = ()


def draw(request: DrawRequest) -> Pictures:
    """Return the pictures of a request. Raises InvalidInputError with the diagnostics of `render`."""
    drawings = list(_read_drawings(request))
    form = find_requested_format(request)
    texts: dict[Path | None, str] = {}
    if request.output:
        texts.update(_write_files(drawings, form, request))
    else:
        texts[None] = _write(form, drawings)
    found = [diagnostic for drawing in drawings for diagnostic in drawing.diagnostics]
    remarks = [remark for drawing in drawings for remark in drawing.remarks]
    if form == "mermaid":
        remarks += _check_limits(texts, drawings)
    return Pictures(texts, found, remarks)


def find_writer(form: str) -> Callable[[Sequence[Drawing]], str]:
    """Return the function that writes a format. Raises ValueError for an unknown one."""
    if form not in FORMATS:
        raise ValueError(f"unknown format '{form}': use one of {', '.join(FORMATS)}")
    return functools.partial(_write, form)


def make_request(
    projects: Projects, depth: int | None, collapse: Sequence[str], entrypoint: str, references: Sequence[str], run: str
) -> DrawRequest:
    """Return the request to draw given sources."""
    options = GraphOptions(DEEPEST if depth is None else depth, collapse, entrypoint)
    return DrawRequest((), projects, options, references, run)


def find_requested_format(request: DrawRequest) -> str:
    """Return the name of the requested format, or that of the output file, or the default."""
    return request.format or find_format(request.output) or DEFAULT


def _write_files(drawings: Sequence[Drawing], form: str, request: DrawRequest) -> Iterator[tuple[Path, str]]:
    """Yield the picture of each source with the path of its file."""
    host = request.projects.session.host
    sources = [drawing.source_file for drawing in drawings if drawing.source_file is not None]
    if not sources:
        yield host.resolve(request.output), _write(form, drawings[:1])
        return
    paths = list(request.paths) or ["."]
    targets = find_targets(sources, paths, request.output, host)
    is_single = len(paths) == 1 and not host.is_folder(paths[0])
    taken: dict[Path, str] = {source.path: source.source.file for source in sources if source.path is not None}
    for drawing, target in zip(drawings, targets, strict=True):
        path = target if is_single else target.with_suffix(FORMATS[form].endings[0])
        if path in taken:
            raise wrong_output(f"the picture would overwrite '{taken[path]}'", host.show(path), "choose another file")
        taken[path] = host.show(path)
        yield path, _write(form, [drawing])


def _write(form: str, drawings: Sequence[Drawing]) -> str:
    """Return one picture of drawings, with the contents of their sources."""
    sources = [drawing.source_file.source for drawing in drawings if drawing.source_file is not None]
    graphs = [graph for drawing in drawings for graph in drawing.graphs]
    return FORMATS[form].write(graphs, {source.file: source.text for source in sources})


def _read_drawings(request: DrawRequest) -> Iterator[Drawing]:
    """Yield the drawings of all sources. Raises InvalidInputError with the diagnostics of all of them."""
    if request.run and not request.paths:
        workflow = _read_run(request)
        yield _draw_record(request, workflow, read_references(request.references, request.projects))
    else:
        yield from draw_sources(_list_sources(request), request)


def draw_sources(sources: Iterable[tuple[SourceFile, CompileOptions]], request: DrawRequest) -> Iterator[Drawing]:
    """Yield the drawing of each source. Raises InvalidInputError with the diagnostics of all sources."""
    workflow = _read_run(request) if request.run else None
    references = read_references(request.references, request.projects)
    errors: list[Diagnostic] = []
    for source_file, options in sources:
        try:
            source = read_source(source_file, options, request.projects.session)
            built = build_graphs(source.documents, references, request.options, source_file.source.file)
            graphs = _add_record(built, workflow, source_file.source.file)
            yield Drawing(source_file, graphs, source.diagnostics, list(_list_remarks(built)))
        except InvalidInputError as error:
            errors.extend(error.diagnostics)
    if errors:
        raise InvalidInputError(errors)


def _list_sources(request: DrawRequest) -> Iterator[tuple[SourceFile, CompileOptions]]:
    """Yield each source with the options to compile it: those of its project."""
    projects = request.projects
    if request.paths:
        for source_file in find_inputs(request.paths, projects.session.host, _DRAWABLE):
            yield source_file, projects.options_around(source_file.folder)
        return
    seen: set[Path | None] = set()
    for job in plan_project(projects, projects.here()).jobs:
        if job.source_file.path not in seen:
            seen.add(job.source_file.path)
            yield job.source_file, job.options


def _read_run(request: DrawRequest) -> Mapping[str, Any]:
    """Return the record of the requested run, of a directory or a file. Raises InvalidInputError."""
    host = request.projects.session.host
    path = Path(request.run)
    source = host.read(path / _RECORD if host.is_folder(path) else path)
    return unpack_nodes(read_workflow(source), source)


def _draw_record(request: DrawRequest, workflow: Mapping[str, Any], references: Sequence[Document]) -> Drawing:
    """Return the drawing of the workflow that the record of a run contains."""
    main, *others = _compile_record(request, workflow)
    built = build_graphs([main], [*references, *others], request.options, request.run)
    return Drawing(None, _add_record(built, workflow, request.run), (), list(_list_remarks(built)))


def _compile_record(request: DrawRequest, workflow: Mapping[str, Any]) -> list[Document]:
    """Return the manifests of a record, which has no places of them. Raises InvalidInputError for invalid ones."""
    text = "\n---\n".join(json.dumps(manifest) for manifest in extract_manifests(workflow))
    source_file = SourceFile(SourceText(request.run, text), Path(Path(request.run).name), Path())
    try:
        source = read_source(source_file, request.projects.options_around(Path()), request.projects.session)
    except InvalidInputError as error:
        place = SourcePlace(request.run)
        raise InvalidInputError(each._replace(place=place) for each in error.diagnostics) from error
    return [Document(document.data, Origins(place=Place(request.run, 1))) for document in source.documents]


def _add_record(built: Sequence[BuiltGraph], workflow: Mapping[str, Any] | None, file: str) -> list[Graph]:
    """Return graphs with the phases of a run. Raises InvalidInputError if it is a run of another workflow."""
    if workflow is None:
        return [each.graph for each in built]
    graphs = [add_run(each, workflow) for each in built]
    if not any(graphs):
        name = find_name(workflow)
        message, hint = f"the run '{name}' has no node of a workflow in '{file}'", "omit PATH to draw the recorded one"
        raise InvalidInputError([Diagnostic("changed-manifest", message, SourcePlace(file), hint)])
    return [added or each.graph for added, each in zip(graphs, built, strict=True)]


def _list_remarks(built: Iterable[BuiltGraph]) -> Iterator[str]:
    for each in built:
        if not each.graph.elements:
            yield f"{describe_empty(each.graph)}: the graph is empty"
        if each.is_limited:
            yield f"{each.graph.kind} '{each.graph.name}' is too large: the deepest levels are collapsed"


def _check_limits(texts: Mapping[Path | None, str], drawings: Sequence[Drawing]) -> Iterator[str]:
    """Report flowcharts that pages with the default settings of Mermaid do not show."""
    edges = sum(len(graph.edges) for drawing in drawings for graph in drawing.graphs)
    if any(len(text) > MAXIMUM_CHARACTERS for text in texts.values()) or (len(texts) == 1 and edges > MAXIMUM_EDGES):
        yield (
            f"Mermaid shows at most {MAXIMUM_CHARACTERS:,} characters and {MAXIMUM_EDGES} edges by default:"
            " use --depth, --collapse or another format"
        )
