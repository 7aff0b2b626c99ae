"""Draw the workflows of some sources."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.dialects.recognition import find_manifests, is_pipeline
from argogen.drawing.formats import FORMATS
from argogen.drawing.labels import describe_empty
from argogen.drawing.mermaid import MAXIMUM_CHARACTERS, MAXIMUM_EDGES
from argogen.engine.options import CompileOptions
from argogen.engine.projects import Projects
from argogen.engine.source_file import SourceFile
from argogen.graph.build import BuiltGraph
from argogen.graph.model import Graph
from argogen.graph.options import DEEPEST, GraphOptions
from argogen.graph.reading import build_graphs
from argogen.graph.sources import References, read_references, read_source
from argogen.records import Record
from argogen.workspace.inputs import PIPELINES, find_inputs
from argogen.workspace.jobs import plan_project
from argogen.workspace.pictures.outputs import check_output, find_requested_format, name_files
from argogen.workspace.pictures.records import add_record, compile_record, read_run
from argogen.workspace.pictures.request import DrawRequest
from argogen.yaml.text import SourceText


def _is_drawable(data: object) -> bool:
    return bool(find_manifests(data)) or is_pipeline(data)


_DRAWABLE = PIPELINES._replace(
    accepts=_is_drawable, mark=re.compile(r"""^apiVersion: *["']?argoproj\.io/""", re.MULTILINE)
)


class Drawing(Record):
    """The graphs of a source, and its warnings and notes; `source_file` is None for the record of a run.

    `references` are other files, in which elements may have their places.
    """

    source_file: SourceFile | None
    graphs: Sequence[Graph]
    diagnostics: Sequence[Diagnostic] = ()
    remarks: Sequence[str] = ()
    references: Sequence[SourceText] = ()


class Pictures(Record):
    """The pictures by the absolute path of their files, or one at None for standard output.

    `remarks` are sentences on graphs that are empty or incomplete.
    """

    texts: Mapping[Path | None, str]
    diagnostics: Sequence[Diagnostic] = ()
    remarks: Sequence[str] = ()


def draw(request: DrawRequest) -> Pictures:
    """Return the pictures of a request. Raises InvalidInputError with the diagnostics of `render`."""
    if request.output:
        check_output(request)
    drawings = list(_read_drawings(request))
    form = find_requested_format(request)
    texts = _write_pictures(drawings, form, request)
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
    """Return the request to draw given sources. Raises ValueError for a depth that is not possible."""
    if depth is not None and not 1 <= depth <= DEEPEST:
        raise ValueError(f"depth {depth} is not in the range from 1 to {DEEPEST}")
    options = GraphOptions(DEEPEST if depth is None else depth, collapse, entrypoint)
    return DrawRequest((), projects, options, references, run)


def _write_pictures(drawings: Sequence[Drawing], form: str, request: DrawRequest) -> Mapping[Path | None, str]:
    """Return the picture of each source by the path of its file, or one at None without an output."""
    if not request.output:
        return {None: _write(form, drawings)}
    paths = name_files([drawing.source_file for drawing in drawings], request)
    return {path: _write(form, [drawing]) for path, drawing in zip(paths, drawings, strict=True)}


def _write(form: str, drawings: Sequence[Drawing]) -> str:
    """Return one picture of drawings, with the contents of their sources."""
    sources = [source for drawing in drawings for source in drawing.references]
    sources += [drawing.source_file.source for drawing in drawings if drawing.source_file is not None]
    graphs = [graph for drawing in drawings for graph in drawing.graphs]
    return FORMATS[form].write(graphs, {source.file: source.text for source in sources})


def _read_drawings(request: DrawRequest) -> Iterator[Drawing]:
    """Yield the drawings of all sources. Raises InvalidInputError with the diagnostics of all of them."""
    if request.run and not request.paths:
        yield _draw_record(request, read_references(request.references, request.projects))
    else:
        yield from draw_sources(_list_sources(request), request)


def draw_sources(sources: Iterable[tuple[SourceFile, CompileOptions]], request: DrawRequest) -> Iterator[Drawing]:
    """Yield the drawing of each source. Raises InvalidInputError with the diagnostics of all sources."""
    workflow = read_run(request) if request.run else None
    references = read_references(request.references, request.projects)
    errors: list[Diagnostic] = []
    for source_file, options in sources:
        try:
            source = read_source(source_file, options, request.projects.session)
            built = build_graphs(source.documents, references.documents, request.options, source_file.source.file)
            graphs, remarks = add_record(built, workflow, source_file.source.file)
            remarks = [*_list_remarks(built), *remarks]
            yield Drawing(source_file, graphs, source.diagnostics, remarks, references.sources)
        except InvalidInputError as error:
            errors.extend(error.diagnostics)
    if errors:
        raise InvalidInputError(errors)


def _list_sources(request: DrawRequest) -> Iterator[tuple[SourceFile, CompileOptions]]:
    """Yield each source with the options to compile it: those of its project."""
    projects = request.projects
    if request.paths:
        for source_file in find_inputs(request.paths, projects.session.host, _DRAWABLE):
            yield source_file, projects.first_options_around(source_file.folder)
        return
    seen: set[Path | None] = set()
    for job in plan_project(projects, projects.here()).jobs:
        if job.source_file.path not in seen:
            seen.add(job.source_file.path)
            yield job.source_file, job.options


def _draw_record(request: DrawRequest, references: References) -> Drawing:
    """Return the drawing of the workflow that the record of a run contains."""
    workflow = read_run(request)
    main, *others = compile_record(request, workflow)
    built = build_graphs([main], [*references.documents, *others], request.options, request.run)
    graphs, remarks = add_record(built, workflow, request.run)
    return Drawing(None, graphs, (), [*_list_remarks(built), *remarks], references.sources)


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
