"""Custom resources, as CustomResourceDefinitions in the given files define them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from argogen.permissions.model import Resource
from argogen.permissions.resources import find_named_resource, find_resource
from argogen.records import EMPTY, Record

CUSTOM_RESOURCE_DEFINITION = "CustomResourceDefinition"


class Definitions(Record):
    """Resources by their group and kind, and by their names in kubectl."""

    by_kind: Mapping[tuple[str, str], Resource] = {}
    by_name: Mapping[str, Resource] = {}

    def find(self, api_version: str, kind: str) -> Resource:
        """Return the resource of an object by its `apiVersion` and `kind`."""
        return self.by_kind.get((api_version.rpartition("/")[0], kind)) or find_resource(api_version, kind)

    def find_named(self, name: str) -> Resource | None:
        """Return a resource by its name in kubectl, None if it is not known."""
        return self.by_name.get(name.lower()) or find_named_resource(name)


NO_DEFINITIONS = Definitions()


def read_definitions(documents: Iterable[Any]) -> Definitions:
    """Return the resources that documents define."""
    by_kind: dict[tuple[str, str], Resource] = {}
    by_name: dict[str, Resource] = {}
    for spec in _list_specs(documents):
        group, names = str(spec.get("group")), _mapping(spec.get("names"))
        resource = Resource(group, str(names.get("plural")), spec.get("scope") == "Cluster")
        by_kind[group, str(names.get("kind"))] = resource
        for name in _list_names(names):
            by_name.update({name: resource, f"{name}.{group}": resource})
    return Definitions(by_kind, by_name)


def _list_specs(documents: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for document in documents:
        if isinstance(document, Mapping) and document.get("kind") == CUSTOM_RESOURCE_DEFINITION:
            yield _mapping(document.get("spec"))


def _list_names(names: Mapping[str, Any]) -> Iterator[str]:
    shorts = names.get("shortNames")
    found = (
        names.get("plural"),
        names.get("singular"),
        names.get("kind"),
        *(shorts if isinstance(shorts, list) else ()),
    )
    yield from (str(name).lower() for name in found if name)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else EMPTY
