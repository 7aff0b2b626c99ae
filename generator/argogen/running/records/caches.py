"""The entries of caches that the nodes of an earlier run have used, which exist only there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from argogen.runner.controls.memoization import Memory
from argogen.runner.nodes.node import Outputs

Entry = Mapping[str, Any]


def read_caches(workflow: Mapping[str, Any]) -> list[Entry]:
    """Return the entries that nodes of a workflow have used: the name of the cache, the key, and the outputs.

    Those that other nodes of the workflow have stored are not among them.
    """
    nodes = ((workflow.get("status") or {}).get("nodes") or {}).values()
    used = [node for node in nodes if node.get("phase") == "Succeeded" and node.get("memoizationStatus")]
    stored = {_find_key(node) for node in used if not node["memoizationStatus"].get("hit")}
    return [
        {"cache": _find_key(node)[0], "key": _find_key(node)[1], "outputs": dict(node.get("outputs") or {})}
        for node in used if _find_key(node) not in stored
    ]  # fmt: skip


def _find_key(node: Mapping[str, Any]) -> tuple[str, str]:
    status = node["memoizationStatus"]
    return str(status.get("cacheName") or ""), str(status.get("key") or "")


def is_entry(data: Any) -> bool:
    """Return whether JSON data is an entry."""
    return isinstance(data, Mapping) and all(
        isinstance(data.get(key), kind) for key, kind in (("cache", str), ("key", str), ("outputs", dict))
    )


def fill(entries: Iterable[Entry], now: int) -> Memory:
    """Return caches with entries that were stored at a time."""
    memory = Memory()
    for entry in entries:
        parts = entry["outputs"]
        outputs = Outputs(
            parts.get("parameters") or (), parts.get("artifacts") or (), parts.get("result"), parts.get("exitCode")
        )
        memory.save(entry["cache"], entry["key"], outputs if parts else None, now)
    return memory
