"""Checks of settings: whether they fit the body, whether profiles exist, and whether durations can be held."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from argogen.argo.notation.durations import read_day_duration
from argogen.argo.notation.error import NotationError
from argogen.language.collector import DiagnosticCollector
from argogen.language.model.pipeline import TemplateModel
from argogen.language.settings.effective import SettingsResolver
from argogen.language.vocabulary import COMPOSITES, keys
from argogen.suggestions import suggest
from argogen.yaml.node_path import NodePath

# The longest duration of a field that holds its seconds in 32 bits.
_MOST_SECONDS = 2**31 - 1
# The keys of settings, and of a pipeline, whose values are durations, and the most seconds that their fields hold.
_OF_LEAVES: Mapping[str, float] = {"deadline": _MOST_SECONDS, "timeout": math.inf, "pending_timeout": math.inf}
_OF_PIPELINES: Mapping[str, float] = {"deadline": math.inf, "ttl": _MOST_SECONDS}


def check_layers(resolver: SettingsResolver, collector: DiagnosticCollector) -> None:
    """Report durations of the pipeline and of every layer that no field of Argo's can hold."""
    _check_durations(resolver.pipeline.settings, (), collector, _OF_PIPELINES)
    for layer, start in resolver.list_layers():
        for key in ("defaults", "final"):
            _check_durations(layer.written(key), (*start, key), collector)
    for profile in resolver.profiles.values():
        _check_durations(profile.written, profile.path, collector)


def check_settings(template: TemplateModel, collector: DiagnosticCollector) -> None:
    """Report settings of a template that do not fit its body, and durations that are too long.

    A `null` removes what is not there, and so fits everything.
    """
    own = {key: value for key, value in template.settings.items() if value is not None}
    for key in (*own, *(["defaults"] if template.defaults is not None else [])):
        if not keys()[key].fits(template.body):
            message = f"'{key}' cannot apply to {template.body}"
            hint = "set it on the steps inside" if template.body in COMPOSITES else "take it out"
            collector.error("does-not-fit", message, (*template.path, key), hint, key=True)
    # The deadline of a pipeline is the workflow's: `check_layers` has seen it.
    _check_durations(own if template.path else {**own, "deadline": None}, template.path, collector)


def check_profiles(template: TemplateModel, resolver: SettingsResolver, collector: DiagnosticCollector) -> None:
    """Report the profiles that a template names and no layer has."""
    known = resolver.profiles
    for name in template.profiles:
        if name not in known:
            hint = suggest(name, known, f"known profiles: {', '.join(known) or 'none'}")
            path = (*template.path, "profile")
            collector.error("unknown-profile", f"there is no profile '{name}'", path, hint, find=name)


def _check_durations(
    settings: Mapping[str, Any],
    path: NodePath,
    collector: DiagnosticCollector,
    durations: Mapping[str, float] = _OF_LEAVES,
) -> None:
    for key, most in durations.items():
        value = settings.get(key)
        if isinstance(value, (str, int, float)) and "{{" not in str(value):
            try:
                _check_duration(value, most)
            except NotationError as error:
                collector.error("bad-value", error.message, (*path, key), error.hint)


def _check_duration(value: str | float, most: float) -> None:
    if read_day_duration(value) > most:
        raise NotationError(f"the duration '{value}' is too long", "write at most 24855d, some 68 years")
