"""Derive the permissions of the workflows in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.dialects.recognition import find_manifests
from argogen.engine.projects import Projects
from argogen.permissions.definitions import CUSTOM_RESOURCE_DEFINITION, Definitions, read_definitions
from argogen.permissions.grants import Subject
from argogen.permissions.model import Requirements, join
from argogen.permissions.objects import write_notes, write_objects
from argogen.permissions.requirements import IN_OTHER_FILE, find_requirements
from argogen.project.source_names import refuse_other_file
from argogen.records import EMPTY
from argogen.runner.model.library import Library, read_library
from argogen.runner.model.merging import merge
from argogen.testing.rendering import References, Renderer
from argogen.testing.structure.graph import build_graph

_NAMESPACE = "argo"
_KINDS_OF_REFS = ("WorkflowTemplate", "ClusterWorkflowTemplate", CUSTOM_RESOURCE_DEFINITION)
_KINDS = ("Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate")


def derive(projects: Projects, path: Path, refs: Sequence[str], namespace: str) -> str:
    """Return the objects for the workflows of a pipeline or manifest, as YAML.

    `refs` are files and directories of WorkflowTemplates and CustomResourceDefinitions. `namespace` is that of the
    workflows, "" for the one in their metadata. Raises InvalidInputError for errors of the file, and if it contains no
    workflow.
    """
    refuse_other_file(str(path))
    renderer = Renderer(projects, in_process=True)
    (job,) = renderer.list_jobs(path, [None], "")
    manifest = renderer.find(job)
    if manifest.diagnostics:
        raise InvalidInputError(manifest.diagnostics)
    others = References(renderer, projects, _KINDS_OF_REFS).read(path, None, refs, job)
    definitions = read_definitions((*manifest.documents, *others.documents))
    manifests = list(_list_manifests(manifest.documents))
    library = read_library((*_list_manifests(others.documents), *manifests))
    found: dict[Subject, list[Requirements]] = {}
    for document in _list_workflows(manifests):
        subject = _find_subject(document, namespace)
        found.setdefault(subject, []).append(_require(document, library, subject, definitions))
    if not found:
        message, hint = f"no workflow in '{path}'", "pass a pipeline or an Argo manifest"
        raise InvalidInputError([Diagnostic("not-a-manifest", message, Place(str(path)), hint)])
    return _write(found, job.environment or "")


def _write(found: Mapping[Subject, Sequence[Requirements]], environment: str) -> str:
    """Return the objects of all workflows; those of one name share roles, and workflows share accounts."""
    texts: dict[str, str] = {}
    for subject, members in found.items():
        required = join(members)
        notes = write_notes(required, subject, environment)
        for text in write_objects(required, subject):
            if text not in texts:
                texts[text], notes = notes, ""
        if notes:
            texts[notes] = ""
    return "---\n".join(notes + text for text, notes in texts.items())


def _list_manifests(documents: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the Argo manifests among documents, and in lists as printed by kubectl."""
    for document in documents:
        yield from (document["items"][path[1]] if path else document for path in find_manifests(document))


def _list_workflows(manifests: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the workflows; templates only where nothing else is in the file."""
    found = [each for each in manifests if each.get("kind") in _KINDS]
    started = [each for each in found if not str(each["kind"]).endswith("Template")]
    yield from started or found


def _find_subject(document: Mapping[str, Any], namespace: str) -> Subject:
    metadata = document.get("metadata") or EMPTY
    name = str(metadata.get("name") or metadata.get("generateName") or "workflow").rstrip("-")
    return Subject(name, namespace or str(metadata.get("namespace") or _NAMESPACE))


def _require(document: Mapping[str, Any], library: Library, subject: Subject, definitions: Definitions) -> Requirements:
    spec, missing = _find_spec(document, library)
    if missing:
        return Requirements((), unknown=missing)
    return find_requirements(spec, build_graph(subject.workflow, spec, library), subject.namespace, definitions)


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
    return merge(found.spec, spec), ()
