"""What a leaf is set to: its own settings over its profiles' over the defaults.

Mappings merge, lists replace, `null` removes, and the entries of `env` and `mounts` replace one another by name.
Settings of defaults and profiles that cannot apply to a leaf's body are left out there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from argogen.nearest import find_nearest
from argogen.normalize.drafts import Draft
from argogen.normalize.findings import Findings
from argogen.normalize.plumbing import find_text
from argogen.source.notes import NodePath
from argogen.vocabulary import COMPOSITES, keys, setting_keys

_EMPTY: Mapping[str, Any] = {}
# Their values are one thing each, not mappings to be merged.
_BY_NAME = frozenset({"env", "mounts"})


class Settings:
    """The settings of each leaf of a pipeline; leaves that add nothing share one mapping."""

    def __init__(self, data: Mapping[str, Any], findings: Findings) -> None:
        self._data = data
        self._findings = findings
        self._shared: dict[tuple[str, tuple[str, ...]], Mapping[str, Any]] = {}

    def of(self, draft: Draft) -> Mapping[str, Any]:
        """The effective settings of a draft, by key of the language."""
        own = self._own(draft)
        if draft.body in COMPOSITES or draft.body == "use":
            return own
        shared = self._inherited(draft.body, self._profiles(draft))
        return merge(shared, own) if own else shared

    def where(self, draft: Draft, text: str) -> NodePath:
        """Where a text of a draft's body or settings stands: in the draft itself, else in a profile or the defaults."""
        layers = [(draft.path, draft.data), *reversed(list(self._layers(self._profiles(draft))))]
        return next((found for path, data in layers if (found := find_text(data, text, path))), draft.path)

    def _own(self, draft: Draft) -> Mapping[str, Any]:
        own = {
            key: draft.data[key] for key in draft.data if key in setting_keys() and not self._is_workflows(draft, key)
        }
        for key in own:
            if not keys()[key].fits(draft.body):
                message = f"'{key}' cannot apply to {draft.body}"
                hint = "set it on the steps inside" if draft.body in COMPOSITES else "take it out"
                self._findings.error("does-not-fit", message, (*draft.path, key), hint, key=True)
        return own

    @staticmethod
    def _is_workflows(draft: Draft, key: str) -> bool:
        """A key of the pipeline that the workflow has too is the workflow's, and so are its labels and annotations."""
        return not draft.path and ("WorkflowSpec" in keys()[key].argo or key in ("labels", "annotations"))

    def _profiles(self, draft: Draft) -> tuple[str, ...]:
        named = draft.data.get("profile") or ()
        return (named,) if isinstance(named, str) else tuple(named)

    def check_profiles(self, draft: Draft) -> None:
        """Report the profiles that a draft names and that nobody wrote."""
        known = self._data.get("profiles") or _EMPTY
        for name in self._profiles(draft):
            if name not in known:
                near = find_nearest(name, tuple(known))
                hint = f"did you mean '{near}'?" if near else f"known profiles: {', '.join(known) or 'none'}"
                path = (*draft.path, "profile")
                self._findings.error("unknown-profile", f"there is no profile '{name}'", path, hint, find=name)

    def _layers(self, profiles: tuple[str, ...]) -> Iterator[tuple[NodePath, Mapping[str, Any]]]:
        yield ("defaults",), self._data.get("defaults") or _EMPTY
        known = self._data.get("profiles") or _EMPTY
        for name in profiles:
            if name in known:
                yield ("profiles", name), known[name]

    def _inherited(self, body: str, profiles: tuple[str, ...]) -> Mapping[str, Any]:
        if (body, profiles) not in self._shared:
            merged: Mapping[str, Any] = {}
            for _, layer in self._layers(profiles):
                merged = merge(merged, {key: layer[key] for key in layer if keys()[key].fits(body)})
            self._shared[body, profiles] = merged
        return self._shared[body, profiles]


def merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Two sets of settings as one; what stands in both keeps its position and takes the value of `over`."""
    merged = dict(under)
    for key, value in over.items():
        merged[key] = _merge_value(merged.get(key), value, deep=key not in _BY_NAME)
        if merged[key] is None:
            del merged[key]
    return merged


def _merge_value(under: Any, over: Any, *, deep: bool) -> Any:
    if not isinstance(over, dict):
        return over
    merged = dict(under) if isinstance(under, dict) else {}
    for key, value in over.items():
        merged[key] = _merge_value(merged.get(key), value, deep=True) if deep else value
        if merged[key] is None:
            del merged[key]
    return merged
