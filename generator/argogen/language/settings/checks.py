"""Checks of settings: whether they fit the body, whether profiles exist, and whether durations can be held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen.argo.notation.durations import read_day_duration
from argogen.argo.notation.error import NotationError
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.effective import SettingsResolver
from argogen.language.vocabulary import COMPOSITES, keys
from argogen.suggestions import find_nearest
from argogen.yaml.node_path import NodePath

# The keys whose values are durations, and the longest that their fields hold, in seconds, where Go's does not do.
_MOST_SECONDS: Mapping[str, int | None] = {"deadline": None, "timeout": None, "pending_timeout": None, "ttl": 2**31 - 1}


def check_layers(resolver: SettingsResolver, collector: DiagnosticCollector) -> None:
    """Report durations of the pipeline and of every layer that no field of Argo's can hold."""
    _check_durations(resolver.pipeline.settings, (), collector)
    for layer, start in resolver.list_layers():
        for key in ("defaults", "final"):
            _check_durations(layer.written(key), (*start, key), collector)
    for profile in resolver.profiles.values():
        _check_durations(profile.written, profile.path, collector)


def check_settings(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report settings of a template that do not fit its body, and durations that are too long."""
    for key in (*template.settings, *(["defaults"] if template.defaults is not None else [])):
        if not keys()[key].fits(template.body):
            message = f"'{key}' cannot apply to {template.body}"
            hint = "set it on the steps inside" if template.body in COMPOSITES else "take it out"
            collector.error("does-not-fit", message, (*template.path, key), hint, key=True)
    if template.path:
        _check_durations(template.settings, template.path, collector)


def check_profiles(template: TemplateModel, resolver: SettingsResolver, collector: DiagnosticCollector) -> None:
    """Report the profiles that a template names and no layer has."""
    known = resolver.profiles
    for name in template.profiles:
        if name not in known:
            near = find_nearest(name, tuple(known))
            hint = f"did you mean '{near}'?" if near else f"known profiles: {', '.join(known) or 'none'}"
            path = (*template.path, "profile")
            collector.error("unknown-profile", f"there is no profile '{name}'", path, hint, find=name)


def _check_durations(settings: Mapping[str, Any], path: NodePath, collector: DiagnosticCollector) -> None:
    for key, most in _MOST_SECONDS.items():
        value = settings.get(key)
        if isinstance(value, (str, int, float)) and "{{" not in str(value):
            _check_duration(value, most, (*path, key), collector)


def _check_duration(value: str | float, most: int | None, path: NodePath, collector: DiagnosticCollector) -> None:
    try:
        seconds = read_day_duration(value)
    except NotationError as error:
        collector.error("bad-value", error.message, path, error.hint)
        return
    if most is not None and seconds > most:
        collector.error("bad-value", f"the duration '{value}' is too long", path, f"write at most {most} seconds")
