"""Read the ConfigMaps and Secrets of a file: their keys, the values of these, and labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

from argogen.yaml.scalars import to_string

CONFIG_MAP, SECRET = "ConfigMap", "Secret"
_DATA = {CONFIG_MAP: ("data", "binaryData"), SECRET: ("data", "stringData")}


class ConfigObject(NamedTuple):
    """A ConfigMap or Secret: its namespace, "" if unknown, its values by key, and its labels."""

    namespace: str
    values: Mapping[str, str]
    labels: Mapping[str, Any]


class ConfigObjects:
    """The ConfigMaps and Secrets of a file, by kind and name."""

    def __init__(self, objects: Mapping[tuple[str, str], ConfigObject]) -> None:
        self._objects = objects

    def find(self, kind: str, name: Any, namespace: str | None) -> ConfigObject | None:
        """Return an object, None if it is not in the file or has another namespace."""
        found = self._objects.get((kind, name)) if isinstance(name, str) else None
        is_elsewhere = found is not None and namespace and found.namespace and found.namespace != namespace
        return None if is_elsewhere else found


def read_config_objects(documents: Iterable[Any]) -> ConfigObjects | None:
    """Return the ConfigMaps and Secrets among documents, None without any."""
    found: dict[tuple[str, str], ConfigObject] = {}
    for document in _list_objects(documents):
        metadata = _at(document, "metadata")
        key = str(document["kind"]), str(metadata["name"])
        read = ConfigObject(str(metadata.get("namespace") or ""), dict(_read_values(document)), _at(metadata, "labels"))
        before = found.get(key)
        found[key] = read if before is None else read._replace(values={**before.values, **read.values})
    return ConfigObjects(found) if found else None


def _list_objects(documents: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for document in documents:
        items = document.get("items") if isinstance(document, Mapping) and document.get("kind") == "List" else None
        for each in items if isinstance(items, list) else (document,):
            if _is_config(each):
                yield each


def _is_config(value: Any) -> TypeGuard[Mapping[str, Any]]:
    if not isinstance(value, Mapping) or value.get("apiVersion") != "v1":
        return False
    is_kind = value.get("kind") in (CONFIG_MAP, SECRET)  # the document is not validated: it may be of any type
    return is_kind and isinstance(_at(value, "metadata").get("name"), str)


def _read_values(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field in _DATA[document["kind"]]:
        for key, value in _at(document, field).items():
            yield str(key), "" if value is None else to_string(value)


def _at(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}
