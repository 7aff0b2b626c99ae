"""What kubectl requires for a resource template.

Argo runs `kubectl ACTION FLAGS -f MANIFEST` (getKubectlArguments of workflow/executor/resource.go). With a condition or
an output, it reads the object afterwards. `create` sends one request, `apply` and `replace` read the object first,
`delete` waits until it is gone, and `patch` reads an object that the flags name (pkg/cmd of kubectl).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from argogen.argo.expressions.tags import MASK, mask_tags
from argogen.permissions.flags import find_option, list_positional
from argogen.permissions.model import Resource
from argogen.permissions.resources import find_named_resource, find_resource
from argogen.records import Record
from argogen.yaml.embedded import EmbeddedYamlError, load_embedded

_VERBS: Mapping[str, tuple[str, ...]] = {
    "create": ("create",),
    "apply": ("get", "create", "patch"),
    "replace": ("get", "update"),
    "patch": ("patch",),
    "delete": ("delete", "list", "watch"),
    "get": ("get",),
}
_FORCED = ("delete", "list", "watch", "create")
_NAMELESS = frozenset({"create"})
"""Verbs for which Kubernetes does not compare the name of the object."""


class UnknownTargetError(ValueError):
    """The object of a resource template is not known before it runs; the message is the reason."""


class Access(Record):
    """The access to one object; `name` is "" if it is not known, or for access to all objects."""

    resource: Resource
    verbs: tuple[str, ...]
    name: str = ""
    namespace: str = ""


def list_accesses(template: Mapping[str, Any]) -> Iterator[Access]:
    """Yield the accesses of a template with a `resource`. Raises UnknownTargetError."""
    resource = template["resource"]
    action = str(resource.get("action") or "")
    if "{{" in action or action not in _VERBS:
        raise UnknownTargetError("its action is known only at run time" if "{{" in action else "its action is unknown")
    flags = [str(flag) for flag in resource.get("flags") or ()]
    verbs = dict.fromkeys((*_VERBS[action], *(_FORCED if action == "replace" and "--force" in flags else ())))
    if _reads_afterwards(template) and action != "delete":
        verbs["get"] = None
    yield from _list_accesses(resource, flags, tuple(verbs))


def _reads_afterwards(template: Mapping[str, Any]) -> bool:
    resource, outputs = template["resource"], template.get("outputs") or {}
    sources = [each.get("valueFrom") or {} for each in outputs.get("parameters") or ()]
    reads = any("jsonPath" in source or "jqFilter" in source for source in sources)
    return reads or bool(resource.get("successCondition") or resource.get("failureCondition"))


def _list_accesses(resource: Mapping[str, Any], flags: Sequence[str], verbs: tuple[str, ...]) -> Iterator[Access]:
    objects = _read_objects(resource)
    namespace = _known(find_option(flags, ("-n", "--namespace")), "its namespace is known only at run time")
    found = [each for each in objects if "kind" in each]
    if found and resource.get("mergeStrategy") != "json":
        yield from (_access_object(each, verbs, namespace) for each in found)
    else:
        yield from _access_named(flags, verbs, namespace)


def _read_objects(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if resource.get("manifestFrom"):
        raise UnknownTargetError("its manifest is an artifact")
    try:
        parts = load_embedded(mask_tags(str(resource.get("manifest") or "")))
    except EmbeddedYamlError:
        raise UnknownTargetError("its manifest is valid YAML only at run time") from None
    return [item for part in parts for item in _list_items(part) if isinstance(item, Mapping)]


def _list_items(part: Any) -> Sequence[Any]:
    """Return the operations of a JSON patch, the objects of a List, or the one object."""
    if isinstance(part, Mapping) and part.get("kind") == "List":
        part = part.get("items")
    return part if isinstance(part, list) else [part]


def _access_object(each: Mapping[str, Any], verbs: tuple[str, ...], namespace: str) -> Access:
    version, kind = str(each.get("apiVersion") or ""), str(each.get("kind"))
    if MASK in version + kind:
        raise UnknownTargetError("the kind in its manifest is known only at run time")
    metadata = each.get("metadata") if isinstance(each.get("metadata"), Mapping) else {}
    assert isinstance(metadata, Mapping)
    place = _known(str(metadata.get("namespace") or namespace), "its namespace is known only at run time")
    name = str(metadata.get("name") or "")
    return Access(find_resource(version, kind), verbs, "" if MASK in name else name, place)


def _access_named(flags: Sequence[str], verbs: tuple[str, ...], namespace: str) -> Iterator[Access]:
    """Yield the access to the object in the arguments: `TYPE NAME`, `TYPE/NAME`, or `TYPE` with a selector."""
    kind, *names = list_positional(flags) or [""]
    kind, slash, name = kind.partition("/")
    names = [name] if slash else names
    resource = find_named_resource(_known(kind, "the type in its flags is known only at run time"))
    if resource is None:
        raise UnknownTargetError(f"its flags have the unknown type '{kind}'" if kind else "it has no manifest")
    verbs = tuple(dict.fromkeys((*verbs, "get")))
    if not names:
        yield Access(resource, ("list", *(verb for verb in verbs if verb != "get")), "", namespace)
    for name in names:
        yield Access(resource, verbs, "" if "{{" in name else name, namespace)


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
