"""What kubectl requires for a resource template.

Argo runs `kubectl ACTION FLAGS -f MANIFEST` (getKubectlArguments of workflow/executor/resource.go). With a condition or
an output, it reads the object afterwards. `create` sends one request, `apply` and `replace` read the object first,
`delete` reads and watches it until it is gone, and `patch` reads an object that the flags name (pkg/cmd of kubectl).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.permissions.definitions import NO_DEFINITIONS, Definitions
from argogen.permissions.flags import Flags, parse_flags
from argogen.permissions.model import Resource
from argogen.permissions.resources import RBAC, find_resource
from argogen.records import Record
from argogen.yaml.embedded import EmbeddedYamlError, load_embedded

_DELETED = ("delete", "get", "list", "watch")
_VERBS: Mapping[str, tuple[str, ...]] = {
    "create": ("create",),
    "apply": ("get", "create", "patch"),
    "replace": ("get", "update"),
    "patch": ("patch",),
    "delete": _DELETED,
    "get": ("get",),
}
# The verbs of an action with an option.
_WITH_OPTION: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("apply", "--server-side"): ("create", "patch"),
    ("apply", "--force"): ("get", "create", "patch", "delete"),
}
_NAMELESS = frozenset({"create"})
"""Verbs for which Kubernetes does not compare the name of the object."""
_NAMESPACE = re.compile(r"\{\{(?:=\s*|\s*)workflow\.namespace\s*\}\}")

# Options by which the account or the cluster are others than those of the pod, and those that name further objects.
_ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(("--as", "--as-group", "--as-uid"), "'{}' in its flags requires the verb 'impersonate'"),
    **dict.fromkeys(
        ("--client-certificate", "--kubeconfig", "--server", "--token", "--username"),
        "'{}' in its flags selects another account or cluster",
    ),
    "--raw": "'{}' in its flags is a path of the API",
}
_FURTHER: Mapping[str, str] = {
    **dict.fromkeys(("--filename", "--kustomize"), "'{}' in its flags names further objects"),
    **dict.fromkeys(("--prune", "--applyset"), "it deletes the objects that '{}' finds"),
}
_GRANTING = "its account requires the permissions that it grants, or the verb 'escalate' or 'bind'"
_WITH_SUBTYPE = ("secret", "service", "svc")
"""Types of `create TYPE SUBTYPE NAME`."""


class UnknownTargetError(ValueError):
    """The object of a resource template is not known before it runs; the message is the reason."""


class Access(Record):
    """The access to one object; `name` is "" if it is not known, or for access to all objects."""

    resource: Resource
    verbs: tuple[str, ...]
    name: str = ""
    namespace: str = ""


def list_accesses(
    template: Mapping[str, Any], namespace: str, definitions: Definitions = NO_DEFINITIONS
) -> Iterator[Access]:
    """Yield the accesses of a template with a `resource`, of a workflow in a namespace. Raises UnknownTargetError."""
    resource = template["resource"]
    flags = parse_flags([_NAMESPACE.sub(namespace, str(flag)) for flag in resource.get("flags") or ()])
    action = str(resource.get("action") or "")
    verbs = dict.fromkeys(_find_verbs(action, flags))
    if _reads_afterwards(template) and "delete" not in verbs:
        verbs["get"] = None
    objects = [each for each in _read_objects(resource, namespace) if "kind" in each]
    if objects and resource.get("mergeStrategy") != "json":
        for each in objects:
            yield from _access_object(each, tuple(verbs), flags, definitions)
    elif flags.words or not any(map(flags.has, _FURTHER)):
        find = _access_created if action == "create" else _access_named
        yield from find(tuple(verbs), flags, definitions)
    _refuse(_FURTHER, flags)


def _refuse(options: Mapping[str, str], flags: Flags) -> None:
    """Raise UnknownTargetError for the first option that is given, with its reason."""
    for option, reason in options.items():
        if flags.has(option):
            raise UnknownTargetError(reason.format(option))


def _find_verbs(action: str, flags: Flags) -> tuple[str, ...]:
    if "{{" in action or action not in _VERBS:
        raise UnknownTargetError("its action is known only at run time" if "{{" in action else "its action is unknown")
    _refuse(_ELSEWHERE, flags)
    if action == "delete" and not flags.has("--wait") and "--wait" in flags.options:
        return ("delete",)
    if action == "replace" and flags.has("--force"):
        waits = flags.has("--wait") or flags.options.get("--grace-period") == "0"
        return (*(_DELETED if waits else _DELETED[:2]), "create")
    found = (verbs for (name, option), verbs in _WITH_OPTION.items() if name == action and flags.has(option))
    return next(found, _VERBS[action])


def _reads_afterwards(template: Mapping[str, Any]) -> bool:
    resource, outputs = template["resource"], template.get("outputs") or {}
    sources = [each.get("valueFrom") or {} for each in outputs.get("parameters") or ()]
    reads = any("jsonPath" in source or "jqFilter" in source for source in sources)
    return reads or bool(resource.get("successCondition") or resource.get("failureCondition"))


def _read_objects(resource: Mapping[str, Any], namespace: str) -> list[Mapping[str, Any]]:
    if resource.get("manifestFrom"):
        raise UnknownTargetError("its manifest is an artifact")
    text = _NAMESPACE.sub(namespace, str(resource.get("manifest") or ""))
    try:
        return list(_flatten(load_embedded(mask_tags(text))))
    except EmbeddedYamlError:
        raise UnknownTargetError("its manifest is valid YAML only at run time") from None


def _flatten(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yield objects, and those in lists; like kubectl, also those in an object of a kind such as `List`."""
    if isinstance(part, list):
        for each in part:
            yield from _flatten(each)
    elif isinstance(part, Mapping) and str(part.get("kind")).endswith("List") and isinstance(part.get("items"), list):
        yield from _flatten(part["items"])
    elif isinstance(part, Mapping):
        yield part


