"""Derive the permissions of the workflows in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.engine.projects import Projects
from argogen.permissions.grants import Subject
from argogen.permissions.objects import write_objects
from argogen.permissions.requirements import IN_OTHER_FILE, find_requirements
from argogen.records import EMPTY
from argogen.runner.model.library import Library, read_library
from argogen.testing.rendering import References, Renderer
from argogen.testing.structure.graph import build_graph

_NAMESPACE = "argo"
_KINDS = ("Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate")


def derive(projects: Projects, path: Path, refs: Sequence[str], namespace: str) -> str:
    """Return the objects for the workflows of a pipeline or manifest, as YAML.

    `refs` are files and directories of WorkflowTemplates. `namespace` is that of the workflows, "" for the one in their
    metadata. Raises InvalidInputError for errors of the file, and if it contains no workflow.
    """
    renderer = Renderer(projects, in_process=True)
    (job,) = renderer.list_jobs(path, [None], "")
    manifest = renderer.find(job)
    if manifest.diagnostics:
        raise InvalidInputError(manifest.diagnostics)
    others = References(renderer, projects).read(path, None, refs, job)
    library = read_library((*others.documents, *manifest.documents))
    texts = [_derive(document, library, namespace) for document in _list_workflows(manifest.documents)]
    if not texts:
        message, hint = f"no workflow in '{path}'", "pass a pipeline or an Argo manifest"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, Place(str(path)), hint)])
    return "---\n".join(texts)


def _list_workflows(documents: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the workflows; templates only where nothing else is in the file."""
    found = [each for each in documents if isinstance(each, Mapping) and each.get("kind") in _KINDS]
    started = [each for each in found if not str(each["kind"]).endswith("Template")]
    yield from started or found


def _derive(document: Mapping[str, Any], library: Library, namespace: str) -> str:
    metadata = document.get("metadata") or EMPTY
    name = str(metadata.get("name") or metadata.get("generateName") or "workflow").rstrip("-")
    spec, missing = _find_spec(document, library)
    required = find_requirements(spec, build_graph(name, spec, library))
    subject = Subject(name, namespace or str(metadata.get("namespace") or _NAMESPACE))
    return write_objects(required._replace(unknown=(*missing, *required.unknown)), subject)


def _find_spec(document: Mapping[str, Any], library: Library) -> tuple[Mapping[str, Any], Sequence[str]]:
    """Return the spec of a workflow, with that of the WorkflowTemplate that it runs; if that is unknown, why."""
    spec: Mapping[str, Any] = document.get("spec") or EMPTY
    spec = spec.get("workflowSpec") or spec if document["kind"] == "CronWorkflow" else spec
    reference = spec.get("workflowTemplateRef")
    if not reference:
        return spec, ()
    known = library.cluster_workflow_templates if reference.get("clusterScope") else library.workflow_templates
    found = known.get(str(reference.get("name")))
    if found is None:
        return spec, (f"the workflow template '{reference.get('name')}' is {IN_OTHER_FILE}",)
    return {**found.spec, **spec}, ()
