"""Mutexes and semaphores within a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.runner.model.library import Library


class LockError(Exception):
    """An invalid lock, with the message of Argo."""


class _Item(NamedTuple):
    name: str
    is_semaphore: bool


class Locks:
    """The locks by name, each with its holders; a holder is the id of a node, "" for the workflow."""

    def __init__(self, namespace: str, library: Library) -> None:
        self._namespace, self._library = namespace, library
        self._limits: dict[str, int] = {}
        self._holders: dict[str, set[str]] = {}

    def acquire(self, holder: str, synchronization: Mapping[str, Any]) -> tuple[str, str]:
        """Acquire all locks, or none: then return the name of the first one that is not free, and a message.

        Raises LockError.
        """
        items = list(self._list_items(synchronization))
        if len(set(items)) < len(items):
            raise LockError("requested configuration is invalid: duplicate synchronization item found")
        for item in items:
            self._ensure(item)
        for name, _ in items:
            holders, limit = self._holders[name], self._limits[name]
            if holder not in holders and len(holders) >= limit:
                return name, f"Waiting for {name} lock. Lock status: {limit - len(holders)}/{limit}"
        for name, _ in items:
            self._holders[name].add(holder)
        return "", ""

    def release(self, holder: str, synchronization: Mapping[str, Any] | None) -> bool:
        """Release the locks of a holder; return whether it held one."""
        held = False
        for name, _ in self._list_items(synchronization or {}):
            holders = self._holders.get(name, set())
            held = held or holder in holders
            holders.discard(holder)
        return held

    def list_holders(self, name: str) -> list[str]:
        """Return the holders of a lock."""
        return sorted(self._holders.get(name, ()))

    def _list_items(self, synchronization: Mapping[str, Any]) -> Iterator[_Item]:
        semaphores = [synchronization.get("semaphore"), *(synchronization.get("semaphores") or ())]
        mutexes = [synchronization.get("mutex"), *(synchronization.get("mutexes") or ())]
        first, rest = (semaphores[:1], mutexes[:1]), (semaphores[1:], mutexes[1:])
        for semaphores, mutexes in (first, rest):
            yield from (_Item(self._name_semaphore(each), True) for each in semaphores if each is not None)
            yield from (_Item(self._name_mutex(each), False) for each in mutexes if each is not None)

    def _name_semaphore(self, semaphore: Mapping[str, Any]) -> str:
        namespace, reference = semaphore.get("namespace") or self._namespace, semaphore.get("configMapKeyRef")
        if not reference:
            raise LockError(
                "requested configuration is invalid: cannot get LockName for a Semaphore without a ConfigMapRef or"
                " Database"
            )
        return f"{namespace}/ConfigMap/{reference.get('name', '')}/{reference.get('key', '')}"

    def _name_mutex(self, mutex: Mapping[str, Any]) -> str:
        return f"{mutex.get('namespace') or self._namespace}/Mutex/{mutex.get('name', '')}"

    def _ensure(self, item: _Item) -> None:
        if item.name not in self._limits:
            self._limits[item.name] = self._read_limit(item.name) if item.is_semaphore else 1
            self._holders[item.name] = set()

    def _read_limit(self, name: str) -> int:
        _, _, map_name, key = name.split("/", 3)
        config_map = self._library.config_maps.get(map_name)
        text = config_map.data.get(key, "") if config_map is not None else ""
        try:
            limit = int(text)
        except ValueError:
            limit = 0
        if limit <= 0:
            raise LockError(f"failed to initialize semaphore {name} with limit")
        return limit
