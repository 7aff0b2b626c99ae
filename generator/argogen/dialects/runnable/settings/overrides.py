"""Settings of nodes: overrides of the configuration, attempts, secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.graph.graph import GraphNode
from argogen.dialects.runnable.settings.configuration import Configuration
from argogen.dialects.runnable.settings.settings import write_override, write_secret
from argogen.dialects.translation import LocatedValue
from argogen.suggestions import suggest

_OF_GROUPS = frozenset({"parallelism"})


class Overrides(NamedTuple):
    """Finds the settings of nodes; used overrides are added to `profiles`."""

    configuration: Configuration
    profiles: dict[str, Mapping[str, Any]]
    collector: TranslationCollector

    def of_task(self, node: GraphNode) -> dict[str, Any]:
        """Return the settings of a task."""
        name = self._find(node)
        if name:
            self.profiles[name] = write_override(self.configuration.overrides[name], self.configuration.settings)
        profile = {"profile": name} if name and self.profiles[name] else {}
        return {**profile, **_write_attempts(node), **self._write_secrets(node)}

    def of_group(self, node: GraphNode) -> dict[str, Any]:
        """Return the settings of a node that contains others: their parallelism."""
        name = self._find(node)
        given = self.configuration.overrides[name] if name else {}
        for setting in given:
            if setting not in _OF_GROUPS:
                message = f"'{setting}' of the override '{name}' has no effect on a {node.kind} node"
                hint = "set the override on the tasks in the node"
                self.collector.warning(node.origin.at("overrides", "argo"), "ineffective-setting", message, hint)
        return {name: LocatedValue(given[name].origin, given[name].value) for name in _OF_GROUPS if name in given}

    def _find(self, node: GraphNode) -> str:
        """Return the name of a node's override, or an empty string."""
        name: str = (node.data.get("overrides") or {}).get("argo") or ""
        known = self.configuration.overrides
        if name and name not in known:
            hint = suggest(name, known, f"known overrides: {', '.join(known) or 'none'}")
            message = f"unknown override '{name}'"
            self.collector.error(node.origin.at("overrides", "argo"), "unknown-override", message, hint)
            return ""
        return name

    def _write_secrets(self, node: GraphNode) -> dict[str, Any]:
        """Return the environment variables for the secrets of a task, as defined in `secrets_from_k8s`."""
        setting = self.configuration.settings.get("secrets_from_k8s")
        known = {each["environment_variable"]: each for each in (setting.value if setting else ())}
        found: dict[str, Any] = {}
        for key, variable in (node.data.get("secrets") or {}).items():
            origin = node.origin.at("secrets", key)
            if key in known:
                found[variable] = LocatedValue(origin, write_secret(known[key]))
            else:
                message = f"undefined secret '{key}'"
                hint = f"add an entry with 'environment_variable: {key}' to 'secrets_from_k8s' in the configuration"
                self.collector.warning(origin, "undefined-secret", message, hint, key=True)
        return {"env": found} if found else {}


def _write_attempts(node: GraphNode) -> dict[str, Any]:
    attempts = node.data.get("max_attempts") or 1
    if attempts == 1:
        return {}
    return {"retry": LocatedValue(node.origin.at("max_attempts"), {"limit": attempts - 1, "retryPolicy": "Always"})}
