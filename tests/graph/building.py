"""Build graphs from manifests, pipelines and examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

from argogen.engine.options import CompileOptions
from argogen.engine.source_file import SourceFile
from argogen.graph.build import BuiltGraph
from argogen.graph.model import EdgeKind, Graph
from argogen.graph.options import GraphOptions
from argogen.graph.reading import build_graphs
from argogen.graph.sources import read_source
from tests.compiling import make_source, open_session
from tests.examples.gallery import EXAMPLES, find_options

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{name: w}}\nspec:\n"


def write_manifest(spec: str, kind: str = "Workflow") -> str:
    """Return a manifest `w` with a spec in YAML; the templates `pod` and `out` run a container."""
    own = dedent(spec).strip("\n")
    templates = (
        "- {name: pod, container: {image: x, command: [x]}}\n"
        "- name: out\n"
        "  inputs: {parameters: [{name: a, default: '1'}]}\n"
        "  outputs: {parameters: [{name: o, valueFrom: {path: /o}}], artifacts: [{name: f, path: /f}]}\n"
        "  container: {image: x, command: [x]}\n"
    )
    lines = f"{own}\n{templates}".splitlines()
    return HEAD.format(kind=kind) + "".join(f"  {line}\n" for line in lines)


def build_source(
    source_file: SourceFile, options: CompileOptions | None = None, shown: GraphOptions | None = None,
    references: Sequence[SourceFile] = (),
) -> list[BuiltGraph]:  # fmt: skip
    session = open_session()
    used = options or CompileOptions()
    source = read_source(source_file, used, session)
    others = [document for each in references for document in read_source(each, used, session).documents]
    return build_graphs(source.documents, others, shown or GraphOptions(), source_file.source.file)


def build(text: str, shown: GraphOptions | None = None, references: Sequence[str] = ()) -> Graph:
    """Return the graph of the only workflow in a source."""
    others = [make_source(each, f"other-{number}.yaml") for number, each in enumerate(references)]
    (built,) = build_source(make_source(text), shown=shown, references=others)
    return built.graph


def build_spec(spec: str, shown: GraphOptions | None = None) -> Graph:
    """Return the graph of a manifest with a spec, and the templates of `write_manifest`."""
    return build(write_manifest(spec), shown)


def build_example(name: str) -> list[BuiltGraph]:
    """Return the graphs of an example; places in it do not depend on the working directory."""
    given = EXAMPLES[name]
    source = given.source._replace(file=f"examples/{given.relative.as_posix()}")
    return build_source(given._replace(source=source), find_options(given))


def build_file(path: Path) -> list[BuiltGraph]:
    """Return the graphs of a manifest."""
    text = path.read_text("utf-8")
    return build_source(make_source(text, path.name, path.parent))


def show_edges(graph: Graph, *kinds: EdgeKind) -> list[str]:
    """Return edges of some kinds in a short form, or of all kinds."""
    return [
        f"{edge.source} -> {edge.target}{f' ({edge.condition})' if edge.condition else ''}"
        for edge in graph.edges
        if not kinds or edge.kind in kinds
    ]


def show_flows(graph: Graph) -> dict[str, set[str]]:
    """Return the values that pass, by the edge."""
    found: dict[str, set[str]] = {}
    for edge in graph.edges:
        for flow in edge.flows:
            found.setdefault(f"{edge.source} -> {edge.target}", set()).add(f"{flow.output} -> {flow.target}")
    return found


def by_id(graph: Graph) -> Mapping[str, Any]:
    """Return the elements by id."""
    return graph.by_id
