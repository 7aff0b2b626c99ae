"""Check the documents of a file, with their kinds and requirements (Kubeflow Pipelines, apiserver/template).

Kubeflow reads the first document of an uploaded file, which must be a Workflow, and validates it without access to the
templates of a cluster.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from argogen.context import Call, TemplateRef, Workflow
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.yaml.kubernetes import KUBERNETES
from argogen.yaml.read import read_documents
from argogen.yaml.text import SourceText

_WORKFLOW = "Workflow"
_ACCOUNT = "pipeline-runner"
_CRON = "render a Workflow, and create a recurring run in Kubeflow Pipelines"
_TEMPLATE = "render a Workflow"
_LIST = "write this object as the document of a file"
_HINTS = {"CronWorkflow": _CRON, "WorkflowTemplate": _TEMPLATE, "ClusterWorkflowTemplate": _TEMPLATE}


def check_kind(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report objects other than Workflows, and those in a List."""
    workflow = subject.workflow
    if subject.document is not None and "List" in _list_kinds(subject.document.source):
        message = "Kubeflow Pipelines does not accept the kind List"
        yield RuleDiagnostic("kubeflow-kind", message, workflow.origin, _LIST, "kind", key=True)
    elif workflow.kind != _WORKFLOW:
        message = f"Kubeflow Pipelines does not accept the kind {workflow.kind}"
        hint = _HINTS.get(workflow.kind, "keep it in a file that is applied with kubectl")
        yield RuleDiagnostic("kubeflow-kind", message, workflow.origin, hint, "kind")


def check_documents(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report each Argo object in a file of several documents."""
    number = len(_list_kinds(subject.document.source)) if subject.document is not None else 1
    if number > 1:
        message = f"one of {number} documents in a file: Kubeflow Pipelines reads only the first one"
        hint = "move each document to a separate file"
        yield RuleDiagnostic("kubeflow-documents", message, subject.workflow.origin, hint, "kind", key=True)


@functools.lru_cache(maxsize=8)
def _list_kinds(source: SourceText) -> Sequence[str]:
    """Return the kind of each document with content; the objects of a file are checked one after another."""
    contents = (document.data for document in read_documents(source, KUBERNETES))
    return [str(data.get("kind")) if isinstance(data, dict) else "" for data in contents if data is not None]


def find_template_refs(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report steps, tasks and workflows that run templates of other objects."""
    workflow = subject.workflow
    if workflow.kind != _WORKFLOW:
        return
    if workflow.workflow_template_ref is not None:
        yield _refuse(workflow.workflow_template_ref, workflow, subject)
    for site in subject.callers:
        if site.call.template_ref is not None:
            yield _refuse(site.call.template_ref, site.call, subject)


def _refuse(reference: TemplateRef, node: Workflow | Call, subject: Subject) -> RuleDiagnostic:
    name = "/".join(part for part in (reference.name, reference.template) if part)
    message = f"Kubeflow Pipelines cannot read '{name}': it validates a manifest without the templates of the cluster"
    hint = subject.phrase("use a component in place of the template", "copy the template into the manifest")
    return RuleDiagnostic("kubeflow-template-ref", message, node.origin, hint, below=("use",))


def check_service_account(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report service accounts that an installation of Kubeflow Pipelines does not create."""
    account = fields_of(subject.workflow).get("serviceAccountName")
    if subject.workflow.kind == _WORKFLOW and account and account != _ACCOUNT:
        message = f"Kubeflow Pipelines does not create the service account '{account}'"
        key = subject.phrase("service_account", "serviceAccountName")
        hint = f"remove '{key}': runs use '{_ACCOUNT}', or the default of the installation"
        yield RuleDiagnostic("kubeflow-service-account", message, subject.workflow.origin, hint, "serviceAccountName")
