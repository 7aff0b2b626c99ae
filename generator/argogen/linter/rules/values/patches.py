"""Pod patches (`podSpecPatch`), which Argo merges into the pod."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.structure import Structure, load_structure
from argogen.context import Template, Workflow
from argogen.diagnostics import Severity
from argogen.linter.model.containers import containers_of
from argogen.linter.model.nodes import fields_of
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest
from argogen.yaml.embedded import EmbeddedYamlError, load_embedded
from argogen.yaml.node_path import NodePath

# Fields of a pod whose form is known; of the others, only the names (Kubernetes' PodSpec).
_TYPES = {
    "affinity": "Affinity", "containers": "[Container]", "hostAliases": "[HostAlias]",
    "imagePullSecrets": "[LocalObjectReference]", "initContainers": "[Container]", "nodeSelector": "{string}",
    "securityContext": "PodSecurityContext", "tolerations": "[Toleration]", "volumes": "[Volume]",
    "dnsConfig": "PodDNSConfig",
}  # fmt: skip
_OTHERS = (
    "activeDeadlineSeconds", "automountServiceAccountToken", "dnsPolicy", "enableServiceLinks", "ephemeralContainers",
    "hostIPC", "hostNetwork", "hostPID", "hostUsers", "hostname", "hostnameOverride", "nodeName", "os", "overhead",
    "preemptionPolicy", "priority", "priorityClassName", "readinessGates", "resourceClaims", "resources",
    "restartPolicy", "runtimeClassName", "schedulerName", "schedulingGates", "serviceAccount", "serviceAccountName",
    "setHostnameAsFQDN", "shareProcessNamespace", "subdomain", "terminationGracePeriodSeconds",
    "topologySpreadConstraints", "workloadRef",
)  # fmt: skip
_OF_ARGO = frozenset({"main", "wait", "init"})


def check_patches(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report patches that are not YAML, and unknown fields and containers in them."""
    for node in subject.nodes:
        patch = fields_of(node).get("podSpecPatch")
        if isinstance(patch, str) and patch.strip():
            yield from _check_patch(patch, node, subject)


def _check_patch(patch: str, node: Workflow | Template, subject: Subject) -> Iterator[RuleDiagnostic]:
    below: NodePath = ("podSpecPatch",)
    try:
        documents = load_embedded(patch) or [None]
    except EmbeddedYamlError:
        documents = []
    if len(documents) != 1:
        if "{{" not in patch:
            message, hint = "this is neither YAML nor JSON", "a patch is a mapping of fields of a pod"
            yield RuleDiagnostic("bad-patch", message, node.origin, hint, below=below)
        return
    read = documents[0]
    if not isinstance(read, dict):
        if "{{" not in patch:
            message = "a patch is a mapping of fields of a pod"
            yield RuleDiagnostic("bad-patch", message, node.origin, "such as containers: […]", below=below)
        return
    yield from _check_fields(read, patch, node)
    yield from _check_names(read, patch, node, subject)


def _check_fields(read: dict[Any, Any], patch: str, node: Workflow | Template) -> Iterator[RuleDiagnostic]:
    for name, value in read.items():
        if name in _TYPES:
            kept = (
                [{"name": "a", **item} if isinstance(item, dict) else item for item in value]
                if isinstance(value, list)
                else value
            )
            for fault in _structure().check(kept, _TYPES[name], partial=True):
                if fault.code in ("unknown-field", "wrong-type"):
                    yield _on_word(str(fault.path[-1] if fault.path else name), fault.message, fault.hint, patch, node)
        elif name not in _OTHERS and "{{" not in str(name) and not str(name).startswith("$"):
            hint = suggest(str(name), (*_TYPES, *_OTHERS))
            yield _on_word(str(name), f"'{name}' is not a field of a pod", hint, patch, node)


@functools.cache
def _structure() -> Structure:
    return load_structure("4.1")


def _check_names(
    read: dict[Any, Any], patch: str, node: Workflow | Template, subject: Subject
) -> Iterator[RuleDiagnostic]:
    """Report unknown containers: they are added, mostly without an image."""
    containers = subject.containers if isinstance(node, Workflow) else containers_of(node)
    known = {*_OF_ARGO, *(str(container.fields.get("name")) for container in containers)}
    for field in ("containers", "initContainers"):
        for container in read.get(field) or ():
            name = container.get("name") if isinstance(container, Mapping) else None
            if name is None and isinstance(container, Mapping):
                message, hint = "Kubernetes merges containers by their names, and this one has none", "add name: main"
                yield _on_word(field, message, hint, patch, node)
            elif isinstance(name, str) and name not in known and "{{" not in name and "image" not in container:
                hint = suggest(name, sorted(known), f"there are {', '.join(sorted(known))}")
                yield _on_word(name, f"no container is called '{name}', so this adds one", hint, patch, node)


def _on_word(word: str, message: str, hint: str, patch: str, node: Workflow | Template) -> RuleDiagnostic:
    """Return a diagnostic at a word of the patch, or at all of it."""
    start = patch.find(word)
    span = (start, start + len(word)) if start >= 0 else (0, 0)
    text = patch if start >= 0 else ""
    return RuleDiagnostic(
        "bad-patch", message, node.origin, hint, "", text, *span, below=("podSpecPatch",), severity=Severity.ERROR
    )
