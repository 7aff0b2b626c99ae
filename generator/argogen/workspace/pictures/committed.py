"""Compare the pictures beside the manifests of projects with the current graphs of their pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from argogen.drawing.formats import FORMATS
from argogen.engine.results import Generated
from argogen.engine.session import EngineSession
from argogen.graph.model import Graph, Place
from argogen.graph.options import DEEPEST, GraphOptions
from argogen.graph.reading import build_graphs
from argogen.graph.sources import read_source
from argogen.host import Host
from argogen.paths import find_relative_path
from argogen.workspace.comparison import ComparedManifest, ManifestState, compare_one
from argogen.workspace.freshness import Freshness
from argogen.workspace.jobs import RenderJob


def compare_pictures(jobs: Sequence[RenderJob], session: EngineSession) -> list[ComparedManifest]:
    """Return the state of each picture; pipelines are drawn only if the stamp is not up to date.

    Sources without a workflow have no picture. Raises InvalidInputError.
    """
    freshness = Freshness(session.host)
    compared = []
    for job in jobs:
        if freshness.is_fresh(job):
            compared.append(ComparedManifest(job, ManifestState.UP_TO_DATE))
        elif (drawn := _draw(job, session)) is not None:
            compared.append(compare_one(job, drawn, freshness))
    return compared


def _draw(job: RenderJob, session: EngineSession) -> Generated | None:
    """Return the picture of a source, None if it has no workflow. Its diagnostics are those of its manifest."""
    settings = job.picture or {}
    source = read_source(job.source_file, job.options, session)
    if not any(document.has_workflow for document in source.documents):
        return None
    options = GraphOptions(depth=settings.get("depth", DEEPEST), collapse=tuple(settings.get("collapse", ())))
    built = build_graphs(source.documents, (), options, job.source_file.source.file, allows_unknown=True)
    graphs = [_relocate(each.graph, job.manifest.path.parent, session.host) for each in built]
    sources = {job.pipeline_path: job.source_file.source.text}
    return Generated(FORMATS[settings["format"]].write(graphs, sources), (), source.inputs)


def _relocate(graph: Graph, folder: Path, host: Host) -> Graph:
    """Return a graph with places relative to the directory of its picture, as they depend on the working directory."""
    known: dict[str, str] = {}

    def move(place: Place | None) -> Place | None:
        if place is None:
            return None
        if place.file not in known:
            known[place.file] = find_relative_path(host.resolve(place.file), folder)
        return Place(known[place.file], place.line)

    elements: Any = tuple(element._replace(place=move(element.place)) for element in graph.elements)
    return graph._replace(elements=elements, place=move(graph.place))
