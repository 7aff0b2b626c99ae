"""The page of Argo fields: the key of the language for each field of the objects of Argo."""

from __future__ import annotations

import re
from collections.abc import Mapping

from argogen.argo.structure.table import read_definitions
from argogen.language.vocabulary import CALL_KEYS, keys

_HEAD = """# Argo fields

The keys of the language for the fields of a manifest. The value of a key such as `retry` is an object of Argo or
Kubernetes, whose fields have the names of its documentation. [`argogen import`](../how-to/import.md) converts a
manifest.

The fields of `metadata` are the keys `name`, `namespace`, `labels` and `annotations` of the pipeline, and others in its
`metadata`. Those of a CronWorkflow are in `schedule`: `{schedules: ["0 2 * * *"], timezone: Europe/Berlin}`.
"""
_SECTIONS: Mapping[str, str] = {
    "WorkflowSpec": "Keys of the pipeline:",
    "Template": "Keys of the step, task or component for which the template is generated; those of leaf steps also in"
    " `defaults` and profiles:",
    "Container": "Keys of a step with one container, also in `defaults` and profiles. In `container`, `script`,"
    " `sidecars` and `init_containers`, the fields have the names of Kubernetes:",
    "WorkflowStep": "Keys of a step:",
    "DAGTemplate": "Keys of a pipeline, component or step with `tasks`:",
    "DAGTask": "Keys of a task:",
    "LifecycleHook": "Keys of a hook:",
}
_CALL = {
    "arguments": "`with` and `artifacts`; `arguments` for fields that these lack",
    "inline": "`inline: true`",
    "template": "`use` for a component; the templates of other steps are generated",
}
_OTHERS: Mapping[str, Mapping[str, str]] = {
    "WorkflowSpec": {
        "arguments": "`parameters` and `artifacts`",
        "templates": "`components`; the templates of steps are generated",
        "volumeClaimTemplates": "`volumes` with `claim_template`",
        "workflowTemplateRef": "`use`",
    },
    "Template": {
        "dag": "`tasks`",
        "inputs": "`parameters` and `artifacts`; inputs for outputs of other steps are generated",
        "metadata": "`labels` and `annotations`",
        "name": "`template`; the default is the name of the step",
        "outputs": "`outputs` and `artifacts`",
    },
    "Container": {
        "args": "`run`, or `args` of `container`",
        "command": "`shell` of `run`, or `command` of `container`",
        "name": "generated",
    },
    "WorkflowStep": _CALL,
    "DAGTask": {**_CALL, "name": "the key of the task in `tasks`"},
    "LifecycleHook": {"arguments": "`with`", "template": "`use`, or a body", "templateRef": "`use`"},
}


def write_argo_fields() -> str:
    """Return the page of the fields of Argo with their keys."""
    return "\n".join([_HEAD, *(_write_section(name, about) for name, about in _SECTIONS.items())])


def _write_section(name: str, about: str) -> str:
    rows = "".join(f"| `{field}` | {_write_keys(name, field)} |\n" for field in sorted(read_definitions()[name]))
    return f"## {name}\n\n{about}\n\n| field | key |\n|---|---|\n{rows}"


def _write_keys(name: str, field: str) -> str:
    """Return the keys for a field; every field of a section has a key or another description."""
    if other := _OTHERS.get(name, {}).get(field):
        return re.sub(r"`(\w+)`", lambda found: _link(found[1]), other)
    owners = {name, "WorkflowStep"} if name == "DAGTask" else {name}
    found = {key.name: None for key in keys().values() if field in (key.argo.get(owner) for owner in owners)}
    names = list(found) or [CALL_KEYS[field]]
    return ", ".join(map(_link, names))


def _link(word: str) -> str:
    return f"[`{word}`](pipeline.md#{word})" if word in keys() else f"`{word}`"
