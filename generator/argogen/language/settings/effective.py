"""The settings of each leaf: its own over its profiles', over the pipeline's defaults, over those of its project.

A setting of a layer that a leaf's body cannot have, or that makes no sense for it, is left out there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.expansion import expand_settings
from argogen.language.settings.layers import Settings, SettingsLayer
from argogen.language.settings.merging import NO_SETTINGS, EffectiveSettings, merge_settings, split_settings
from argogen.language.tags import find_text
from argogen.language.vocabulary import COMPOSITES, keys
from argogen.yaml.node_path import NodePath, follow


class HasSettings(Protocol):
    """A template: its path in the document, the key of its body, its own settings as written, and its profiles."""

    @property
    def path(self) -> NodePath: ...  # noqa: D102

    @property
    def body(self) -> str: ...  # noqa: D102

    @property
    def settings(self) -> Mapping[str, Any]: ...  # noqa: D102

    @property
    def profiles(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def takes_defaults(self) -> bool: ...  # noqa: D102


class WrittenSettings(NamedTuple):
    """Settings of a layer: where they are, as written, and expanded."""

    path: NodePath
    written: Mapping[str, Any]
    expanded: Settings


class SettingsResolver:
    """The settings that apply to the templates of one pipeline; its queries change nothing.

    `pipeline` is the layer of the pipeline itself, `inherited` are those under it, the lowest first. A path into one of
    these begins with its number. Leaves that add nothing to what they inherit share one object.
    """

    def __init__(self, pipeline: SettingsLayer, inherited: tuple[SettingsLayer, ...] = ()) -> None:
        self.pipeline = pipeline
        self.inherited = inherited
        self.profiles: Mapping[str, WrittenSettings] = dict(self._list_profiles())
        self._defaults = tuple(self._list_defaults())
        self._shared: dict[tuple[str, tuple[str, ...], bool], EffectiveSettings] = {}

    def of(self, template: HasSettings) -> EffectiveSettings:
        """Return the expanded settings of a template; `steps`, `tasks` and `use` have their own only."""
        own = split_settings(expand_settings(template.settings))
        if template.body in COMPOSITES or template.body == "use":
            return merge_settings(NO_SETTINGS, own)
        shared = self._share(template.body, template.profiles, template.takes_defaults)
        return self._finish(merge_settings(shared, own), template.body) if own != NO_SETTINGS else shared

    def where(self, template: HasSettings, text: str) -> NodePath:
        """Return the path of a text of a template or of its settings: in the pipeline, else in a profile or a layer."""
        layers = [layer[:2] for layer in self._list_layers(template.profiles, template.takes_defaults)]
        written = [(template.path, follow(self.pipeline.settings, template.path)), *reversed(layers)]
        return next((found for path, data in written if (found := find_text(data, text, path))), template.path)

    def list_layers(self) -> Iterator[tuple[SettingsLayer, NodePath]]:
        """Return every layer with the start of its paths, the lowest first."""
        yield from ((layer, (number,)) for number, layer in enumerate(self.inherited))
        yield self.pipeline, ()

    def _list_profiles(self) -> Iterator[tuple[str, WrittenSettings]]:
        """Return every profile by name; one of a higher layer comes after, and replaces, one of the same name."""
        for layer, start in self.list_layers():
            for name, written in layer.written("profiles").items():
                yield name, WrittenSettings((*start, "profiles", name), written, layer.profiles[name])

    def _list_defaults(self) -> Iterator[WrittenSettings]:
        for layer, start in self.list_layers():
            yield WrittenSettings((*start, "defaults"), layer.written("defaults"), layer.defaults)

    def _list_layers(self, profiles: tuple[str, ...], with_defaults: bool) -> Iterator[WrittenSettings]:
        yield from self._defaults if with_defaults else ()
        yield from (self.profiles[name] for name in profiles if name in self.profiles)

    def _share(self, body: str, profiles: tuple[str, ...], with_defaults: bool) -> EffectiveSettings:
        """Return what every leaf with such a body and these profiles starts from."""
        shared = self._shared.get((body, profiles, with_defaults))
        if shared is None:
            shared = NO_SETTINGS
            for _, _, settings in self._list_layers(profiles, with_defaults):
                shared = merge_settings(shared, split_settings(_select(settings, body)))
            shared = self._shared[body, profiles, with_defaults] = self._finish(shared, body)
        return shared

    def _finish(self, settings: EffectiveSettings, body: str) -> EffectiveSettings:
        """Return the settings with what is final."""
        for layer in self.inherited:
            if layer.final:
                settings = merge_settings(settings, split_settings(_select(layer.final, body)))
        return settings


class TemplateSettings(NamedTuple):
    """The expanded settings of each template, and the resolver that finds where a text in them is written."""

    effective: Mapping[TemplateModel, EffectiveSettings]
    resolver: SettingsResolver


def resolve_settings(templates: Iterable[TemplateModel], resolver: SettingsResolver) -> TemplateSettings:
    """Return what each of these templates is set to."""
    return TemplateSettings({template: resolver.of(template) for template in templates}, resolver)


def _select(settings: Settings, body: str) -> Settings:
    """Return the settings that a leaf with such a body inherits."""
    return {key: value for key, value in settings.items() if keys()[key].is_inherited_by(body)}
