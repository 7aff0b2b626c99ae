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
_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")


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
    """Yield the picture of each source with the path of its file, which is not that of a file that was read."""
    host = request.projects.session.host
    taken = {host.resolve(path): host.show(path) for path in _list_read(drawings, request)}
    for drawing, path in zip(drawings, _find_targets(drawings, form, request), strict=True):
        if path in taken:
            raise wrong_output(f"the picture would overwrite '{taken[path]}'", host.show(path), "choose another file")
        taken[path] = host.show(path)
        yield path, _write(form, [drawing])


def _list_read(drawings: Sequence[Drawing], request: DrawRequest) -> Iterator[Path]:
    host = request.projects.session.host
    files = [drawing.source_file for drawing in drawings if drawing.source_file is not None]
    yield from (file.path for file in files if file.path is not None)
    yield from (Path(path) for path in request.references if not host.is_folder(path))
    if request.run:
        yield _find_record(request)


def _find_targets(drawings: Sequence[Drawing], form: str, request: DrawRequest) -> Sequence[Path]:
    """Return the absolute path of the picture of each drawing. Raises InvalidInputError."""
    ending = FORMATS[form].endings[0]
    record = SourceFile(SourceText(request.run, ""), Path(_RECORD), Path())
    files = [drawing.source_file or record for drawing in drawings]
    named = [file._replace(relative=file.relative.with_suffix(ending)) for file in files]
    is_record = any(drawing.source_file is None for drawing in drawings)
    paths = [_RECORD] if is_record else list(request.paths) or ["."]
    return find_targets(named, paths, request.output, request.projects.session.host)


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
            graphs, remarks = _add_record(built, workflow, source_file.source.file)
            yield Drawing(source_file, graphs, source.diagnostics, remarks)
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
    source = request.projects.session.host.read(_find_record(request))
    return unpack_nodes(read_workflow(source), source)


def _find_record(request: DrawRequest) -> Path:
    path = Path(request.run)
    return path / _RECORD if request.projects.session.host.is_folder(path) else path


def _draw_record(request: DrawRequest, workflow: Mapping[str, Any], references: Sequence[Document]) -> Drawing:
    """Return the drawing of the workflow that the record of a run contains."""
    main, *others = _compile_record(request, workflow)
    built = build_graphs([main], [*references, *others], request.options, request.run)
    graphs, remarks = _add_record(built, workflow, request.run)
    return Drawing(None, graphs, (), remarks)


def _compile_record(request: DrawRequest, workflow: Mapping[str, Any]) -> list[Document]:
    """Return the manifests of a record, which has no places of them. Raises InvalidInputError for invalid ones."""
    text = "\n---\n".join(map(_write_json, extract_manifests(workflow)))
    source_file = SourceFile(SourceText(request.run, text), Path(Path(request.run).name), Path())
    try:
        source = read_source(source_file, request.projects.options_around(Path()), request.projects.session)
    except InvalidInputError as error:
        place = SourcePlace(request.run)
        raise InvalidInputError(each._replace(place=place) for each in error.diagnostics) from error
    return [Document(document.data, Origins(place=Place(request.run, 1))) for document in source.documents]


def _write_json(manifest: Mapping[str, Any]) -> str:
    """Return a manifest as JSON that is YAML, too, which has no pairs of escapes for characters such as emoji."""
    return _UNPRINTABLE.sub(_escape, json.dumps(manifest, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    """Return the escape of a character; half of a pair is invalid, and replaced as Go does."""
    return "\\ufffd" if "\ud800" <= found[0] <= "\udfff" else f"\\u{ord(found[0]):04x}"


def _add_record(
    built: Sequence[BuiltGraph], workflow: Mapping[str, Any] | None, file: str
) -> tuple[list[Graph], list[str]]:
    """Return graphs with the phases of a run, and remarks. Raises InvalidInputError if it is not a run of them."""
    remarks = list(_list_remarks(built))
    if workflow is None:
        return [each.graph for each in built], remarks
    added = [add_run(each, workflow) for each in built]
    runs = [each for each in added if each is not None]
    name = find_name(workflow)
    if not runs:
        message, hint = f"the run '{name}' has no node of a workflow in '{file}'", "omit PATH to draw the recorded one"
        raise InvalidInputError([Diagnostic("changed-manifest", message, SourcePlace(file), hint)])
    missing = min(each.missing for each in runs)
    if missing:
        remarks.append(
            f"nodes of the run '{name}' that are not in '{file}': {missing}; omit PATH to draw the recorded one"
        )
    return [run.graph if run else each.graph for run, each in zip(added, built, strict=True)], remarks


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
