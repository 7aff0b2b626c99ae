"""runnable's configuration: its executor for Argo, and the other services as far as they matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from argogen.diagnostics import has_errors
from argogen.dialects.collector import TranslationCollector
from argogen.dialects.runnable.data.catalog import Catalog, list_mounts, read_catalog
from argogen.dialects.runnable.settings.settings import NOT_PER_STEP, Setting, drop_empty, list_settings
from argogen.dialects.runnable.settings.variables import fill_variables
from argogen.dialects.translation import LocatedValue, SourceLocation, translate
from argogen.language.validation import validate_document, validate_fragment
from argogen.yaml import Document
from argogen.yaml.spelled_numbers import keep_spelling

_CONFIG = ("executor", "config")
_WITHOUT_MEANING = {
    "run_log_store": "Argo keeps the log of a run",
    "secrets": "secrets come from Kubernetes, by secrets_from_k8s",
    "experiment_tracker": "tracking is the code's own business",
    "pickler": "values go from step to step as JSON",
}
_NOTHING = frozenset({"do-nothing", "buffered"})


@dataclass(frozen=True, eq=False)
class Configuration:
    """The executor's settings that say something, its overrides, and the catalog; `origin` is that of all settings."""

    origin: SourceLocation
    settings: Mapping[str, Setting] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict)
    service: LocatedValue | None = None

    def value(self, name: str) -> Any:
        """Return the value of a setting, None if it is not given."""
        return self.settings[name].value if name in self.settings else None

    @cached_property
    def catalog(self) -> Catalog:
        """Where tasks put files, and get them from."""
        origin, service = self.service or (self.origin, None)
        return read_catalog(service, origin, self.value("persistent_volumes") or ())


def read_configuration(
    document: Document, environ: Mapping[str, str], collector: TranslationCollector
) -> Configuration:
    """Return the configuration in a document; `environ` has the values of its variables."""
    top = SourceLocation(document, ())
    origin = top.at(*_CONFIG)
    filled = translate(LocatedValue(top, _open(keep_spelling(document), environ, top, collector)))
    faults = validate_document(filled, "runnable_configuration")
    collector.add(*faults)
    spelled = keep_spelling(filled)
    executor = spelled.get("executor") if isinstance(spelled, dict) else None
    if not isinstance(executor, dict) or not isinstance(executor.get("config") or {}, dict):
        if not faults:
            _report_executor({}, top, collector)
        return Configuration(origin)
    if executor.get("type") != "argo":
        _report_executor(executor, top, collector)
        return Configuration(origin)
    _report_reasons(executor.get("config") or {}, origin, collector)
    reported = {each.place for each in collector.diagnostics}
    faults = validate_fragment(filled, _CONFIG, "argo_executor") if executor.get("config") else []
    collector.add(*(each for each in faults if each.place not in reported))
    _report_ignored_services(filled.data, top, collector)
    configuration = _read_executor(executor.get("config") or {}, origin, collector)
    service = None if has_errors(collector.diagnostics) else spelled.get("catalog")
    return _add_catalog(configuration, LocatedValue(top.at("catalog"), service)) if service else configuration


def _add_catalog(configuration: Configuration, service: LocatedValue) -> Configuration:
    settings, brought = configuration.settings, list_mounts(service.value)
    if brought:
        mounts = [*(configuration.value("persistent_volumes") or []), *brought]
        settings = {**settings, "persistent_volumes": Setting(mounts, service.origin)}
    return replace(configuration, settings=settings, service=service)


def _read_executor(config: Mapping[str, Any], origin: SourceLocation, collector: TranslationCollector) -> Configuration:
    if has_errors(collector.diagnostics):
        known = config.get("overrides")
        return Configuration(origin, overrides={name: {} for name in known} if isinstance(known, dict) else {})
    settings = list_settings({name: value for name, value in config.items() if name != "overrides"}, origin)
    if "image" not in settings:
        message = "the configuration names no image"
        collector.error(origin, "missing-key", message, "add image: to the executor's config", key=True)
    overrides = config.get("overrides") or {}
    given = {name: list_settings(each or {}, origin.at("overrides", name)) for name, each in overrides.items()}
    return Configuration(origin, settings=settings, overrides=given)


def _report_executor(executor: Mapping[str, Any], top: SourceLocation, collector: TranslationCollector) -> None:
    found = executor.get("type")
    message = (
        f"the executor is '{found}', and this renders for 'argo'" if found else "there is no executor of type argo"
    )
    collector.error(top.at("executor", "type"), "wrong-executor", message, "choose a configuration for Argo with -c")


def _report_reasons(config: Mapping[str, Any], origin: SourceLocation, collector: TranslationCollector) -> None:
    """Report why a setting cannot be overridden, before the schema reports it as an unknown key."""
    overrides = config.get("overrides")
    for name, override in overrides.items() if isinstance(overrides, dict) else ():
        for setting in override if isinstance(override, dict) else ():
            if setting in NOT_PER_STEP:
                message = f"'{setting}' cannot be overridden for a step: {NOT_PER_STEP[setting]}"
                place = origin.at("overrides", name, setting)
                collector.error(place, "not-per-step", message, "set it in the executor's config", key=True)


def _report_ignored_services(data: Mapping[str, Any], top: SourceLocation, collector: TranslationCollector) -> None:
    for name, reason in _WITHOUT_MEANING.items():
        service = data.get(name) or {}
        if service.get("type", "do-nothing") not in _NOTHING:
            message = f"'{name}' means nothing in a manifest: {reason}"
            collector.note(top.at(name), "left-out", message, key=True)


def _open(data: Any, environ: Mapping[str, str], top: SourceLocation, collector: TranslationCollector) -> Any:
    """Return the configuration with the variables of its executor substituted, and without empty settings."""
    executor = data.get("executor") if isinstance(data, dict) else None
    if not isinstance(executor, dict) or "config" not in executor:
        return data
    config = fill_variables(executor["config"], top.at(*_CONFIG), environ, collector)
    return {**data, "executor": {**executor, "config": drop_empty(config)}}
