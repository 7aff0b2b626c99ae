"""The workflow of a document: its name, its spec, and the places of its templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.diagnostics import Place as SourcePlace
from argogen.graph.details import read_parameters
from argogen.graph.model import Place, Value
from argogen.graph.origins import Origins
from argogen.records import EMPTY, Record
from argogen.runner.execution import SECOND
from argogen.runner.model.library import Library
from argogen.runner.submission import Options, SubmissionError, submit

KINDS = ("Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "WorkflowEventBinding")
"""The kinds of objects that have a graph."""

_SCOPES = {"WorkflowTemplate": "namespaced", "ClusterWorkflowTemplate": "cluster"}
BaseKey = tuple[str, str]
"""The scope and the name of a workflow template."""


class Document(Record):
    """An object of a manifest with the origins of its templates; `name` is that of the pipeline or object."""

    data: Mapping[str, Any]
    origins: Origins

    @property
    def kind(self) -> str:
        """The kind of the object."""
        return str(self.data.get("kind"))

    @property
    def name(self) -> str:
        """The name of the pipeline or object."""
        metadata = self.data.get("metadata") or EMPTY
        found = self.origins.name or metadata.get("name") or str(metadata.get("generateName") or "").rstrip("-")
        return str(found or self.kind)

    @property
    def key(self) -> BaseKey | None:
        """The key of a workflow template, None for other objects."""
        scope, name = _SCOPES.get(self.kind), (self.data.get("metadata") or EMPTY).get("name")
        return (scope, str(name)) if scope and name else None

    @property
    def has_workflow(self) -> bool:
        """Whether the object has a graph."""
        return self.data.get("kind") in KINDS


class Workflow(Record):
    """The workflow that an object starts.

    `spec` has the templates of the workflow template that it refers to, whose key is `base`. `reference` is a workflow
    template that is not known.
    """

    document: Document
    spec: dict[str, Any]
    base: BaseKey | None = None
    reference: str = ""

    @property
    def parameters(self) -> tuple[Value, ...]:
        """The parameters of the workflow."""
        return read_parameters(self.spec.get("arguments"))

    @property
    def schedules(self) -> tuple[str, ...]:
        """The schedules of a CronWorkflow."""
        if self.document.kind != "CronWorkflow":
            return ()
        spec = self.document.data.get("spec") or EMPTY
        given: Sequence[Any] = spec.get("schedules") or ([spec["schedule"]] if spec.get("schedule") else ())
        return tuple(map(str, given))

    def list_roots(self) -> Sequence[str]:
        """Return the entrypoint, or without one the templates that no other one calls."""
        if self.spec.get("entrypoint"):
            return (str(self.spec["entrypoint"]),)
        templates = [template for template in self.spec.get("templates") or () if isinstance(template, Mapping)]
        names = [str(template.get("name")) for template in templates]
        called = {name for template in templates for name in _list_called(template)}
        return [name for name in names if name not in called] or names[:1]


def _list_called(value: Any) -> set[str]:
    """Return the names of the templates that steps, tasks and hooks in a template call."""
    found: set[str] = set()
    pending = [value.get("steps"), value.get("dag")]
    while pending:
        current = pending.pop()
        if isinstance(current, list):
            pending.extend(current)
        elif isinstance(current, Mapping):
            found |= {current[key] for key in ("template", "onExit") if isinstance(current.get(key), str)}
            pending.extend(each for key, each in current.items() if key not in ("arguments", "templateRef"))
    return found


def read_workflow(document: Document, library: Library, place: Place) -> Workflow:
    """Return the workflow of a document. Raises InvalidInputError for an object of another structure."""
    data = document.data
    if document.kind == "WorkflowEventBinding":
        data = _start_by_event(data)
    try:
        spec = dict(submit(data, library, Options(name=document.name), SECOND).spec)
    except SubmissionError as error:
        reference = _find_reference(data)
        if not reference or "not found" not in str(error):
            message = f"Argo refuses the workflow: {error}"
            raise InvalidInputError(
                [Diagnostic("invalid-value", message, SourcePlace(place.file, place.line))]
            ) from error
        return Workflow(document, _spec_of(data), None, str(reference.get("name")))
    reference = spec.get("workflowTemplateRef") or EMPTY
    if not reference:
        return Workflow(document, spec)
    scope = "cluster" if reference.get("clusterScope") else "namespaced"
    return Workflow(document, spec, (scope, str(reference.get("name"))))


def _start_by_event(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the workflow that an event starts."""
    submission = (data.get("spec") or EMPTY).get("submit") or EMPTY
    given = {"workflowTemplateRef": submission.get("workflowTemplateRef"), "arguments": submission.get("arguments")}
    spec = {key: value for key, value in given.items() if value}
    return {"kind": "Workflow", "metadata": data.get("metadata") or {}, "spec": spec}


def _find_reference(data: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _spec_of(data).get("workflowTemplateRef") or EMPTY
    return found


def _spec_of(data: Mapping[str, Any]) -> dict[str, Any]:
    spec = data.get("spec") or EMPTY
    return dict(spec.get("workflowSpec") or spec)
