"""The Context: the fully resolved input of the Jinja templates, and a stable interface for custom templates.

A Context consists of a workflow and a flat list of templates: defaults and profiles are merged, names are assigned,
references are expanded to Argo tags, and calls reference templates by name. `None` and the empty tuple are not
rendered. Mappings contain Argo or Kubernetes objects with the original field names. The `origin` of a node is its path
in the source document; it is neither compared nor printed.

`schemas/context.schema.json` describes the JSON form (`as_json`).
"""

from argogen.context.document import Call, Context, Hook, Template, Workflow
from argogen.context.interface import Artifact, CodeFile, Metadata, Output, Parameter, Sequence, TemplateRef
from argogen.context.node import ContextNode, Object, as_json
from argogen.context.passed import PassedFields, TemplateFields, WorkflowFields
from argogen.context.pod import Container, EnvSource, EnvVar, Mount, Notebook, Python, Retry, Volume, VolumeClaim

__all__ = [
    "Artifact",
    "Call",
    "CodeFile",
    "Container",
    "Context",
    "ContextNode",
    "EnvSource",
    "EnvVar",
    "Hook",
    "Metadata",
    "Mount",
    "Notebook",
    "Object",
    "Output",
    "Parameter",
    "PassedFields",
    "Python",
    "Retry",
    "Sequence",
    "Template",
    "TemplateFields",
    "TemplateRef",
    "Volume",
    "VolumeClaim",
    "Workflow",
    "WorkflowFields",
    "as_json",
]
