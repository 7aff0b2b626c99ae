"""The ConfigMaps and Secrets of a run, with their values as bytes."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from argogen.executors.pods.errors import PodError
from argogen.executors.pods.secrets import list_forms
from argogen.records import EMPTY, Record, cached_property

CONFIG_MAP, SECRET = "ConfigMap", "Secret"


class Objects(Record):
    """ConfigMaps and Secrets by name.

    `binary` are the keys of `binaryData` by the name of the ConfigMap: Kubernetes reads no variables from these.
    """

    config_maps: Mapping[str, Mapping[str, bytes]] = EMPTY
    secrets: Mapping[str, Mapping[str, bytes]] = EMPTY
    binary: Mapping[str, frozenset[str]] = EMPTY

    def find(self, kind: str, name: str) -> Mapping[str, bytes] | None:
        """Return the values of an object by key, None if it does not exist."""
        return (self.config_maps if kind == CONFIG_MAP else self.secrets).get(name)

    def find_texts(self, kind: str, name: str) -> Mapping[str, bytes] | None:
        """Return the values of an object that variables may have by key, None if it does not exist."""
        values = self.find(kind, name)
        binary = self.binary.get(name) if kind == CONFIG_MAP else None
        return {key: values[key] for key in values if key not in binary} if values and binary else values

    def read(self, kind: str, reference: Mapping[str, Any]) -> bytes | None:
        """Return the value that a reference selects, None if it is optional and absent. Raises PodError."""
        name, key = str(reference.get("name") or ""), str(reference.get("key") or "")
        values = self.find_texts(kind, name)
        if values is not None and key in values:
            return values[key]
        if reference.get("optional"):
            return None
        if values is None:
            raise PodError(f'{kind.lower()} "{name}" not found')
        raise PodError(f"couldn't find key {key} in {kind} {name}")

    @cached_property
    def masked(self) -> tuple[str, ...]:
        """The strings that are masked in logs and records: the values of Secrets in all their forms."""
        return list_forms(value for values in self.secrets.values() for value in values.values())


def read_objects(documents: Iterable[Any]) -> Objects:
    """Return the ConfigMaps and Secrets among documents; of two with one name, the last."""
    found: dict[str, dict[str, Mapping[str, bytes]]] = {CONFIG_MAP: {}, SECRET: {}}
    binary: dict[str, frozenset[str]] = {}
    for document in documents:
        if isinstance(document, Mapping) and document.get("kind") in found:
            name = str((document.get("metadata") or {}).get("name") or "")
            found[document["kind"]][name] = dict(_read_values(document))
            if document["kind"] == CONFIG_MAP:
                binary[name] = frozenset(map(str, document.get("binaryData") or ()))
    return Objects(found[CONFIG_MAP], found[SECRET], binary)


def _read_values(document: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    is_secret = document["kind"] == SECRET
    for key, value in (document.get("binaryData" if not is_secret else "data") or {}).items():
        try:
            yield str(key), base64.b64decode(str(value), validate=False)
        except binascii.Error:
            continue  # reported by the validation of the manifest
    for key, value in (document.get("data" if not is_secret else "stringData") or {}).items():
        yield str(key), str(value).encode()
