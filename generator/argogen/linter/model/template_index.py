"""Index a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from argogen.context import Artifact, Output, Parameter, Template
from argogen.linter.model.cycles import Reachability
from argogen.linter.model.nodes import CallSite, calls_of, list_needs
from argogen.records import cached_property
from argogen.suggestions import NameIndex


class TemplateIndex:
    """The inputs, outputs and calls of a template by name, indexed on first use."""

    def __init__(self, template: Template) -> None:
        self._template = template

    @cached_property
    def inputs(self) -> Mapping[str, Parameter]:
        """Its input parameters."""
        return {parameter.name: parameter for parameter in self._template.inputs}

    @cached_property
    def input_names(self) -> NameIndex:
        """The names of its input parameters."""
        return NameIndex(self.inputs)

    @cached_property
    def outputs(self) -> Mapping[str, Output]:
        """Its output parameters."""
        return {output.name: output for output in self._template.outputs}

    @cached_property
    def output_names(self) -> NameIndex:
        """The names of its output parameters."""
        return NameIndex(self.outputs)

    @cached_property
    def artifact_names(self) -> NameIndex:
        """The names of its output artifacts."""
        return NameIndex(self.output_artifacts)

    @cached_property
    def defaulted(self) -> frozenset[str | None]:
        """The references of output parameters with a default."""
        return frozenset(output.parameter for output in self._template.outputs if output.default is not None)

    @cached_property
    def output_artifacts(self) -> Mapping[str, Artifact]:
        """Its output artifacts."""
        return {artifact.name: artifact for artifact in self._template.output_artifacts}

    @cached_property
    def calls(self) -> Mapping[str, CallSite]:
        """Its steps or tasks."""
        return {site.call.name: site for site in calls_of(self._template)}

    @cached_property
    def needs(self) -> Mapping[str, Sequence[str]]:
        """The direct dependencies of each task."""
        return {name: tuple(list_needs(site.call)) for name, site in self.calls.items()}

    def waits_for(self, task: str, other: str) -> bool:
        """Whether a task depends on another, directly or through others."""
        return other in self.needs[task] or self._ancestors.contains(task, other)

    @cached_property
    def _ancestors(self) -> Reachability:
        """The dependencies of each task, direct and transitive."""
        return Reachability(self.needs)
