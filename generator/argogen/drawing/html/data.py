"""The data of a page: geometry for its program, and the details of elements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.drawing.characters import clean
from argogen.drawing.html.geometry import describe_geometry
from argogen.drawing.html.snippets import Blocks
from argogen.drawing.labels import describe_attempts, describe_edge, describe_loop, describe_phase, read_tags
from argogen.drawing.scene.types import Scene
from argogen.drawing.timeline.rows import Timeline
from argogen.drawing.times import read_time, write_duration
from argogen.graph.model import Edge, EdgeKind, Execution, Graph, Group, GroupKind, Node, Value
from argogen.yaml.emitter.documents import dump

_MOST_EXECUTIONS = 100
_SOURCES = {
    EdgeKind.ORDER: "runs after", EdgeKind.NEEDS: "runs after", EdgeKind.CONTAINER: "runs after",
    EdgeKind.DATA: "gets values from", EdgeKind.ARTIFACT: "gets artifacts from",
    EdgeKind.HANDLER: "handler of", EdgeKind.HOOK: "hook of",
}  # fmt: skip


def write_data(scene: Scene, sources: Mapping[str, str], timeline: Timeline) -> str:
    """Return the data as JSON without characters that have a meaning in HTML."""
    numbers = {element.id: index for index, element in enumerate(scene.graph.elements)}
    blocks = Blocks(sources)
    data = {
        "elements": [_describe(scene, element, numbers) for element in scene.graph.elements],
        **describe_geometry(scene, numbers),
        "rows": [numbers[row.element.id] for row in timeline.rows],
        "details": list(_list_details(scene.graph, blocks)),
        "blocks": list(blocks.numbers),
        "templates": {key: dump(template) for key, template in scene.graph.templates.items()},
    }
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _describe(scene: Scene, element: Node | Group, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": element.id,
        "name": name_element(element),
        "kind": scene.cards[element.id].kind,
        "group": numbers.get(element.group, -1),
        "search": clean(" ".join(_list_words(element))).lower(),
    }


def name_element(element: Node | Group) -> str:
    """Return the name of an element; that of parallel steps describes them."""
    is_plain = isinstance(element, Group) and element.kind in (GroupKind.PARALLEL, GroupKind.HANDLERS)
    return (
        {"parallel": "parallel steps"}.get(element.kind.value, element.kind.value) if is_plain else clean(element.name)
    )


def _list_words(element: Node | Group) -> Iterator[str]:
    yield name_element(element)
    yield element.kind.value
    yield element.template
    yield element.phase
    if isinstance(element, Node):
        yield element.image


def _list_details(graph: Graph, blocks: Blocks) -> Iterator[dict[str, Any]]:
    incoming: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        incoming.setdefault(edge.target, []).append(edge)
    for element in graph.elements:
        yield _describe_details(graph, element, blocks, incoming.get(element.id, ()))


def _describe_details(graph: Graph, element: Node | Group, blocks: Blocks, incoming: Sequence[Edge]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "facts": [[name, text] for name, text in _list_facts(graph, element, incoming) if text]
    }
    if (block := blocks.number_at(element.place)) is not None:
        described["source"] = block
    if element.call:
        described["call"] = dump(element.call)
    if element.definition in graph.templates:
        described["template"] = element.definition
    if element.executions:
        described["executions"] = [_describe_execution(each) for each in element.executions[:_MOST_EXECUTIONS]]
    return described


def _describe_execution(execution: Execution) -> Sequence[str]:
    """Return the name of a node, its phase, the time of its start in UTC, its duration and its message."""
    start, end = read_time(execution.started_at), read_time(execution.finished_at)
    duration = "" if start is None or end is None else write_duration(max(end - start, 0))
    time = execution.started_at.replace("T", " ").removesuffix("Z")
    return clean(execution.name), execution.phase, time, duration, clean(execution.message)


def _list_facts(graph: Graph, element: Node | Group, incoming: Sequence[Edge]) -> Iterator[tuple[str, str]]:
    yield "place", f"{element.place.file}:{element.place.line}" if element.place else ""
    yield "template", element.template
    if isinstance(element, Node):
        yield "image", element.image
    yield "phase", describe_phase(element)
    yield "loop", describe_loop(element.loop) if element.loop else ""
    yield "condition", read_tags(element.when)
    yield "depends", element.depends
    yield "retries", describe_attempts(element.retry) if element.retry else ""
    yield "deadline", read_tags(element.deadline)
    yield "continues on", " and ".join(element.continues_on)
    yield from _list_values(element)
    for edge in incoming:
        if edge.kind in _SOURCES:
            name = name_element(graph.by_id[edge.source])
            lines = describe_edge(edge)
            yield _SOURCES[edge.kind], f"{name}: {', '.join(lines)}" if lines else name


def _list_values(element: Node | Group) -> Iterator[tuple[str, str]]:
    yield "arguments", _write_values(element.arguments)
    yield "input artifacts", _write_values(element.input_artifacts)
    yield "outputs", _write_values(element.outputs)
    yield "output artifacts", _write_values(element.output_artifacts)


def _write_values(values: Sequence[Value]) -> str:
    return "\n".join(f"{value.name} = {read_tags(value.value)}" if value.value else value.name for value in values)
