"""The flat Context: what the Jinja templates see, and the contract a platform team's templates rely on.

Flat means a workflow head and a list of templates, with nothing left to resolve: defaults and profiles are merged,
names are chosen, references are Argo's own tags, and calls refer to templates by name. `None` and the empty tuple mean
that there is nothing to render. Mappings hold Argo's or Kubernetes' own objects in their own spelling. Every
node knows its `origin`, the path of what it was made from in the person's document; it is neither compared nor printed.

`schemas/context.schema.json` describes the JSON form (`as_json`).
"""

from argogen.context.document import Call, Context, Hook, Template, Workflow
from argogen.context.interface import Artifact, Metadata, Output, Parameter, Sequence, TemplateRef
from argogen.context.node import ContextNode, Object, as_json
from argogen.context.pod import Container, EnvSource, EnvVar, Mount, Notebook, Python, Retry, Volume, VolumeClaim

__all__ = [
    "Artifact",
    "Call",
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
    "Python",
    "Retry",
    "Sequence",
    "Template",
    "TemplateRef",
    "Volume",
    "VolumeClaim",
    "Workflow",
    "as_json",
]
