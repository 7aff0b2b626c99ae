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
from argogen.permissions.flags import Flags, parse_flags
from argogen.permissions.model import Resource
from argogen.permissions.resources import find_named_resource, find_resource
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
    ("replace", "--force"): (*_DELETED, "create"),
}
_NAMELESS = frozenset({"create"})
"""Verbs for which Kubernetes does not compare the name of the object."""
_NAMESPACE = re.compile(r"\{\{(?:=\s*|\s*)workflow\.namespace\s*\}\}")


class UnknownTargetError(ValueError):
    """The object of a resource template is not known before it runs; the message is the reason."""


class Access(Record):
    """The access to one object; `name` is "" if it is not known, or for access to all objects."""

    resource: Resource
    verbs: tuple[str, ...]
    name: str = ""
    namespace: str = ""


def list_accesses(template: Mapping[str, Any], namespace: str) -> Iterator[Access]:
    """Yield the accesses of a template with a `resource`, of a workflow in a namespace. Raises UnknownTargetError."""
    resource = template["resource"]
    flags = parse_flags([_NAMESPACE.sub(namespace, str(flag)) for flag in resource.get("flags") or ()])
    verbs = dict.fromkeys(_find_verbs(str(resource.get("action") or ""), flags))
    if _reads_afterwards(template) and "delete" not in verbs:
        verbs["get"] = None
    objects = [each for each in _read_objects(resource, namespace) if "kind" in each]
    if objects and resource.get("mergeStrategy") != "json":
        yield from (_access_object(each, tuple(verbs), flags) for each in objects)
    else:
        yield from _access_named(tuple(verbs), flags)


def _find_verbs(action: str, flags: Flags) -> tuple[str, ...]:
    if "{{" in action or action not in _VERBS:
        raise UnknownTargetError("its action is known only at run time" if "{{" in action else "its action is unknown")
    if flags.has("--prune"):
        raise UnknownTargetError("it deletes the objects that '--prune' finds")
    if action == "delete" and not flags.has("--wait") and "--wait" in flags.options:
        return ("delete",)
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


def _access_object(each: Mapping[str, Any], verbs: tuple[str, ...], flags: Flags) -> Access:
    version, kind = str(each.get("apiVersion") or ""), str(each.get("kind"))
    if MASK in version + kind:
        raise UnknownTargetError("the kind in its manifest is known only at run time")
    metadata = each.get("metadata") if isinstance(each.get("metadata"), Mapping) else {}
    assert isinstance(metadata, Mapping)
    resource = _select(find_resource(version, kind), flags)
    name = str(metadata.get("name") or "")
    return Access(resource, verbs, "" if MASK in name else name, _find_namespace(flags, metadata.get("namespace")))


def _access_named(verbs: tuple[str, ...], flags: Flags) -> Iterator[Access]:
    """Yield the access to the objects in the arguments."""
    for kind, name in flags.list_named():
        found = find_named_resource(_known(kind, "the type in its flags is known only at run time"))
        if found is None:
            raise UnknownTargetError(f"its flags have the unknown type '{kind}'" if kind else "it has no manifest")
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
