"""Resolve the paths of test files against the steps of a workflow."""

from __future__ import annotations

from argogen.records import Record
from argogen.suggestions import NameIndex, find_same, list_known, suggest
from argogen.testing.structure.graph import Call, CallGraph, Template
from argogen.testing.structure.step_paths import ANY, Segment, StepPath


class UnknownStepError(ValueError):
    """A path without a step; the message names the unknown part, and `hint` is a suggestion."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class ResolvedPath(Record):
    """A path with the names of the manifest, and the templates of its steps.

    `is_complete` if all of the templates are known.
    """

    step: StepPath
    templates: tuple[Template, ...]
    is_complete: bool


def resolve(path: StepPath, graph: CallGraph) -> ResolvedPath:
    """Return the steps of a path. Raises UnknownStepError."""
    path = _name_as_in_manifest(path, graph)
    first, *rest = path.segments
    calls = _enter_loops(_start(path, first, graph), graph)
    if not calls:
        raise _report(path, first, _list_first(path, graph))
    for segment in rest:
        outer, is_open = calls, any(call.target is None for call in calls)
        calls = _enter_loops([each for call in outer for each in _find_inner(call, segment, graph)], graph)
        if not calls and is_open:
            return ResolvedPath(path, (), False)
        if not calls:
            inner = dict.fromkeys(each.name for call in outer for each in _list_inner(call, graph))
            raise _report(path, segment, tuple(inner))
    found = dict.fromkeys(graph.find(call) for call in calls)
    return ResolvedPath(path, tuple(filter(None, found)), None not in found)


def _list_first(path: StepPath, graph: CallGraph) -> tuple[str, ...] | NameIndex:
    """Return the names that a path may begin with."""
    entry = graph.templates.get(graph.entrypoint)
    return graph.name_index if entry is None or not path.is_anchored else (*entry.calls, *graph.handlers)


def _start(path: StepPath, first: Segment, graph: CallGraph) -> list[Call]:
    """Return the calls that the first segment may mean; the workflow itself is like a call of its entrypoint."""
    entry = Call(graph.name, graph.entrypoint, graph.entrypoint, handlers=graph.handlers)
    if path.is_anchored:
        return _find_inner(entry, first, graph)
    others = graph.calls if first.name == ANY else graph.find_calls(first.name)
    calls = [*([entry] if _is_named(entry, first, graph) else ()), *others]
    if calls:
        return calls
    # A component that no step uses is the entrypoint of other cases.
    unused = [template for template in graph.templates.values() if template.name == first.name]
    return [Call(first.name, template.key, template.key) for template in unused]


def _enter_loops(calls: list[Call], graph: CallGraph) -> list[Call]:
    """Return the calls, each followed by the one in the template around its loop, if there is one."""
    return [each for call in calls for each in (call, *(_list_inner(call, graph) if graph.is_wrapper(call) else ()))]


def _list_inner(call: Call, graph: CallGraph) -> list[Call]:
    template = graph.find(call)
    return [*(template.calls.values() if template is not None else ()), *call.handlers.values()]


def _find_inner(call: Call, segment: Segment, graph: CallGraph) -> list[Call]:
    """Return the calls in a call that a segment means."""
    if segment.name == ANY:
        return _list_inner(call, graph)
    handlers = (each for each in call.handlers.values() if _is_named(each, segment, graph))
    return [*graph.find_inner_calls(call, segment.name), *handlers]


def _is_named(call: Call, segment: Segment, graph: CallGraph) -> bool:
    template = graph.find(call)
    return segment.name in (ANY, call.name, template.name if template else ANY)


def _name_as_in_manifest(path: StepPath, graph: CallGraph) -> StepPath:
    """Return a path with the names of the manifest in place of those of a runnable pipeline, which may have spaces."""
    segments = tuple(
        segment._replace(name=find_same(segment.name, graph.names) or segment.name) if " " in segment.name else segment
        for segment in path.segments
    )
    return path._replace(segments=segments)


def _report(path: StepPath, segment: Segment, names: tuple[str, ...] | NameIndex) -> UnknownStepError:
    within = "" if len(path.segments) == 1 else f" in '{path.text}'"
    return UnknownStepError(f"unknown step '{segment.name}'{within}", suggest(segment.name, names, list_known(names)))
