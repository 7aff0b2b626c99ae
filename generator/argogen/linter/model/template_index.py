"""Indices over one template."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from argogen.context import Artifact, Output, Parameter, Template
from argogen.linter.model.nodes import CallSite, calls_of, list_needs


class TemplateIndex:
    """The parts of a template by their names, each looked up once."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._ancestors: dict[str, frozenset[str]] = {}

    @functools.cached_property
    def inputs(self) -> Mapping[str, Parameter]:
        """Its input parameters."""
        return {parameter.name: parameter for parameter in self._template.inputs}

    @functools.cached_property
    def outputs(self) -> Mapping[str, Output]:
        """Its output parameters."""
        return {output.name: output for output in self._template.outputs}

    @functools.cached_property
    def output_artifacts(self) -> Mapping[str, Artifact]:
        """Its output artifacts."""
        return {artifact.name: artifact for artifact in self._template.output_artifacts}

    @functools.cached_property
    def calls(self) -> Mapping[str, CallSite]:
        """Its steps or tasks."""
        return {site.call.name: site for site in calls_of(self._template)}

    @functools.cached_property
    def needs(self) -> Mapping[str, Sequence[str]]:
        """What each task names in its `dependencies` or `depends`."""
        return {name: tuple(list_needs(site.call)) for name, site in self.calls.items()}

    def waits_for(self, task: str, other: str) -> bool:
        """Whether a task only starts when another one has ended."""
        return other in self.needs[task] or other in self._find_ancestors(task)

    def _find_ancestors(self, task: str) -> frozenset[str]:
        """Return the tasks that a task needs, directly or through others."""
        if task not in self._ancestors:
            found: set[str] = set()
            waiting = list(self.needs[task])
            while waiting:
                need = waiting.pop()
                if need not in found:
                    found.add(need)
                    waiting.extend(self.needs.get(need, ()))
            self._ancestors[task] = frozenset(found)
        return self._ancestors[task]
