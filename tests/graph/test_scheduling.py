"""The edges of a graph are those of the scheduler: the order in which nodes run, and the outputs that pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from argogen.graph.build import BuiltGraph, build_graph
from argogen.graph.locations import Location, Locator
from argogen.graph.model import EdgeKind, Group, Place
from argogen.graph.options import GraphOptions
from argogen.graph.origins import Origins
from argogen.graph.workflows import Document, read_workflow
from argogen.runner.execution import SECOND, Job, Outcome
from argogen.runner.model.library import read_library
from argogen.runner.run import NodeRecord, Run
from argogen.runner.schedule import schedule
from argogen.runner.submission import Options, find_workflow
from argogen.runner.virtual import VirtualExecutor
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText
from tests.examples.gallery import EXAMPLES, LIBRARIES, render_example
from tests.runner.conformance import Answers, find_document, read_case

from .observing import Observed, observe

_ENDED = ("Succeeded", "Failed", "Error", "Skipped", "Omitted")
OBJECTS = (
    {
        "kind": "ConfigMap",
        "metadata": {"name": "greetings", "labels": {"workflows.argoproj.io/configmap-type": "Parameter"}},
        "data": {"morning": "hello"},
    },
)
_GROUPS = ("StepGroup", "TaskGroup", "Retry")


class Case(NamedTuple):
    """A manifest and its run, with the substitutions of the scheduler."""

    built: BuiltGraph
    run: Run
    observed: Observed


def read_example(name: str) -> list[Any]:
    """Return the documents of the manifest of an example."""
    return [each.data for each in read_documents(SourceText("w.yaml", render_example(name).text), KUBERNETES)]


def run_manifest(
    documents: Sequence[Any], document: Mapping[str, Any], answer: Any, monkeypatch: pytest.MonkeyPatch,
    parameters: Mapping[str, str],
) -> Case:  # fmt: skip
    library = read_library(documents)
    origins = Origins(place=Place("w.yaml", 1))
    workflow = read_workflow(Document(document, origins), library, Place("w.yaml", 1))
    built = build_graph(workflow, library, {}, GraphOptions())
    observed = observe(monkeypatch)
    run = schedule(document, library, VirtualExecutor(answer), Options(parameters=parameters))
    return Case(built, run, observed)


def answer_any(job: Job) -> Outcome | None:
    """Succeed, with different outputs for all jobs; a result is a list, which loops accept."""
    if job.kind == "suspend" or job.template.get("daemon"):
        return None if job.template.get("daemon") else Outcome(duration=SECOND)
    outputs = (job.template.get("outputs") or {}).get("parameters") or ()
    artifacts = (job.template.get("outputs") or {}).get("artifacts") or ()
    values = {each["name"]: f'["{job.path}"]' for each in outputs if "valueFrom" in each}
    result = f'["{job.path}"]' if job.captures_result else None
    located = {each["name"]: {"s3": {"key": job.path}} for each in artifacts}
    return Outcome("Succeeded", "", "0", values, result, located, {}, SECOND)


def locate_nodes(case: Case) -> Iterator[tuple[str, NodeRecord]]:
    yield from ((location.element, node) for location, node in trace_nodes(case))


def trace_nodes(case: Case) -> Iterator[tuple[Location, NodeRecord]]:
    locator = Locator(case.built.graph, case.built.aliases)
    for node in case.run.nodes:
        yield locator.trace(node.path), node


def find_early_nodes(case: Case) -> list[str]:
    """Return the nodes that started before a node of a predecessor in the same execution of their template ended."""
    nodes: dict[tuple[str, str], list[NodeRecord]] = {}
    for element, node in locate_nodes(case):
        if node.type not in _GROUPS and not node.is_daemoned and not node.handler:
            nodes.setdefault((node.boundary_id, element), []).append(node)
    starts = {key: min(node.started_at for node in found) for key, found in nodes.items()}
    ends = {
        key: max(node.finished_at for node in found)
        for key, found in nodes.items()
        if all(node.phase in _ENDED for node in found)
    }
    boundaries = {boundary for boundary, _ in nodes}
    return [
        f"{target} starts before {source} ends"
        for edge in case.built.graph.edges
        if edge.kind in (EdgeKind.ORDER, EdgeKind.NEEDS)
        for source in expand(case.built, edge.source)
        for target in expand(case.built, edge.target)
        for boundary in boundaries
        if starts.get((boundary, target), ends.get((boundary, source), 0)) < ends.get((boundary, source), 0)
    ]


def expand(built: BuiltGraph, element: str) -> list[str]:
    """Return an element, or the steps of a group that run side by side."""
    found = built.graph.by_id[element]
    is_parallel = isinstance(found, Group) and not found.definition
    return [each.id for each in built.graph.members[element]] if is_parallel else [element]


def list_values(case: Case) -> set[tuple[str, str, str, str]]:
    """Return the values that pass in the graph: source, output, element and field."""
    return {
        (edge.source, flow.output, edge.target, flow.target)
        for edge in case.built.graph.edges
        if edge.kind in (EdgeKind.DATA, EdgeKind.ARTIFACT)
        for flow in edge.flows
    }


def list_substitutions(case: Case) -> Iterator[tuple[str, str, str, str]]:
    """Yield the substitutions of the scheduler in the same form."""
    for each in case.observed.substitutions:
        source, target = find_pair(case, each.holder, each.source, each.consumer)
        if source and target and source != target:
            yield source, each.output, target, each.target


def find_pair(case: Case, holder: str, source: str, consumer: str) -> tuple[str, str]:
    """Return the elements of two steps or tasks of a template that runs as a node."""
    locator = Locator(case.built.graph, case.built.aliases)
    path = holder.removeprefix(case.run.name)
    return locator.locate(f"{path}.{source}"), locator.locate(f"{path}.{consumer}")


def find_missing_values(case: Case) -> list[str]:
    """Return the substitutions of the scheduler without an edge."""
    values = list_values(case)
    fields = {(source, output, target) for source, output, target, _ in values}
    wholes = {(source, target) for source, output, target in fields if not output}
    missing = []
    for source, output, target, field in list_substitutions(case):
        known = (source, output, target, field) in values if field else (source, output, target) in fields
        aggregated = (source, output.partition(".")[0], target) in fields or (source, target) in wholes
        if not known and not aggregated:
            missing.append(f"{source}.{output} is substituted in {target} {field}")
    return missing


def find_invented_values(case: Case) -> list[str]:
    """Return the edges of values that the scheduler had, and did not substitute, of calls without expressions."""
    substituted = {(source, output, target) for source, output, target, _ in list_substitutions(case)}
    exact: set[tuple[str, str, str]] = set()
    for (holder, consumer), names in case.observed.available.items():
        if (holder, consumer) in case.observed.with_expressions:
            continue
        for name, output in names:
            source, target = find_pair(case, holder, name, consumer)
            exact.add((source, output, target))
    edges = {(source, output, target) for source, output, target, _ in list_values(case)}
    return [" ".join(each) for each in sorted((edges & exact) - substituted)]


def check(case: Case) -> list[str]:
    return [*find_early_nodes(case), *find_missing_values(case), *find_invented_values(case)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = read_example(name)
    document = find_workflow(documents)
    assert document is not None
    others = [data for library in [LIBRARIES.get(name)] if library for data in read_example(library)]
    case = run_manifest([*documents, *others, *OBJECTS], document, answer_any, monkeypatch, {})
    assert case.run.nodes or name == "workflow-template"  # which has no entrypoint
    assert check(case) == []


def test_conformance_manifests(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problems: dict[str, list[str]] = {}
    edges = substitutions = 0
    for manifest in sorted((shared / "conformance").glob("*/manifest.yaml")):
        case = read_case(manifest.parent)
        parameters = {key: str(value) for key, value in (case.options.get("parameters") or {}).items()}
        with monkeypatch.context() as patched:
            done = run_manifest(case.documents, find_document(case), Answers(case), patched, parameters)
        if found := check(done):
            problems[case.name] = found
        edges += len(done.built.graph.edges)
        substitutions += len(done.observed.substitutions)
    assert problems == {}
    assert edges > 200
    assert substitutions > 100


def test_all_nodes_of_the_conformance_manifests_are_in_the_graphs(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing: dict[str, list[str]] = {}
    for manifest in sorted((shared / "conformance").glob("*/manifest.yaml")):
        case = read_case(manifest.parent)
        parameters = {key: str(value) for key, value in (case.options.get("parameters") or {}).items()}
        with monkeypatch.context() as patched:
            done = run_manifest(case.documents, find_document(case), Answers(case), patched, parameters)
        lost = [
            f"{node.type} {node.path}"
            for location, node in trace_nodes(done)
            if not location.element and not location.is_hidden and node.type != "StepGroup"
        ]
        if lost:
            missing[case.name] = lost
    assert missing == {}


def test_reports_wrong_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = read_example("diamond")
    case = run_manifest(documents, documents[0], answer_any, monkeypatch, {})
    graph = case.built.graph
    reversed_edges = [edge._replace(source=edge.target, target=edge.source) for edge in graph.edges]
    wrong = case._replace(built=BuiltGraph(graph._replace(edges=tuple(reversed_edges))))
    assert "main/measure starts before main/area ends" in find_early_nodes(wrong)
    assert any("is substituted in main/area" in each for each in find_missing_values(wrong))
    assert find_invented_values(case) == []
