"""Compute the effective settings of leaves.

In order of precedence: the settings of the leaf, its profiles, the defaults of the pipeline, of its project and packs.
Inherited settings that do not apply to the body of a leaf are omitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from argogen.diagnostics import Diagnostic, InvalidInputError
from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.expansion import expand_settings
from argogen.language.settings.layers import Settings, SettingsLayer
from argogen.language.settings.merging import (
    NO_SETTINGS,
    EffectiveSettings,
    merge_layers,
    merge_settings,
    split_settings,
)
from argogen.language.tags import TextPaths
from argogen.language.vocabulary import COMPOSITES, keys
from argogen.records import Record
from argogen.suggestions import NameIndex
from argogen.yaml.limits import count_nodes
from argogen.yaml.node_path import NodePath, follow

MAX_INHERITED = 500_000
"""The number of inherited values in all templates of a pipeline: each template contains a copy of them."""


class HasSettings(Protocol):
    """A template: its path in the document, the key of its body, its settings as written, and its profiles."""

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


class WrittenSettings(Record):
    """Settings of a layer: their path, as written, and expanded."""

    path: NodePath
    written: Mapping[str, Any]
    expanded: Settings


class SettingsResolver:
    """Resolves the settings of the templates of one pipeline.

    `pipeline` is the layer of the pipeline, `inherited` are the layers of lower precedence, the lowest first. A path in
    one of these begins with its index. Leaves without settings share one object for the inherited settings.
    """

    def __init__(self, pipeline: SettingsLayer, inherited: tuple[SettingsLayer, ...] = ()) -> None:
        self.pipeline = pipeline
        self.inherited = inherited
        self.profiles: Mapping[str, WrittenSettings] = dict(self._list_profiles())
        self.profile_names = NameIndex(self.profiles)
        self._defaults = tuple(self._list_defaults())
        self._texts = TextPaths()
        self._shared: dict[tuple[str, tuple[str, ...], bool], EffectiveSettings] = {}
        self._sizes: dict[int, int] = {}
        self.inherited_values = 0

    def of(self, template: HasSettings) -> EffectiveSettings:
        """Return the expanded settings of a template; `steps`, `tasks` and `use` inherit none."""
        own = split_settings(expand_settings(template.settings))
        if template.body in COMPOSITES or template.body == "use":
            return merge_settings(NO_SETTINGS, own)
        shared = self._share(template.body, template.profiles, template.takes_defaults)
        self.inherited_values += self._sizes[id(shared)]
        return self._finish(merge_settings(shared, own), template.body) if own != NO_SETTINGS else shared

    def where(self, template: HasSettings, text: str) -> NodePath:
        """Return the path of a string in a template or its settings: in the pipeline, or else in a profile or layer."""
        layers = self._list_layers(template.profiles, template.takes_defaults)
        written = [
            (template.path, follow(self.pipeline.settings, template.path)),
            *((layer.path, layer.written) for layer in layers),
        ]
        found = (self._texts.find(data, text, path) for path, data in written)
        return next((path for path in found if path), template.path)

    def list_layers(self) -> Iterator[tuple[SettingsLayer, NodePath]]:
        """Yield all layers with the start of their paths, the lowest first."""
        yield from ((layer, (number,)) for number, layer in enumerate(self.inherited))
        yield self.pipeline, ()

    def _list_profiles(self) -> Iterator[tuple[str, WrittenSettings]]:
        """Yield all profiles by name; a profile of a higher layer replaces one with the same name, so it is later."""
        for layer, start in self.list_layers():
            for name, written in layer.written("profiles").items():
                yield name, WrittenSettings((*start, "profiles", name), written, layer.profiles[name])

    def _list_defaults(self) -> Iterator[WrittenSettings]:
        for layer, start in self.list_layers():
            yield WrittenSettings((*start, "defaults"), layer.written("defaults"), layer.defaults)

    def _list_layers(self, profiles: tuple[str, ...], with_defaults: bool) -> Iterator[WrittenSettings]:
        """Yield the layers below the settings of a leaf, the highest first."""
        yield from (self.profiles[name] for name in reversed(profiles) if name in self.profiles)
        yield from reversed(self._defaults) if with_defaults else ()

    def _share(self, body: str, profiles: tuple[str, ...], with_defaults: bool) -> EffectiveSettings:
        """Return the inherited settings of leaves with this body and these profiles."""
        shared = self._shared.get((body, profiles, with_defaults))
        if shared is None:
            layers = [*self._list_layers(profiles, with_defaults)]
            shared = merge_layers(split_settings(_select(layer.expanded, body)) for layer in reversed(layers))
            shared = self._shared[body, profiles, with_defaults] = self._finish(shared, body)
            sizes = [count_nodes(each, {}, _list_values) if each else 1 for each in shared[:3]]
            self._sizes[id(shared)] = sum(sizes)
        return shared

    def _finish(self, settings: EffectiveSettings, body: str) -> EffectiveSettings:
        """Return the settings, merged with final settings."""
        for layer in self.inherited:
            if layer.final:
                settings = merge_settings(settings, split_settings(_select(layer.final, body)))
        return settings


class TemplateSettings(Record):
    """The expanded settings of each template, and the resolver that finds the paths of strings in them."""

    effective: Mapping[TemplateModel, EffectiveSettings]
    resolver: SettingsResolver


def resolve_settings(templates: Iterable[TemplateModel], resolver: SettingsResolver) -> TemplateSettings:
    """Return the effective settings of these templates. Raises InvalidInputError for too many inherited values."""
    effective: dict[TemplateModel, EffectiveSettings] = {}
    for template in templates:
        effective[template] = resolver.of(template)
        if resolver.inherited_values > MAX_INHERITED:
            raise _report_size(resolver.pipeline)
    return TemplateSettings(effective, resolver)


def _report_size(pipeline: SettingsLayer) -> InvalidInputError:
    message = f"inherited settings expand to more than {MAX_INHERITED:,} values in all templates together"
    hint = "use fewer defaults, or split the pipeline into several"
    document = pipeline.document
    place = document.place(("defaults",), key=True) if "defaults" in pipeline.settings else document.place(())
    return InvalidInputError([Diagnostic("expansion-too-large", message, place, hint)])


def _list_values(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, (dict, Mapping)) else value if isinstance(value, list) else ()


def _select(settings: Settings, body: str) -> Settings:
    """Return the settings that a leaf with this body inherits."""
    return {key: value for key, value in settings.items() if keys()[key].is_inherited_by(body)}
