"""The steps and branches that no case runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from argogen.records import Record

if TYPE_CHECKING:
    from argogen.testing.simulation.running import CaseRun
    from argogen.testing.structure.graph import Call, CallGraph

_NEVER_RUNS, _NEVER_SKIPPED = "never runs", "always runs"


class Coverage(Record):
    """What the cases of a test file cover.

    A conditional step has two branches: it runs, and it does not. `gaps` are steps with what never happens to them.
    """

    steps: int = 0
    covered_steps: int = 0
    branches: int = 0
    covered_branches: int = 0
    gaps: tuple[str, ...] = ()

    @property
    def percent(self) -> float:
        """The covered part of all steps and branches; 100 without any."""
        total = self.steps + self.branches
        return 100 * (self.covered_steps + self.covered_branches) / total if total else 100.0


class CoverageRecorder:
    """Collects the steps that run in cases; the same step in several environments counts once."""

    def __init__(self) -> None:
        self._elements: dict[object, _Element] = {}

    def add_graph(self, graph: CallGraph) -> None:
        """Add the steps of a workflow."""
        for element in _list_elements(graph):
            self._elements.setdefault(element.key, element)

    def add_run(self, case_run: CaseRun, graph: CallGraph) -> None:
        """Add what happened in a run."""
        self._find(graph.entrypoint).has_run = True
        for step in case_run.steps:
            for key in _list_keys(step.location.call, graph):
                element = self._find(key)
                element.has_run |= step.has_run
                element.was_skipped |= not step.has_run

    def _find(self, key: object) -> _Element:
        return self._elements.get(key) or _Element(key, "")

    def summarize(self) -> Coverage:
        """Return the coverage."""
        elements = list(self._elements.values())
        conditional = [element for element in elements if element.is_conditional]
        gaps = [f"{element.label} {_NEVER_RUNS}" for element in elements if not element.has_run]
        gaps += [f"{element.label} {_NEVER_SKIPPED}" for element in conditional if not element.was_skipped]
        return Coverage(
            steps=len(elements),
            covered_steps=sum(element.has_run for element in elements),
            branches=2 * len(conditional),
            covered_branches=sum(element.has_run + element.was_skipped for element in conditional),
            gaps=tuple(gaps),
        )


class _Element:
    """A step, or a template that no step calls, and what happened to it so far."""

    def __init__(self, key: object, label: str, *, is_conditional: bool = False) -> None:
        self.key, self.label, self.is_conditional = key, label, is_conditional
        self.has_run = self.was_skipped = False


def _list_keys(call: Call | None, graph: CallGraph) -> Iterator[object]:
    """Yield the keys of the elements that a node stands for: a loop and the step in it are one."""
    if call is not None:
        yield call.key
        outer = graph.loops.get(call.holder)
        if outer is not None:
            yield outer.key


def _list_elements(graph: CallGraph) -> Iterator[_Element]:
    called = {call.target for call in graph.calls}
    for key, template in graph.templates.items():
        if key not in called and not template.calls:
            yield _Element(key, graph.name if key == graph.entrypoint else template.name)
    for call in graph.calls:
        if not (graph.is_wrapper(call) and not call.is_conditional):
            yield _Element(call.key, _label(call, graph), is_conditional=call.is_conditional)


def _label(call: Call, graph: CallGraph) -> str:
    around = graph.loops.get(call.holder)
    holder = around.holder if around is not None else call.holder
    owner = f"{call.owner}/" if call.owner else ""
    within = "" if holder[2] in ("", graph.entrypoint[2]) else f"{holder[2]}/"
    return f"{within}{owner}{call.name}"