def _access_object(
    each: Mapping[str, Any], verbs: tuple[str, ...], flags: Flags, definitions: Definitions
) -> Iterator[Access]:
    version, kind = str(each.get("apiVersion") or ""), str(each.get("kind"))
    if MASK in version + kind:
        raise UnknownTargetError("the kind in its manifest is known only at run time")
    metadata = each.get("metadata") if isinstance(each.get("metadata"), Mapping) else {}
    assert isinstance(metadata, Mapping)
    resource = _select(definitions.find(version, kind), flags)
    name = str(metadata.get("name") or "")
    namespace = _find_namespace(flags, metadata.get("namespace"))
    yield Access(resource, verbs, "" if MASK in name else name, namespace)
    if resource.group == RBAC and not {"create", "update", "patch"}.isdisjoint(verbs):
        yield _access_role(each, resource, namespace)


def _access_role(each: Mapping[str, Any], resource: Resource, namespace: str) -> Access:
    """Return the access by which Kubernetes permits to grant a role that the account itself does not have."""
    if "bindings" not in resource.plural:
        raise UnknownTargetError(_GRANTING)
    role = each.get("roleRef") if isinstance(each.get("roleRef"), Mapping) else {}
    assert isinstance(role, Mapping)
    kind, name = str(role.get("kind") or ""), str(role.get("name") or "")
    if MASK in kind + name or kind not in ("Role", "ClusterRole"):
        raise UnknownTargetError("the role in its manifest is known only at run time")
    granted = find_resource(f"{RBAC}/v1", kind)._replace(is_cluster_scoped=resource.is_cluster_scoped)
    return Access(granted, ("bind",), name, namespace)


def _access_created(verbs: tuple[str, ...], flags: Flags, definitions: Definitions) -> Iterator[Access]:
    """Yield the access to the object of `create TYPE NAME`."""
    kind, *rest = flags.words or ("",)
    name = "".join(rest[1:2] if kind in _WITH_SUBTYPE else rest[:1])
    resource, namespace = _find_named(kind, definitions), _find_namespace(flags, "")
    yield Access(_select(resource, flags), verbs, "" if "{{" in name else name, namespace)
    if resource.group == RBAC:
        raise UnknownTargetError(_GRANTING)
    if source := flags.options.get("--from"):
        of_kind, _, of_name = _known(source, "the source in its flags is known only at run time").partition("/")
        yield Access(_find_named(of_kind, definitions), ("get",), of_name, namespace)


def _find_named(kind: str, definitions: Definitions) -> Resource:
    found = definitions.find_named(_known(kind, "the type in its flags is known only at run time"))
    if found is None:
        raise UnknownTargetError(f"its flags have the unknown type '{kind}'" if kind else "it has no manifest")
    return found


def _access_named(verbs: tuple[str, ...], flags: Flags, definitions: Definitions) -> Iterator[Access]:
    """Yield the access to the objects in the arguments."""
    for kind, name in flags.list_named():
        found = _find_named(kind, definitions)
        all_verbs = (
            (*verbs, "get") if name else ("list", *(verb for verb in verbs if verbs == _DELETED or verb != "get"))
        )
        namespace = _find_namespace(flags, "")
        yield Access(_select(found, flags), tuple(dict.fromkeys(all_verbs)), "" if "{{" in name else name, namespace)


def _select(resource: Resource, flags: Flags) -> Resource:
    """Return the resource that the options select: a part of it, or that of all namespaces."""
    part = _known(flags.options.get("--subresource", ""), "the subresource in its flags is known only at run time")
    plural = f"{resource.plural}/{part}" if part else resource.plural
    is_everywhere = resource.is_cluster_scoped or flags.has("--all-namespaces")
    return resource._replace(plural=plural, is_cluster_scoped=is_everywhere)


def _find_namespace(flags: Flags, own: Any) -> str:
    return _known(str(own or flags.options.get("--namespace", "")), "its namespace is known only at run time")


def _known(text: str, reason: str) -> str:
    if "{{" in text or MASK in text:
        raise UnknownTargetError(reason)
    return text


def split_by_name(access: Access) -> Iterator[Access]:
    """Yield an access in two parts: with the name of the object, and for verbs that Kubernetes grants without it."""
    nameless = tuple(verb for verb in access.verbs if verb in _NAMELESS)
    named = tuple(verb for verb in access.verbs if verb not in _NAMELESS)
    if nameless:
        yield access._replace(verbs=nameless, name="")
    if named:
        yield access._replace(verbs=named)
