"""The comment at the start of each template file, with its variables from the schema of the Context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.resources import TEMPLATES
from argogen.schemas import read_schema

_COMMENT = re.compile(r"\{#(.*?)#\}\n", re.DOTALL)
_HEAD = "\n\n  Variables:\n"
_SHARED = (
    "workflow: Workflow. Kind, metadata and WorkflowSpec fields; listed in fields/spec.yaml.j2.",
    "source.path: string. Path of the pipeline file, relative to the project or the working directory.",
)
_TEMPLATE = "template: Template. The template; listed in constructs/template.yaml.j2."
_MAPPINGS = {
    "fields/arguments": (
        "arguments.parameters: list of Parameter. Parameters.",
        "arguments.artifacts: list of Artifact. Artifacts.",
    ),
    "fields/container-set": ("container_set: object. Argo ContainerSetTemplate.",),
    "fields/manifest": ("manifest: string or list of object. Manifest.",),
    "fields/objects": ("objects: list of object. Objects of the manifest.",),
    "fields/resource": ("resource: object. Argo ResourceTemplate; its `manifest` is a string or a list of objects.",),
    "fields/user-container": ("user_container: object. Argo UserContainer, or ContainerNode of a container set.",),
    "fields/user-containers": ("user_containers: list of object. Containers.",),
    "manifest": ("templates: list of Template. Templates, in order.",),
}
_PROGRAM = "program: Python or Notebook. The program; listed in code/call.py.j2 and code/notebook.py.j2."
_JSON_ONLY = "json_only: boolean. Whether no value requires a conversion to JSON."
_NODES = {
    "code/call": "Python",
    "code/notebook": "Notebook",
    "constructs/template": "Template",
    "fields/event-binding": "Workflow",
    "fields/spec": "Workflow",
}
_VARIABLES = {
    "code/call": "program",
    "code/notebook": "program",
    "constructs/template": "template",
    "fields/spec": "spec.workflow",
}


def describe(name: str, text: str) -> str:
    """Return the source of a template file with its variables in the first comment."""
    found = _COMMENT.match(text)
    if found is None:
        raise ValueError(f"{name} does not start with a comment")
    prose = found[1].split(_HEAD)[0].strip()
    lines = "".join(f"    {line}\n" for line in list_variables(name.removesuffix(".j2").rpartition(".")[0]))
    return f"{{#\n  {prose}{_HEAD}{lines}#}}\n{text[found.end() :]}"


def list_variables(name: str) -> Iterator[str]:
    """Yield a line for each variable of a template file, and for each field of the variable that it renders."""
    kind, _, file = name.rpartition("/")
    definitions = read_schema("context")["$defs"]
    node = _NODES.get(name) or "".join(map(str.title, file.split("-")))
    if name in _MAPPINGS:
        yield from _MAPPINGS[name]
    elif kind == "constructs" and name not in _NODES:
        yield _TEMPLATE
    elif node in definitions:
        variable = _VARIABLES.get(name, file.replace("-", "_"))
        yield f"{variable}: {node}. {definitions[node]['description'].splitlines()[0]}"
        yield from _list_fields(variable, definitions[node])
    elif kind == "code":
        yield _PROGRAM
    if name in ("code/quote", "code/write"):
        yield _JSON_ONLY
    if name == "fields/spec":
        yield "spec.templates: list of Template. Templates, in order."
    yield from _SHARED


def _list_fields(variable: str, node: Mapping[str, Any]) -> Iterator[str]:
    for field, row in node["properties"].items():
        yield f"  {variable}.{field}: {_name_type(row)}. {row['description']}"
        for key, inner in row.get("properties", {}).items():
            summary = inner["description"].partition(". ")[0].removesuffix(".")
            yield f"    {variable}.{field}.{key}: {summary}."


def _name_type(row: Mapping[str, Any]) -> str:
    if "$ref" in row:
        return str(row["$ref"]).rpartition("/")[2]
    if row.get("type") == "array":
        return f"list of {_name_type(row.get('items', {}))}"
    types = row.get("type", "any")
    return types if isinstance(types, str) else " or ".join(types)


def list_described() -> dict[str, str]:
    """Return the source of each template with the generated comment, by file name."""
    files = sorted(TEMPLATES.rglob("*.*.j2"))
    names = {file.relative_to(TEMPLATES).as_posix(): file for file in files}
    return {name: describe(name, file.read_text("utf-8")) for name, file in names.items()}
