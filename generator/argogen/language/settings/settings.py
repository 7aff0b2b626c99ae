"""What a leaf is set to: its own settings over its profiles' over the defaults over those of the project and its packs.

Mappings merge, lists replace, `null` removes, and the entries of `env` and `mounts` replace one another by name.
Settings of defaults and profiles that cannot apply to a leaf's body are left out there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.drafts import TemplateModel
from argogen.language.resolve.plumbing import find_text
from argogen.language.settings.layers import Layer
from argogen.language.vocabulary import COMPOSITES, is_workflows, keys, setting_keys
from argogen.suggestions import find_nearest
from argogen.yaml.node_path import NodePath

_EMPTY: Mapping[str, Any] = {}
# Their values are one thing each, not mappings to be merged.
_BY_NAME = frozenset({"env", "mounts"})


class Effective(NamedTuple):
    """What a draft is set to: `env` and `mounts`, in which most leaves differ, and all else, in which few do.

    `removed` names those of the two that a layer takes away as a whole.
    """

    base: Mapping[str, Any]
    env: Mapping[str, Any]
    mounts: Mapping[str, Any]
    removed: frozenset[str] = frozenset()


class Settings:
    """The settings of each draft of a pipeline; leaves that add nothing to what they inherit share it.

    `beneath` are the layers below the pipeline's own settings, the lowest first. The path of what is in one of them
    begins with its number.
    """

    def __init__(
        self, data: Mapping[str, Any], collector: DiagnosticCollector, beneath: tuple[Layer, ...] = ()
    ) -> None:
        self._data = data
        self._beneath = beneath
        self._collector = collector
        self._known_profiles = self._find_profiles()
        self._shared: dict[tuple[str, tuple[str, ...]], Effective] = {}
        self._known: dict[TemplateModel, Effective] = {}

    def of(self, draft: TemplateModel) -> Effective:
        """The effective settings of a draft, by key of the language."""
        if draft not in self._known:
            self._known[draft] = self._find(draft)
        return self._known[draft]

    def _find(self, draft: TemplateModel) -> Effective:
        own = self._own(draft)
        if draft.body in COMPOSITES or draft.body == "use":
            return split(own)
        inherited = self._inherited(draft.body, self._profiles(draft))
        return self._finish(overlay(inherited, split(own)), draft.body) if own else inherited

    def where(self, draft: TemplateModel, text: str) -> NodePath:
        """Where a text of a draft's body or settings stands: in the draft itself, else in a profile or the defaults."""
        layers = [(draft.path, draft.data), *reversed(list(self._layers(self._profiles(draft))))]
        return next((found for path, data in layers if (found := find_text(data, text, path))), draft.path)

    def _own(self, draft: TemplateModel) -> Mapping[str, Any]:
        own = {
            key: draft.data[key]
            for key in draft.data
            if key in setting_keys() and (draft.path or not is_workflows(key))
        }
        for key in own:
            if not keys()[key].fits(draft.body):
                message = f"'{key}' cannot apply to {draft.body}"
                hint = "set it on the steps inside" if draft.body in COMPOSITES else "take it out"
                self._collector.error("does-not-fit", message, (*draft.path, key), hint, key=True)
        return own

    def _profiles(self, draft: TemplateModel) -> tuple[str, ...]:
        named = draft.data.get("profile") or ()
        return (named,) if isinstance(named, str) else tuple(named)

    def check_profiles(self, draft: TemplateModel) -> None:
        """Report the profiles that a draft names and that nobody wrote."""
        known = self._known_profiles
        for name in self._profiles(draft):
            if name not in known:
                near = find_nearest(name, tuple(known))
                hint = f"did you mean '{near}'?" if near else f"known profiles: {', '.join(known) or 'none'}"
                path = (*draft.path, "profile")
                self._collector.error("unknown-profile", f"there is no profile '{name}'", path, hint, find=name)

    def _finish(self, settings: Effective, body: str) -> Effective:
        """The settings with what is final, of what fits the body."""
        for layer in self._beneath:
            if layer.final:
                settings = overlay(settings, split({k: v for k, v in layer.final.items() if keys()[k].fits(body)}))
        return settings

    def _layers(self, profiles: tuple[str, ...]) -> Iterator[tuple[NodePath, Mapping[str, Any]]]:
        for number, layer in enumerate(self._beneath):
            yield (number, "defaults"), layer.defaults
        yield ("defaults",), self._data.get("defaults") or _EMPTY
        yield from (self._known_profiles[name] for name in profiles if name in self._known_profiles)

    def _find_profiles(self) -> Mapping[str, tuple[NodePath, Mapping[str, Any]]]:
        """Every profile and where it stands; the pipeline's own replaces one of the same name that lies beneath."""
        found: dict[str, tuple[NodePath, Mapping[str, Any]]] = {}
        for number, layer in enumerate(self._beneath):
            found |= {name: ((number, "profiles", name), profile) for name, profile in layer.profiles.items()}
        own = self._data.get("profiles") or _EMPTY
        return {**found, **{name: (("profiles", name), profile) for name, profile in own.items()}}

    def _inherited(self, body: str, profiles: tuple[str, ...]) -> Effective:
        if (body, profiles) not in self._shared:
            merged = split({})
            for _, layer in self._layers(profiles):
                merged = overlay(merged, split({key: layer[key] for key in layer if keys()[key].fits(body)}))
            self._shared[body, profiles] = self._finish(merged, body)
        return self._shared[body, profiles]


def split(settings: Mapping[str, Any]) -> Effective:
    """Settings as written, in the parts in which they are kept."""
    base = {key: value for key, value in settings.items() if key not in _BY_NAME}
    removed = frozenset(key for key in _BY_NAME if key in settings and settings[key] is None)
    return Effective(base, settings.get("env") or {}, settings.get("mounts") or {}, removed)


def overlay(under: Effective, over: Effective) -> Effective:
    """Two sets of settings as one; a part to which nothing is added stays the same object."""
    env = {} if "env" in over.removed else under.env
    mounts = {} if "mounts" in over.removed else under.mounts
    return Effective(
        merge(under.base, over.base) if over.base else under.base,
        _replace_by_name(env, over.env) if over.env else env,
        _replace_by_name(mounts, over.mounts) if over.mounts else mounts,
    )


def merge(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Two mappings as one, to any depth: lists replace, `null` removes, and what stands in both keeps its position."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below if isinstance(below, dict) else {}, value) if isinstance(value, dict) else value
        if value is None:
            del merged[key]
    return merged


def _replace_by_name(under: Mapping[str, Any], over: Mapping[str, Any]) -> Mapping[str, Any]:
    """Entries that are one thing each: of two by the same name, the later one counts as a whole."""
    merged = {**under, **over}
    return {name: value for name, value in merged.items() if name not in over or value is not None}
