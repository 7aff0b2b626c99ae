"""Check settings: whether they apply to the body, whether profiles exist, and the maximum of durations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.effective import SettingsResolver
from argogen.language.vocabulary import COMPOSITES, list_fitting
from argogen.late import import_late
from argogen.suggestions import list_first, suggest
from argogen.yaml.node_path import NodePath

if TYPE_CHECKING:
    from argogen.argo.notation import durations as notation
    from argogen.argo.notation import error as errors
else:
    notation = import_late("argogen.argo.notation.durations")
    errors = import_late("argogen.argo.notation.error")

# The maximum of a field with seconds in 32 bits.
_MAXIMUM_SECONDS = 2**31 - 1
# The keys of leaves and of pipelines with durations, and the maximum of each in seconds.
_OF_LEAVES: Mapping[str, float] = {"deadline": _MAXIMUM_SECONDS, "timeout": math.inf, "pending_timeout": math.inf}
_DURATIONS = _OF_LEAVES.keys()
_OF_COMPOSITES = ("parallelism", "target", "fail_fast")
_OF_PIPELINES: Mapping[str, float] = {"deadline": math.inf, "ttl": _MAXIMUM_SECONDS}


def check_layers(resolver: SettingsResolver, collector: DiagnosticCollector) -> None:
    """Report durations of the pipeline and of all layers that exceed the maximum of their Argo fields."""
    _check_durations(resolver.pipeline.settings, (), collector, _OF_PIPELINES)
    for layer, start in resolver.list_layers():
        for key in ("defaults", "final"):
            _check_durations(layer.written(key), (*start, key), collector)
    for profile in resolver.profiles.values():
        _check_durations(profile.written, profile.path, collector)


def check_settings(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report settings of a template that do not apply to its body, and durations that are too long.

    A `null`, which removes a setting, is accepted for every body.
    """
    fitting = list_fitting(template.body)
    others = _list_others(template)
    if not others and fitting.issuperset(template.settings) and _DURATIONS.isdisjoint(template.settings):
        return  # nearly always
    own = {key: value for key, value in template.settings.items() if value is not None}
    for key in (*own, *others):
        if key not in fitting:
            message = f"'{key}' does not apply to '{template.body}'"
            collector.error("inapplicable-key", message, (*template.path, key), _suggest_place(key, template), key=True)
    # The deadline of a pipeline is that of the workflow, which `check_layers` checks.
    _check_durations(own if template.path else {**own, "deadline": None}, template.path, collector)


def _list_others(template: TemplateModel) -> list[str]:
    """Return the keys other than settings that apply to some bodies only."""
    return [key for key in ("defaults", *_OF_COMPOSITES) if getattr(template, key) is not None]


def _suggest_place(key: str, template: TemplateModel) -> str:
    """Return the hint for a key that does not apply to the body of a template."""
    if key == "parallelism":
        return f"to limit a loop, write for_each: {{items: …, parallelism: {template.parallelism}}}"
    if template.body not in COMPOSITES or key in _OF_COMPOSITES:
        return "remove it"
    return f"set it on the {template.body}" if template.path else f"move it to 'defaults', or to the {template.body}"


def check_profiles(template: TemplateModel, resolver: SettingsResolver, collector: DiagnosticCollector) -> None:
    """Report unknown profiles of a template."""
    known = resolver.profiles
    for name in template.profiles:
        if name not in known:
            hint = suggest(name, resolver.profile_names, f"known profiles: {list_first(known) or 'none'}")
            path = (*template.path, "profile")
            collector.error("unknown-profile", f"unknown profile '{name}'", path, hint, find=name)


def _check_durations(
    settings: Mapping[str, Any],
    path: NodePath,
    collector: DiagnosticCollector,
    durations: Mapping[str, float] = _OF_LEAVES,
) -> None:
    if durations.keys().isdisjoint(settings):
        return
    for key, maximum in durations.items():
        value = settings.get(key)
        if isinstance(value, (str, int, float)) and "{{" not in str(value):
            try:
                _check_duration(value, maximum)
            except errors.NotationError as error:
                collector.error("invalid-value", error.message, (*path, key), error.hint)


def _check_duration(value: str | float, maximum: float) -> None:
    if notation.read_day_duration(value) > maximum:
        raise errors.NotationError(f"duration '{value}' is too long", "use at most 24855d (about 68 years)")
